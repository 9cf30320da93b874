/// Lets few programs run at the same time, so that how long they take says something about them.
actor RunGate {
  static let shared = RunGate(width: 2)

  private let width: Int
  private var free: Int
  private var waiting: [(places: Int, resume: CheckedContinuation<Void, Never>)] = []

  init(width: Int) {
    self.width = width
    free = width
  }

  /// Runs a body when there is a place for it.
  nonisolated func pass<Result: Sendable>(
    _ body: () async throws -> Result
  ) async rethrows -> Result {
    try await pass(places: 1, body)
  }

  /// Runs a body when nothing else runs.
  nonisolated func passAlone<Result: Sendable>(
    _ body: () async throws -> Result
  ) async rethrows -> Result {
    try await pass(places: width, body)
  }

  private nonisolated func pass<Result: Sendable>(
    places: Int,
    _ body: () async throws -> Result
  ) async rethrows -> Result {
    await enter(places)
    do {
      let result = try await body()
      await leave(places)
      return result
    } catch {
      await leave(places)
      throw error
    }
  }

  private func enter(_ places: Int) async {
    if waiting.isEmpty, free >= places {
      free -= places
      return
    }
    await withCheckedContinuation { waiting.append((places, $0)) }
  }

  private func leave(_ places: Int) {
    free += places
    while let next = waiting.first, free >= next.places {
      free -= next.places
      waiting.removeFirst()
      next.resume.resume()
    }
  }
}
