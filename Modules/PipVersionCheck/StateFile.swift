internal import PipPackaging
package import PipSystem

/// The bytes of the state file that pip and swiftpip share, `selfcheck/<sha224 of the prefix>`.
///
/// Every pip since 19.3 reads what `bytes(of:for:)` makes (but 23.3.0 on Python before 3.11), and
/// `read` accepts what any of them wrote (`pip/_internal/self_outdated_check.py`). What no pip
/// would write is a defect: the file then counts as absent and is written anew. pip itself warns
/// about such a file on every command and never repairs it.
package enum StateFile {
  /// No state is larger: a path of 4,096 bytes takes six characters each at most.
  package static let sizeLimit = 65_536

  /// Why a file is not a state that can be used.
  package enum Defect: Error, Sendable, Hashable {
    /// There is no file.
    case missing
    /// The file cannot be read, or is not a regular file; the system's words.
    case unreadable(String)
    /// The file is larger than any state.
    case tooLarge
    /// The content is not a JSON object with the three texts that pip writes.
    case malformed
    /// The state is another environment's.
    case foreignKey(String)
    /// The time is no RFC 3339 time with an offset.
    case invalidTime(String)
    /// The version is not one of PEP 440.
    case invalidVersion(String)
    /// The time has not come yet: a clock moved, or the file is not from here.
    case fromTheFuture(Timestamp)
  }

  /// Reads a state file.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - prefix: the `sys.prefix` of the environment, as a system text.
  ///   - now: the present, which no honest record is later than.
  /// - Returns: the record in the file.
  /// - Throws: why the file counts as absent.
  package static func read(
    _ bytes: [UInt8],
    for prefix: String,
    now: Timestamp
  ) throws(Defect) -> CheckRecord {
    guard bytes.count <= sizeLimit else { throw .tooLarge }
    guard let content = PythonJSON.decode(Content.self, from: bytes) else {
      throw .malformed
    }
    // Byte for byte: texts that Swift calls equal can name two directories.
    guard content.key.utf8.elementsEqual(prefix.utf8) else { throw .foreignKey(content.key) }
    guard let checkedAt = Timestamp(rfc3339: content.lastCheck) else {
      throw .invalidTime(content.lastCheck)
    }
    guard let latest = Version(content.version) else { throw .invalidVersion(content.version) }
    guard checkedAt <= now else { throw .fromTheFuture(checkedAt) }
    return CheckRecord(checkedAt: checkedAt, latest: latest)
  }

  /// Returns the `sys.prefix` that a file belongs to, or nil where it does not say or is larger than
  /// a limit, by default that of the state files that pip shares.
  package static func key(of bytes: [UInt8], limit: Int = sizeLimit) -> String? {
    guard bytes.count <= limit else { return nil }
    return PythonJSON.decode(KeyOnly.self, from: bytes)?.key
  }

  /// Returns the file that says what a record says, byte for byte as pip would write it, but with
  /// whole seconds and `Z`: the one form of time that pips since 19.3 agree on.
  package static func bytes(of record: CheckRecord, for prefix: String) -> [UInt8] {
    let fields = [
      ("key", prefix),
      ("last_check", record.checkedAt.rfc3339),
      ("pypi_version", record.latest.description),
    ]
    let members = fields.map { name, value in "\"\(name)\":\(quoted(value))" }
    return Array("{\(members.joined(separator: ","))}".utf8)
  }

  /// Returns a JSON string of ASCII only, as Python's `json.dumps` makes it.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\u{08}": result += "\\b"
      case "\u{0C}": result += "\\f"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case " "..."~": result.unicodeScalars.append(scalar)
      default: for unit in UTF16.encode(scalar) ?? .init() { result += escaped(unit) }
      }
    }
    return result + "\""
  }

  private static func escaped(_ unit: UInt16) -> String {
    let digits = String(unit, radix: 16)
    return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
  }

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

  private struct KeyOnly: Decodable {
    let key: String
  }
}
