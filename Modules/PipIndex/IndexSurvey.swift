internal import PipPackaging

/// Asks all sources for one project, several at a time, and keeps what each said.
package struct IndexSurvey: Sendable {
  private let client: IndexClient
  private let evaluator: CandidateEvaluator

  /// Creates a survey of the client's sources.
  package init(client: IndexClient, evaluator: CandidateEvaluator) {
    self.client = client
    self.evaluator = evaluator
  }

  /// Asks every source until each has answered or the deadline has come.
  ///
  /// - Parameters:
  ///   - known: What is remembered of sources; they are asked only whether it changed.
  ///   - deadline: When the wait for all of them ends.
  /// - Returns: what each said; it never throws.
  package func report(
    knowing known: [IndexSource: KnownPage] = [:],
    deadline: ContinuousClock.Instant
  ) async -> SurveyReport {
    let sources = client.sources.sources
    var results: [Int: SourceOutcome.Result] = [:]
    await withTaskGroup(of: (Int, SourceOutcome.Result).self) { group in
      for (index, source) in sources.enumerated() {
        if index >= client.limits.simultaneousRequests, let (done, result) = await group.next() {
          results[done] = result
        }
        group.addTask { (index, await ask(source, knowing: known[source], deadline: deadline)) }
      }
      for await (done, result) in group { results[done] = result }
    }
    let outcomes = sources.enumerated().map { index, source in
      SourceOutcome(source: source, result: results[index] ?? .failed(.cancelled))
    }
    return SurveyReport(outcomes: outcomes, problems: client.sources.problems + client.problems)
  }

  private func ask(
    _ source: IndexSource,
    knowing known: KnownPage?,
    deadline: ContinuousClock.Instant
  ) async -> SourceOutcome.Result {
    do {
      let answer = try await client.answer(
        of: source,
        about: evaluator.project,
        validators: known?.validators,
        deadline: deadline
      )
      switch answer {
      case .page(let page, let validators):
        return .found(evaluator.choice(among: page), validators)
      case .notFound: return .notFound
      case .notModified:
        // It is only answered where validators were sent.
        return known.map { .notModified($0) } ?? .notFound
      }
    } catch {
      return .failed(error)
    }
  }
}
