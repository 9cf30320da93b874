/// The name of a project, of which many spellings are the same.
///
/// Valid is what PEP 508 calls a name; equal are names whose normal form by PEP 503 is equal.
package struct PackageName: Sendable {
  /// The longest text that is taken for a name, in bytes.
  package static let lengthLimit = 1_024

  /// The name as it was written.
  package let original: String

  /// Lower case, with each run of `-`, `_` and `.` as one `-`.
  package let normalized: String

  /// Validates a name, or returns nil for a text that is none.
  package init?(_ text: some StringProtocol) {
    self.init(utf8: Array(text.utf8)[...])
  }

  init?(utf8 text: ArraySlice<UInt8>) {
    guard text.count <= PackageName.lengthLimit else { return nil }
    guard let first = text.first, ASCII.isAlphanumeric(first) else { return nil }
    guard let last = text.last, ASCII.isAlphanumeric(last) else { return nil }
    guard text.allSatisfy({ ASCII.isAlphanumeric($0) || ASCII.isSeparator($0) }) else {
      return nil
    }
    original = String(decoding: text, as: UTF8.self)
    normalized = String(decoding: PackageName.normalizing(text), as: UTF8.self)
  }

  /// The name of pip itself.
  package static let pip = PackageName(normal: "pip")

  private init(normal text: String) {
    original = text
    normalized = text
  }

  private static func normalizing(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var normalized: [UInt8] = []
    normalized.reserveCapacity(text.count)
    for byte in text {
      if !ASCII.isSeparator(byte) {
        normalized.append(ASCII.lowercased(byte))
      } else if normalized.last != ASCII.dash {
        normalized.append(ASCII.dash)
      }
    }
    return normalized
  }
}

extension PackageName: Hashable {
  package static func == (left: PackageName, right: PackageName) -> Bool {
    left.normalized == right.normalized
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(normalized) }
}

extension PackageName: Comparable {
  package static func < (left: PackageName, right: PackageName) -> Bool {
    left.normalized < right.normalized
  }
}

extension PackageName: CustomStringConvertible {
  package var description: String { original }
}
