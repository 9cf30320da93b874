/// What a Python interpreter says of itself.
package struct InterpreterFacts: Sendable, Hashable, Codable {
  /// `sys.executable`, as a system text.
  package var executable: String

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

  /// Whether the interpreter belongs to a virtual environment.
  package var isVirtualEnvironment: Bool { prefix != basePrefix }
}
