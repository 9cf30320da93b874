package import PipDiagnostics
package import PipPackaging

/// What came of asking an index.
package enum IndexAnswer: Sendable, Hashable {
  /// The newest version that the environment could install, and what to remember of the pages.
  case newest(Version, pages: [PageMemory])
  /// The index has nothing that the environment could install.
  case noCandidate
  /// There turned out to be no index to ask.
  case noIndex(because: String)
  /// Nothing answered; why.
  case failed([Diagnostic])
  /// Nobody waits for the answer any more.
  case dropped
}
