internal import PipPackaging
package import PipSystem

/// Decides whether a check asks an index and what its answer means.
///
/// Pure: facts in, decision out; no clock, no disk, no network. The gates are those of pip, in
/// pip's order (`pip/_internal/self_outdated_check.py`, `cli/index_command.py`), except that
/// failures are remembered and that what was asked for by name is always answered.
package struct CheckPolicy: Sendable, Hashable {
  /// How long an answer is good for.
  package var interval: Duration

  /// How long after the first failure the index is left alone; doubled for each one more, up to
  /// `interval`.
  package var firstBackOff: Duration

  /// Creates a policy, by default with pip's week.
  package init(interval: Duration = .days(7), firstBackOff: Duration = .seconds(300)) {
    self.interval = interval
    self.firstBackOff = firstBackOff
  }

  /// Returns when a record stops being good.
  ///
  /// At exactly that moment it still is, as in pip 22.1 and
  /// later.
  package func goodUntil(_ record: CheckRecord) -> Timestamp {
    record.checkedAt + interval
  }

  /// Returns when the index may be asked again after failures.
  package func retryAt(_ failure: FailureRecord) -> Timestamp {
    var delay = firstBackOff
    var doublingsLeft = max(failure.count, 1) - 1
    // The count may be from a damaged file: it must not decide how long this takes.
    while doublingsLeft > 0, delay > .zero, delay < interval {
      delay *= 2
      doublingsLeft -= 1
    }
    return failure.failedAt + min(delay, interval)
  }

  /// Returns the next step of a check, with what each gate on the way saw.
  package func nextStep(
    for subject: CheckSubject,
    _ request: CheckRequest,
    knowing memory: CheckMemory,
    now: Timestamp
  ) -> (step: CheckStep, verdicts: [GateVerdict]) {
    var verdicts: [GateVerdict] = []

    guard let installed = subject.installed else {
      verdicts.append(
        GateVerdict("package", saw: "\(subject.package.normalized) is not installed", .stopped)
      )
      return (.stop(.packageNotInstalled), verdicts)
    }
    verdicts.append(
      GateVerdict("package", saw: "\(subject.package.normalized) \(installed)", .passed)
    )

    for (gate, saw, reason) in silencingGates(subject, request) {
      guard let reason else {
        verdicts.append(GateVerdict(gate, saw: saw, .passed))
        continue
      }
      guard request.occasion == .asked else {
        verdicts.append(GateVerdict(gate, saw: saw, .stopped))
        return (.stop(reason), verdicts)
      }
      verdicts.append(GateVerdict(gate, saw: saw, .silenced))
    }

    let state = stateGate(request, memory, now)
    verdicts.append(state.verdict)
    if let record = state.record { return (.answer(record), verdicts) }

    for (gate, saw, reason) in askingGates(request, memory, now) {
      verdicts.append(GateVerdict(gate, saw: saw, reason == nil ? .passed : .stopped))
      if let reason { return (.stop(reason), verdicts) }
    }
    return (.ask, verdicts)
  }

  private typealias Gate = (name: String, saw: String, reason: CheckReason?)

  /// The gates that only keep people from being notified when the check was asked for.
  private func silencingGates(_ subject: CheckSubject, _ request: CheckRequest) -> [Gate] {
    [
      (
        "disabled",
        request.disabledBy.map { "turned off by \($0)" } ?? "version checks are on",
        request.disabledBy == nil ? nil : .disabled
      ),
      (
        "externally-managed",
        subject.isExternallyManaged
          ? "another package manager owns the environment" : "the environment is its user's own",
        subject.isExternallyManaged ? .externallyManaged : nil
      ),
      (
        "installer",
        subject.installer.isEmpty
          ? "no installer is recorded" : "installed by \(subject.installer)",
        subject.isInstalledByPip ? nil : .notInstalledByPip
      ),
    ]
  }

  private func stateGate(
    _ request: CheckRequest,
    _ memory: CheckMemory,
    _ now: Timestamp
  ) -> (verdict: GateVerdict, record: CheckRecord?) {
    guard let record = memory.record else {
      return (GateVerdict("state", saw: memory.defect.words, .passed), nil)
    }
    let saw = "\(record.latest), checked at \(record.checkedAt.rfc3339)"
    guard !request.isForced else {
      return (GateVerdict("state", saw: saw + ", but a new answer is wanted", .passed), nil)
    }
    guard now <= goodUntil(record) else {
      return (GateVerdict("state", saw: saw + ", too long ago", .passed), nil)
    }
    return (GateVerdict("state", saw: saw, .answered), record)
  }

  /// The gates between a check and the network.
  private func askingGates(
    _ request: CheckRequest,
    _ memory: CheckMemory,
    _ now: Timestamp
  ) -> [Gate] {
    let backOff = backOffGate(request, memory.failure, now)
    return [
      (
        "index",
        request.withoutIndexBecauseOf.map { "none: \($0)" } ?? "there is one to ask",
        request.withoutIndexBecauseOf == nil ? nil : .noIndex
      ),
      (
        "network",
        request.isOffline ? "not to be used" : "may be used",
        request.isOffline ? .offline : nil
      ),
      ("back-off", backOff.saw, backOff.reason),
    ]
  }

  private func backOffGate(
    _ request: CheckRequest,
    _ failure: FailureRecord?,
    _ now: Timestamp
  ) -> (saw: String, reason: CheckReason?) {
    guard let failure else { return ("no failure lately", nil) }
    let times = failure.count == 1 ? "once" : "\(failure.count) times"
    let saw = "failed \(times), last at \(failure.failedAt.rfc3339)"
    guard !request.isForced else { return (saw + ", but a new answer is wanted", nil) }
    guard failure.askedOf.isEmpty || failure.askedOf == request.askedOf else {
      return (saw + ", but not of this index", nil)
    }
    let retryAt = retryAt(failure)
    // A failure from the future means that a clock moved; it proves nothing.
    guard failure.failedAt <= now, now < retryAt else { return (saw, nil) }
    return (saw + "; not asked again before \(retryAt.rfc3339)", failure.reason)
  }
}

extension Duration {
  /// Returns a duration of some days of 24 hours.
  package static func days(_ count: Int) -> Duration {
    .seconds(86_400 * count)
  }
}
