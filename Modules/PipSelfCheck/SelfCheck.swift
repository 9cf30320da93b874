internal import PipDiagnostics
internal import PipFiles
package import PipSystem
package import PipVersionCheck

/// One check of one subject: what is known, whether to ask, what the answer means, what to keep.
///
/// Nobody waits for anybody: of many runs at once one asks, the others answer with what is known.
package struct SelfCheck: Sendable {
  /// What is checked.
  package var subject: CheckSubject

  /// What the user and the configuration say.
  package var request: CheckRequest

  /// When to ask, and what answers mean.
  package var policy: CheckPolicy

  /// Where it is remembered.
  package var store: StateStore

  /// How long a claim to be the one that asks is good for.
  package var claimAge: Duration

  /// How long a claim is good for where nobody says: six times as long as asking may take.
  package static let usualClaimAge = Duration.seconds(30)

  /// What the clock shows.
  package var clock: @Sendable () -> Timestamp

  /// Names the indexes that would be asked, for `CheckRequest.askedOf`.
  package var askedOf: @Sendable () -> String

  /// Creates a check.
  package init(
    subject: CheckSubject,
    request: CheckRequest,
    policy: CheckPolicy,
    store: StateStore,
    claimAge: Duration = usualClaimAge,
    clock: @escaping @Sendable () -> Timestamp,
    askedOf: @escaping @Sendable () -> String = { "" }
  ) {
    self.subject = subject
    self.request = request
    self.policy = policy
    self.store = store
    self.claimAge = claimAge
    self.clock = clock
    self.askedOf = askedOf
  }

  /// Checks, and asks where that is needed and allowed.
  ///
  /// - Parameter ask: asks the index; it is told what its pages said last.
  /// - Returns: the answer, and how it came about.
  /// - Throws: what asking throws: mistakes here, which say nothing about the index and are not
  ///   remembered.
  package func run<Failure: Error>(
    asking ask: @Sendable ([PageMemory]) async throws(Failure) -> IndexAnswer
  ) async throws(Failure) -> CheckOutcome {
    let now = clock()
    let shared = store.recallShared(now: now)
    let first = policy.nextStep(for: subject, request, knowing: shared, now: now)
    if case .answer(let record) = first.step {
      return outcome(.of(record, from: .state, for: subject, request), first.verdicts, nil)
    }
    var check = self
    // Only failures depend on it, and those are in our own memory.
    check.request.askedOf = askedOf()
    return try await check.lookFurther(than: shared, now: now, asking: ask)
  }

  /// Goes on where what pip shares does not answer.
  private func lookFurther<Failure: Error>(
    than shared: CheckMemory,
    now: Timestamp,
    asking ask: @Sendable ([PageMemory]) async throws(Failure) -> IndexAnswer
  ) async throws(Failure) -> CheckOutcome {
    let memory = store.recallOwn(beside: shared, now: now)
    let (step, verdicts) = policy.nextStep(for: subject, request, knowing: memory, now: now)
    switch step {
    case .answer(let record):
      return answerNotShared(record, verdicts)
    case .stop(let reason):
      return stopped(by: reason, memory, verdicts)
    case .ask:
      return try await claimAndAsk(ask, memory, verdicts)
    }
  }

  /// Answers with what only our own memory knows, and shares it with pip if that has become possible.
  private func answerNotShared(
    _ record: CheckRecord,
    _ verdicts: [GateVerdict]
  ) -> CheckOutcome {
    let finding = CheckFinding.of(record, from: .state, for: subject, request)
    do {
      guard try store.share(record) else { return outcome(finding, verdicts, nil) }
      return outcome(finding, verdicts, nil, swept: sweep())
    } catch {
      return outcome(finding, verdicts, nil, [error.diagnostic.with(severity: .note)])
    }
  }

  private func claimAndAsk<Failure: Error>(
    _ ask: @Sendable ([PageMemory]) async throws(Failure) -> IndexAnswer,
    _ memory: CheckMemory,
    _ verdicts: [GateVerdict]
  ) async throws(Failure) -> CheckOutcome {
    var verdicts = verdicts
    switch store.claim(ageLimit: claimAge, now: clock()) {
    case .heldByAnother:
      verdicts.append(GateVerdict("claim", saw: "another run is asking", .stopped))
      return stopped(by: .claimedByAnotherRun, memory, verdicts)
    case .impossible(let failure):
      verdicts.append(GateVerdict("claim", saw: "none can be made: \(failure.reason)", .passed))
      return try await askAndKeep(ask, memory, verdicts)
    case nil:
      verdicts.append(GateVerdict("claim", saw: "no cache to make one in", .passed))
      return try await askAndKeep(ask, memory, verdicts)
    case .won(let claim):
      verdicts.append(GateVerdict("claim", saw: "this run asks", .passed))
      // Whoever held the claim before may have answered since the state was read.
      let now = clock()
      let memory = store.recall(now: now)
      let again = policy.nextStep(for: subject, request, knowing: memory, now: now)
      guard case .ask = again.step else {
        claim.release()
        return settled(again.step, memory, again.verdicts)
      }
      let outcome = try await askAndKeep(ask, memory, verdicts)
      claim.release()
      return outcome
    }
  }

  /// Ends a check that found on its second look that it need not ask.
  private func settled(
    _ step: CheckStep,
    _ memory: CheckMemory,
    _ verdicts: [GateVerdict]
  ) -> CheckOutcome {
    switch step {
    case .answer(let record):
      outcome(.of(record, from: .state, for: subject, request), verdicts, memory.failure)
    case .stop(let reason):
      stopped(by: reason, memory, verdicts)
    case .ask:
      stopped(by: .claimedByAnotherRun, memory, verdicts)
    }
  }

  private func askAndKeep<Failure: Error>(
    _ ask: @Sendable ([PageMemory]) async throws(Failure) -> IndexAnswer,
    _ memory: CheckMemory,
    _ verdicts: [GateVerdict]
  ) async throws(Failure) -> CheckOutcome {
    var verdicts = verdicts
    switch try await ask(store.pages()) {
    case .newest(let version, let index, let pages, let warnings):
      let record = CheckRecord(checkedAt: clock(), latest: version)
      verdicts.append(GateVerdict("answer", saw: "the newest version is \(version)", .answered))
      let problems = store.save(record, from: index, pages: pages)
      return outcome(
        .of(record, from: .index, for: subject, request),
        verdicts,
        nil,
        warnings + problems,
        swept: sweep()
      )
    case .noCandidate(let warnings):
      verdicts.append(GateVerdict("answer", saw: "nothing that could be installed", .stopped))
      return failed(with: .noCandidate, memory, verdicts, warnings)
    case .failed(let diagnostics):
      let saw = diagnostics.first?.message ?? "none"
      verdicts.append(GateVerdict("answer", saw: saw, .stopped))
      return failed(with: .indexUnreachable, memory, verdicts, diagnostics)
    case .notAsked(let diagnostics):
      let saw = diagnostics.first?.message ?? "not asked"
      verdicts.append(GateVerdict("answer", saw: saw, .stopped))
      return outcome(
        .without(.indexUnreachable, knowing: memory.record, for: subject),
        verdicts,
        nil,
        diagnostics.map { $0.with(severity: .warning) }
      )
    case .noIndex(let reason):
      verdicts.append(GateVerdict("index", saw: "none: \(reason)", .stopped))
      return stopped(by: .noIndex, memory, verdicts)
    case .dropped:
      verdicts.append(GateVerdict("answer", saw: "nobody waits for it any more", .stopped))
      return stopped(by: .indexUnreachable, memory, verdicts)
    }
  }

  private func failed(
    with reason: CheckReason,
    _ memory: CheckMemory,
    _ verdicts: [GateVerdict],
    _ diagnostics: [Diagnostic]
  ) -> CheckOutcome {
    let failure = FailureRecord.adding(
      reason,
      at: clock(),
      askedOf: request.askedOf,
      to: memory.failure
    )
    let problems = store.save(failure)
    return outcome(
      .without(reason, knowing: memory.record, for: subject),
      verdicts,
      failure,
      diagnostics.map { $0.with(severity: .warning) } + problems,
      swept: sweep()
    )
  }

  private func stopped(
    by reason: CheckReason,
    _ memory: CheckMemory,
    _ verdicts: [GateVerdict]
  ) -> CheckOutcome {
    outcome(.without(reason, knowing: memory.record, for: subject), verdicts, memory.failure)
  }

  private func outcome(
    _ finding: CheckFinding,
    _ verdicts: [GateVerdict],
    _ failure: FailureRecord?,
    _ diagnostics: [Diagnostic] = [],
    swept: [SweptFile] = []
  ) -> CheckOutcome {
    let now = clock()
    let goodUntil = finding.latest.flatMap { latest in
      finding.checkedAt.map { policy.goodUntil(CheckRecord(checkedAt: $0, latest: latest)) }
    }
    return CheckOutcome(
      finding: finding,
      verdicts: verdicts,
      // A fresh answer is used before anybody looks at failures.
      nextCheckAt: store.location == nil
        ? nil
        : [failure.map(policy.retryAt), goodUntil].compactMap(\.self).filter { $0 > now }.max(),
      diagnostics: diagnostics,
      swept: swept
    )
  }

  /// Whoever has written cleans up a little, so that nothing piles up and nobody has to be told.
  private func sweep() -> [SweptFile] {
    guard let location = store.location else { return [] }
    // Whoever wants newer answers is no reason to take pip's from it.
    let interval = max(policy.interval, CheckPolicy().interval)
    let sweep = Sweep(cacheDirectory: location.cacheDirectory, interval: interval)
    return sweep.removeDeadFiles(now: clock())
  }
}
