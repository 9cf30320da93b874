internal import PipPackaging

/// Checks that a state of self-checks is one, and that of the environment that its name says
/// (`pip/_internal/self_outdated_check.py`).
enum StateCheck {
  /// No state has more bytes: a path of 4,096 bytes takes six characters each at most.
  static let sizeLimit = 65_536

  private struct Content: Decodable {
    let key: String
    let lastCheck: String
    let version: String

    enum CodingKeys: String, CodingKey {
      case key
      case lastCheck = "last_check"
      case version = "pypi_version"
    }
  }

  /// Returns what is wrong with a state.
  static func problem(of bytes: [UInt8], named name: CacheKey) -> EntryProblem? {
    guard let content = PythonJSON.decode(Content.self, from: bytes) else {
      return .stateUnreadable
    }
    // A prefix that is no UTF-8 stands in the file as pip escapes it: only equality is certain.
    let isText = content.key.unicodeScalars.allSatisfy { $0 != "\u{FFFD}" }
    return !isText || CacheKey(ofAddress: content.key) == name ? nil : .stateForeign
  }
}
