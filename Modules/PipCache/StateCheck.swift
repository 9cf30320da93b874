internal import PipSystem
internal import PipVersionCheck

/// Checks that a state of self-checks is one, and that of the environment that its name says
/// (`pip/_internal/self_outdated_check.py`).
enum StateCheck {
  /// No state has more bytes.
  static let sizeLimit = StateFile.sizeLimit

  /// Returns what is wrong with a state.
  static func problem(of bytes: [UInt8], named name: CacheKey) -> EntryProblem? {
    // Whether its time has come is no question of damage.
    let never = Timestamp(seconds: .max, nanoseconds: 0)
    guard let prefix = StateFile.key(of: bytes),
      (try? StateFile.read(bytes, for: prefix, now: never)) != nil
    else { return .stateUnreadable }
    // A prefix that is no UTF-8 stands in the file as pip escapes it: only equality is certain.
    let isText = prefix.unicodeScalars.allSatisfy { $0 != "\u{FFFD}" }
    return !isText || CacheKey(ofAddress: prefix) == name ? nil : .stateForeign
  }
}
