/// A Linux machine as wheels see it.
package struct LinuxPlatform: Sendable, Hashable {
  /// The C library of a Python, which decides whose binaries it loads.
  package enum CLibrary: Sendable, Hashable {
    /// GNU's, by its version.
    case glibc(major: Int, minor: Int)

    /// musl, by its version.
    case musl(major: Int, minor: Int)

    /// Any other, or one that could not be told.
    case unknown
  }

  /// What the kernel calls the machine: `x86_64`, `aarch64`, ...
  package var machine: String

  /// The C library that the Python is linked with.
  package var library: CLibrary

  /// Whether the Python is a 32-bit program, perhaps on a 64-bit kernel.
  package var is32BitProgram: Bool

  /// Whether a 32-bit ARM program passes floating point numbers in registers (`armhf`).
  package var hasHardFloat: Bool

  /// Creates a platform from its facts.
  package init(
    machine: String,
    library: CLibrary,
    is32BitProgram: Bool = false,
    hasHardFloat: Bool = true
  ) {
    self.machine = machine
    self.library = library
    self.is32BitProgram = is32BitProgram
    self.hasHardFloat = hasHardFloat
  }

  /// The platform tags that fit, the best first.
  package var tags: [String] {
    let architectures = architectures
    return gnuTags(for: architectures) + muslTags(for: architectures)
      + architectures.map { "linux_\($0)" }
  }

  // The machine for which the program was built, and the older ones that it also is.
  private var architectures: [String] {
    let name = String(
      decoding: machine.utf8.map { ASCII.isSeparator($0) || $0 == 0x20 ? ASCII.underscore : $0 },
      as: UTF8.self
    )
    let architecture =
      switch (name, is32BitProgram) {
      case ("x86_64", true): "i686"
      case ("aarch64", true): "armv8l"
      default: name
      }
    return architecture == "armv8l" ? ["armv8l", "armv7l"] : [architecture]
  }

  // PEP 600, with the older names of PEP 513, 571 and 599 behind the version that they stand for.
  private func gnuTags(for architectures: [String]) -> [String] {
    guard case .glibc(let major, let minor) = library, isPlausible(major, minor), major >= 2,
      hasGNUInterface(architectures)
    else { return [] }
    let isIntel = architectures.contains("x86_64") || architectures.contains("i686")
    let floor = isIntel ? 5 : 17
    let newest = [(major, minor)]
    // A new major version would accept what the old one did. How far that went is not known yet;
    // the library assumes 50.
    let older = stride(from: major - 1, to: 1, by: -1).map { ($0, 50) }
    return architectures.flatMap { architecture in
      (newest + older).flatMap { major, highest in
        stride(from: highest, through: major == 2 ? floor : 0, by: -1).flatMap { minor in
          let tag = "manylinux_\(major)_\(minor)_\(architecture)"
          return [tag] + legacyNames(major, minor).map { "\($0)_\(architecture)" }
        }
      }
    }
  }

  private func legacyNames(_ major: Int, _ minor: Int) -> [String] {
    switch (major, minor) {
    case (2, 17): ["manylinux2014"]
    case (2, 12): ["manylinux2010"]
    case (2, 5): ["manylinux1"]
    default: []
    }
  }

  private func hasGNUInterface(_ architectures: [String]) -> Bool {
    if architectures.contains("armv7l") { return hasHardFloat }
    let known: Set = [
      "x86_64", "i686", "aarch64", "ppc64", "ppc64le", "s390x", "loongarch64", "riscv64",
    ]
    return architectures.contains { known.contains($0) }
  }

  // PEP 656.
  private func muslTags(for architectures: [String]) -> [String] {
    guard case .musl(let major, let minor) = library, isPlausible(major, minor) else { return [] }
    return architectures.flatMap { architecture in
      stride(from: minor, through: 0, by: -1).map { "musllinux_\(major)_\($0)_\(architecture)" }
    }
  }

  // The list grows with these numbers, which come from outside.
  private func isPlausible(_ major: Int, _ minor: Int) -> Bool {
    (0...9).contains(major) && (0...999).contains(minor)
  }
}
