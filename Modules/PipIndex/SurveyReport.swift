package import PipDiagnostics

/// What all sources together had to say.
package struct SurveyReport: Sendable, Hashable {
  /// One for each source, in the order of the sources.
  package var outcomes: [SourceOutcome]

  /// Settings that name no source at all, or cannot be used.
  package var problems: [IndexError]

  /// Creates a report.
  package init(outcomes: [SourceOutcome], problems: [IndexError] = []) {
    self.outcomes = outcomes
    self.problems = problems
  }

  /// Whether any source answered, be it only that it does not know the project.
  package var hasAnswer: Bool { outcomes.contains { $0.failure == nil } }

  /// Returns the best file of all sources and where it is from, nil where none has one that fits.
  ///
  /// A source that failed hides what it has; pip accepts that as well as long as another answers.
  /// - Throws: where no source answered, why the first could not.
  package func best() throws(IndexError) -> (candidate: Candidate, source: IndexSource)? {
    if !hasAnswer, let failure = outcomes.lazy.compactMap(\.failure).first ?? problems.first {
      throw failure
    }
    var best: (candidate: Candidate, source: IndexSource)?
    for outcome in outcomes {
      guard let candidate = outcome.best else { continue }
      if best?.candidate.isWorse(than: candidate) ?? true { best = (candidate, outcome.source) }
    }
    return best
  }

  /// What went wrong at sources and in settings, as warnings.
  package var warnings: [Diagnostic] {
    (problems + outcomes.compactMap(\.failure)).map { $0.diagnostic.with(severity: .warning) }
  }
}
