internal import CPipSystem

/// The environment variables of a process, as a value.
///
/// Values are system texts: bytes that are no UTF-8 survive (`SystemText`).
package struct Environment: Sendable, Hashable {
  /// The variables by name.
  package var variables: [String: String]

  /// Creates an environment from names and values.
  package init(_ variables: [String: String] = [:]) {
    self.variables = variables
  }

  /// Returns the value of a variable, or nil where it is not set.
  package subscript(name: String) -> String? {
    variables[name]
  }

  /// Returns the value of a variable, or nil where it is not set or empty.
  package func nonEmpty(_ name: String) -> String? {
    guard let value = variables[name], !value.isEmpty else { return nil }
    return value
  }

  /// Returns the environment of this process.
  package static func ofThisProcess() -> Environment {
    var variables: [String: String] = [:]
    guard var entry = unsafe swiftpip_environment() else { return Environment() }
    // The vector ends with NULL, and nothing in this program changes it.
    while let pointer = unsafe entry.pointee {
      let bytes = unsafe UnsafeBufferPointer(start: pointer, count: stringLength(pointer))
        .map { UInt8(bitPattern: $0) }
      unsafe entry += 1
      guard let separator = bytes.firstIndex(of: UInt8(ascii: "=")) else { continue }
      let name = SystemText.string(decoding: bytes[..<separator])
      // The first of several entries of one name counts, as in getenv.
      guard variables[name] == nil else { continue }
      variables[name] = SystemText.string(decoding: bytes[(separator + 1)...])
    }
    return Environment(variables)
  }
}
