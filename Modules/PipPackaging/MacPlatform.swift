/// A Mac as wheels see it.
package struct MacPlatform: Sendable, Hashable {
  /// The major version of macOS: 10, or 11 and later.
  package var major: Int

  /// The minor version of macOS.
  package var minor: Int

  /// What the program was built for: `arm64`, `x86_64`, `i386`, `ppc`, `ppc64`.
  package var architecture: String

  /// Creates a platform from its facts.
  package init(major: Int, minor: Int, architecture: String) {
    self.major = major
    self.minor = minor
    self.architecture = architecture
  }

  /// The platform tags that fit, the best first.
  package var tags: [String] {
    // The list grows with these numbers, which come from outside.
    guard (10...99).contains(major), (0...99).contains(minor) else { return [] }
    guard major > 10 else {
      return tags(major: 10, minors: stride(from: minor, through: 0, by: -1))
    }
    // Since 11, a year is a major version, and wheels name its first minor version only.
    let recent = stride(from: major, to: 10, by: -1).flatMap { year in
      formats(major: year, minor: 0).map { "macosx_\(year)_0_\($0)" }
    }
    let old = stride(from: 16, to: 3, by: -1)
    guard architecture != "x86_64" else { return recent + tags(major: 10, minors: old) }
    // No ARM binary is older than 11, but a universal one may say what its Intel half needs.
    return recent + old.map { "macosx_10_\($0)_universal2" }
  }

  private func tags(major: Int, minors: some Sequence<Int>) -> [String] {
    minors.flatMap { minor in
      formats(major: major, minor: minor).map { "macosx_\(major)_\(minor)_\($0)" }
    }
  }

  // Which kinds of files with several architectures hold this one, on a version of macOS.
  private func formats(major: Int, minor: Int) -> [String] {
    let version = (major, minor)
    return switch architecture {
    case "arm64": ["arm64", "universal2"]
    case "x86_64":
      version < (10, 4)
        ? [] : ["x86_64", "intel", "fat64", "fat32", "universal2", "universal"]
    case "i386": version < (10, 4) ? [] : ["i386", "intel", "fat32", "fat", "universal"]
    case "ppc64":
      version < (10, 4) || version > (10, 5) ? [] : ["ppc64", "fat64", "universal"]
    case "ppc": version > (10, 6) ? [] : ["ppc", "fat32", "fat", "universal"]
    case "intel": ["intel", "universal"]
    default: [architecture]
    }
  }
}
