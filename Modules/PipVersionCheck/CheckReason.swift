/// Why a check ended as it did: the stable codes of `docs/formats/self-check-state.md`.
package enum CheckReason: String, Sendable, Hashable, CaseIterable, Codable {
  /// A newer release exists.
  case newerRelease = "newer-release"
  /// Nothing newer exists.
  case upToDate = "up-to-date"
  /// What is newer has the same base version (PEP 440): a post, pre or development release.
  case sameBaseVersion = "same-base-version"
  /// Another installer put the package here and is to keep it current.
  case notInstalledByPip = "not-installed-by-pip"
  /// The environment belongs to another package manager (PEP 668).
  case externallyManaged = "externally-managed"
  /// The package is not in the environment.
  case packageNotInstalled = "package-not-installed"
  /// The user turned version checks off.
  case disabled
  /// There is no index to ask.
  case noIndex = "no-index"
  /// The index did not answer, now or so lately that it is not asked again yet.
  case indexUnreachable = "index-unreachable"
  /// The index has nothing that this environment could install.
  case noCandidate = "no-candidate"
  /// Another run is asking at this moment.
  case claimedByAnotherRun = "claimed-by-another-run"
  /// The network is not to be used.
  case offline
}
