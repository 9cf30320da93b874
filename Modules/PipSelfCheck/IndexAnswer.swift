package import PipDiagnostics
package import PipPackaging

/// What came of asking an index.
package enum IndexAnswer: Sendable, Hashable {
  /// The newest version that the environment could install, the index that has it, what to remember
  /// of the pages, and what went wrong at other indexes.
  case newest(Version, from: String, pages: [PageMemory], warnings: [Diagnostic])
  /// The indexes have nothing that the environment could install.
  case noCandidate(warnings: [Diagnostic])
  /// What is wrong here kept it from being asked: that says nothing about the index.
  case notAsked([Diagnostic])
  /// There turned out to be no index to ask.
  case noIndex(because: String)
  /// Nothing answered; why.
  case failed([Diagnostic])
  /// Nobody waits for the answer any more.
  case dropped
}
