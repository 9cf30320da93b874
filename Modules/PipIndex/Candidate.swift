package import PipPackaging

/// A file that fits, and what orders it among others that fit.
package struct Candidate: Sendable, Hashable {
  /// The version of the project that it holds.
  package var version: Version

  /// Its name.
  package var fileName: String

  /// Where it is.
  package var url: String

  /// The place of its best tag among those that are accepted, 0 for the best; a source distribution
  /// comes after every wheel.
  package var rank: Int

  /// What orders wheels of one version and tag.
  package var build: WheelFileName.Build?

  /// Creates a candidate; one whose rank is not known comes after those whose is.
  package init(
    version: Version,
    fileName: String,
    url: String,
    rank: Int = .max,
    build: WheelFileName.Build? = nil
  ) {
    self.version = version
    self.fileName = fileName
    self.url = url
    self.rank = rank
    self.build = build
  }

  /// Tells whether pip would take the other one (`_sort_key` of pip's `package_finder.py`).
  ///
  /// Any final release comes before all pre-releases (PEP 440).
  func isWorse(than other: Candidate) -> Bool {
    if version.isPrerelease != other.version.isPrerelease { return version.isPrerelease }
    if version != other.version { return version < other.version }
    if rank != other.rank { return rank > other.rank }
    switch (build, other.build) {
    case (let mine?, let theirs?): return mine < theirs
    case (nil, .some): return true
    case (.some, nil), (nil, nil): return false
    }
  }
}
