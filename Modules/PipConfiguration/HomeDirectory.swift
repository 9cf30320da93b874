import PipSystem
package import SystemPackage

/// Where `~` leads, by the rules of Python's `os.path.expanduser`.
package struct HomeDirectory: Sendable, Hashable {
  /// The value of `HOME`, nil where it is not set.
  package var variable: String?

  /// The home directory in the user database, nil where there is none.
  package var ofRealUser: FilePath?

  /// Creates the facts that `~` depends on.
  package init(variable: String?, ofRealUser: FilePath?) {
    self.variable = variable
    self.ofRealUser = ofRealUser
  }

  /// Returns a path text with `~` or `~name` at its start replaced, or as it was where nobody knows
  /// that home.
  ///
  /// An empty `HOME` counts as the root directory, as it does for Python.
  package func expandingTilde(in text: String) -> String {
    let bytes = SystemText.bytes(of: text)
    guard bytes.first == UInt8(ascii: "~") else { return text }
    let end = bytes.firstIndex(of: UInt8(ascii: "/")) ?? bytes.endIndex
    let name = bytes[1..<end]
    let home: [UInt8]? =
      if !name.isEmpty {
        ProcessFacts.home(ofUserNamed: SystemText.string(decoding: name))?.bytes
      } else if let variable {
        SystemText.bytes(of: variable)
      } else {
        ofRealUser?.bytes
      }
    guard let home else { return text }
    return Self.join(home, bytes[end...])
  }

  /// Returns a path text that begins with `~` as a path in the home, or nil where there is none.
  ///
  /// An empty `HOME` counts as not set, as it does for pip 26.3 and later where pip itself looks for
  /// its directories.
  package func resolvingTilde(in text: String) -> String? {
    let rest = SystemText.bytes(of: text).dropFirst()
    if variable == "" {
      return ofRealUser.map { Self.join($0.bytes, rest) }
    }
    let expanded = expandingTilde(in: text)
    return expanded.utf8.first == UInt8(ascii: "~") ? nil : expanded
  }

  private static func join(_ home: [UInt8], _ rest: ArraySlice<UInt8>) -> String {
    var path = home
    while path.last == UInt8(ascii: "/") { path.removeLast() }
    path += rest
    return path.isEmpty ? "/" : SystemText.string(decoding: path)
  }
}
