/// What was learned from a source before, for asking it only whether that changed.
package struct KnownPage: Sendable, Hashable {
  /// What came with the page.
  package var validators: PageValidators

  /// The best file on it, by the same evaluation as now; nil where none fitted.
  package var best: Candidate?

  /// Creates it from what was remembered.
  package init(validators: PageValidators, best: Candidate?) {
    self.validators = validators
    self.best = best
  }
}
