/// What one source had to say.
package struct SourceOutcome: Sendable, Hashable {
  /// The ways a question can end.
  package enum Result: Sendable, Hashable {
    /// It has a page; how to ask later whether it changed.
    case found(Choice, PageValidators?)
    /// Its page is still the known one.
    case notModified(KnownPage)
    /// It does not know the project.
    case notFound
    /// It could not be asked.
    case failed(IndexError)
  }

  /// Who was asked.
  package var source: IndexSource

  /// How it ended.
  package var result: Result

  /// Creates an outcome.
  package init(source: IndexSource, result: Result) {
    self.source = source
    self.result = result
  }

  /// The best file of this source.
  package var best: Candidate? {
    switch result {
    case .found(let choice, _): choice.best
    case .notModified(let known): known.best
    case .notFound, .failed: nil
    }
  }

  /// Why it could not be asked.
  package var failure: IndexError? {
    guard case .failed(let error) = result else { return nil }
    return error
  }
}
