/// An interpreter of Python, as it says of itself.
///
/// ```swift
/// let interpreter = try await context.interpreter()
/// page.line("\(interpreter.implementation) \(interpreter.version) on \(interpreter.platform)")
/// page.line("\(PathText.readable(interpreter.executable)) of \(PathText.readable(interpreter.prefix))")
/// if interpreter.markers["sys_platform"] == "win32" { page.line("that is not supported") }
/// ```
public struct PythonInterpreter: Sendable, Hashable {
  /// Where it is (`sys.executable`); bytes that are no UTF-8 as in `PathText`.
  public let executable: String

  /// The environment that it belongs to (`sys.prefix`); bytes that are no UTF-8 as in `PathText`.
  public let prefix: String

  /// Its version, such as `3.11.2`.
  public let version: String

  /// Which Python it is (`sys.implementation.name`), such as `cpython`.
  public let implementation: String

  /// The platform that it was built for (`sysconfig.get_platform()`), such as `linux-x86_64`.
  public let platform: String

  /// What markers of requirements may ask for (PEP 508): all of its variables, but for `extra`.
  public let markers: [String: String]

  /// Creates an interpreter; swiftpip and tests do.
  ///
  /// ```swift
  /// let interpreter = PythonInterpreter(
  ///   executable: "/environment/bin/python",
  ///   prefix: "/environment",
  ///   version: "3.12.1",
  ///   platform: "linux-aarch64",
  ///   markers: ["python_version": "3.12", "sys_platform": "linux"]
  /// )
  /// let world = PluginTest.context(interpreter: interpreter)
  /// ```
  public init(
    executable: String,
    prefix: String,
    version: String,
    implementation: String = "cpython",
    platform: String = "",
    markers: [String: String] = [:]
  ) {
    self.executable = executable
    self.prefix = prefix
    self.version = version
    self.implementation = implementation
    self.platform = platform
    self.markers = markers
  }
}
