internal import PipSystem
internal import SystemPackage

/// What a Python interpreter says of itself.
package struct InterpreterFacts: Sendable, Hashable, Codable {
  /// `sys.executable`, as a system text.
  package var executable: String

  /// The program that virtual environments are made of: `executable` itself outside of one.
  package var baseExecutable: String

  /// `sys.prefix`, as a system text.
  package var prefix: String

  /// `sys.base_prefix`: differs from `prefix` in a virtual environment.
  package var basePrefix: String

  /// The full version, such as `3.11.2` or `3.14.0rc1`.
  package var version: String

  /// `sys.implementation.name`, such as `cpython`.
  package var implementation: String

  /// The implementation's own version, such as `7.3` for PyPy; that of Python for CPython.
  package var implementationVersion: [Int]

  /// The part of the ABI tag behind the version: `""`, `t` (free-threaded), `d` (debug), `td`.
  package var abiFlags: String

  /// Bits of a pointer, 64 or 32.
  package var pointerBits: Int

  /// `sysconfig.get_platform()`, such as `linux-x86_64` or `macosx-14.0-arm64`.
  package var platform: String

  /// `platform.machine()`, such as `x86_64`: what the program runs on.
  package var machine: String

  /// The C library and its version, such as `glibc 2.36` or `musl 1.2`; empty where not known.
  package var library: String

  /// The version of macOS, empty on other systems.
  package var macOSVersion: String

  /// The folders that modules and distributions are found in, in order, as system texts.
  package var searchPath: [String]

  /// The folder of the standard library, where `EXTERNALLY-MANAGED` may be (PEP 668).
  package var standardLibrary: String

  /// Where distributions are installed, by the names of `sysconfig`, as system texts: `purelib`, `platlib`,
  /// `scripts`, `data`, and `include`, in which each project has a folder of its own.
  package var scheme: [String: String]

  /// Where a virtual environment of this interpreter has what, from its folder, by the names of `sysconfig`:
  /// `purelib`, `platlib`, `scripts`, and `include`, which is made with it.
  package var environmentScheme: [String: String]

  /// Where distributions are installed for one user alone, as in `scheme`; empty where Python would not find
  /// them (PEP 370).
  package var userScheme: [String: String]

  /// What environment markers may ask for (PEP 508), by name, but for what the system says of itself anew
  /// each time it starts: `platform_release` and `platform_version`.
  package var markers: [String: String]

  /// Whether the interpreter belongs to a virtual environment.
  package var isVirtualEnvironment: Bool { prefix != basePrefix }
}

extension InterpreterFacts {
  /// Where distributions are installed; nil where the interpreter does not say all of it.
  package var installScheme: InstallScheme? {
    func folder(_ name: String) -> FilePath? {
      guard let text = scheme[name], text.hasPrefix("/") else { return nil }
      return FilePath(systemText: text).lexicallyNormalized()
    }
    guard let purelib = folder("purelib"), let platlib = folder("platlib"),
      let headers = folder("include"), let scripts = folder("scripts"), let data = folder("data")
    else { return nil }
    return InstallScheme(
      purelib: purelib,
      platlib: platlib,
      headers: headers,
      scripts: scripts,
      data: data
    ).unified()
  }

  /// Returns where the files of a distribution are: in the environment, with the user's own, or where the
  /// environment has them from; nil where the interpreter does not say that.
  package func installScheme(holding distribution: InstalledDistribution) -> InstallScheme? {
    guard let own = installScheme else { return nil }
    var forUser = self
    forUser.scheme = userScheme
    let base = own.moved(
      from: FilePath(systemText: prefix),
      to: FilePath(systemText: basePrefix)
    )
    let schemes = [own, forUser.installScheme, base].compactMap(\.self)
    if let scheme = schemes.first(where: { $0.holds(distribution) }) { return scheme }
    // Vendors have folders that no scheme names, such as Debian's dist-packages.
    var other = base
    (other.purelib, other.platlib) = (distribution.location, distribution.location)
    return other
  }

  /// What environment markers may ask for (PEP 508); there is no extra in it.
  package var markerEnvironment: [String: String] {
    let system = ProcessFacts.kernel()
    return markers.merging([
      "platform_release": system.release, "platform_version": system.version,
    ]) { _, now in now }
  }

  /// The first two numbers of the version; nil where it does not begin with two.
  package var versionNumbers: (major: Int, minor: Int)? {
    let numbers = version.split(separator: ".").prefix(2).compactMap { part in
      Int(part.prefix { $0.isASCII && $0.isNumber })
    }
    // What a program says need not be a Python's.
    guard numbers.count == 2, numbers.allSatisfy({ (0...99).contains($0) }) else { return nil }
    return (numbers[0], numbers[1])
  }
}
