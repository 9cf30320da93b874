/// Does something that ends when a moment has come, whatever it waits for.
///
/// - Throws: `DeadlinePassed` then; `CancellationError` where the task is cancelled; else what the
///   work throws.
func race<Value: Sendable>(
  until deadline: ContinuousClock.Instant,
  _ work: @escaping @Sendable () async throws -> Value
) async throws -> Value {
  try await withThrowingTaskGroup(of: Value?.self) { group in
    defer { group.cancelAll() }
    group.addTask { try await work() }
    group.addTask {
      try await Task.sleep(until: deadline, clock: .continuous)
      return nil
    }
    guard let first = try await group.next(), let value = first else { throw DeadlinePassed() }
    return value
  }
}

/// The moment came before the work was done.
struct DeadlinePassed: Error {}
