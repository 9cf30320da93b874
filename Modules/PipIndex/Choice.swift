/// What an evaluation of files came to.
package struct Choice: Sendable, Hashable {
  /// The file that pip would take, nil where none fits.
  package var best: Candidate?

  /// How many files fit.
  package var fitting = 0

  /// How many do not, by why.
  package var rejected: [Rejection: Int] = [:]

  /// How many entries of the page could not be read.
  package var skipped = 0
}
