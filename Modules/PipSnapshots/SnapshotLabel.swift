/// What is known of a file beside what it is: one text, for a manifest has very many of them.
struct SnapshotLabel: Sendable, Equatable {
  /// Project, version and name of the file, a NUL before the second and the third; empty is what is not known.
  private let joined: String

  /// No text of a manifest's line that stays in memory has more bytes.
  private static let limit = 255

  /// Creates a label of texts that a manifest may have, or returns nil where nothing is known.
  init?(project: String?, version: String?, fileName: String?) {
    guard project != nil || version != nil || fileName != nil else { return nil }
    let texts = [project ?? "", version ?? "", fileName ?? ""]
    // Room for just so much: what grows takes more.
    var bytes: [UInt8] = []
    bytes.reserveCapacity(texts.reduce(2) { $0 + $1.utf8.count })
    for (number, text) in texts.enumerated() {
      if number > 0 { bytes.append(0) }
      bytes += text.utf8
    }
    joined = String(decoding: bytes, as: UTF8.self)
  }

  /// Creates a label of texts of a line, none of which needs to be decoded, or returns nil where nothing is
  /// known.
  init?(
    of line: Span<UInt8>,
    project: Range<Int>?,
    version: Range<Int>?,
    fileName: Range<Int>?
  ) {
    guard project != nil || version != nil || fileName != nil else { return nil }
    let texts = (project ?? 0..<0, version ?? 0..<0, fileName ?? 0..<0)
    let count = texts.0.count + texts.1.count + texts.2.count + 2
    joined = unsafe line.withUnsafeBufferPointer { line in
      unsafe String(unsafeUninitializedCapacity: count) { bytes in
        var end = unsafe bytes.update(fromContentsOf: line[texts.0])
        unsafe bytes[end] = 0
        end = unsafe bytes[(end + 1)...].update(fromContentsOf: line[texts.1])
        unsafe bytes[end] = 0
        return unsafe bytes[(end + 1)...].update(fromContentsOf: line[texts.2])
      }
    }
  }

  /// Project, version and name of the file, as far as they are known.
  var texts: (project: String?, version: String?, fileName: String?) {
    let parts = joined.utf8.split(separator: 0, omittingEmptySubsequences: false)
    return (Self.text(parts[0]), Self.text(parts[1]), Self.text(parts[2]))
  }
  /// Bytes in all of them together.
  var length: Int { joined.utf8.count - 2 }

  /// Whether something of it has to be written with a backslash.
  var hasEscapes: Bool { joined.utf8.contains { $0 != 0 && !CanonicalJSON.isPlain($0) } }

  private static func text(_ part: Substring.UTF8View) -> String? {
    part.isEmpty ? nil : String(part)
  }

  /// Tells whether a text of such a length may be in a manifest.
  static func isLength(_ count: Int) -> Bool { 1...limit ~= count }

  /// Tells whether a text may be in a manifest if it is there.
  static func isLength(_ text: Range<Int>?) -> Bool { text.map { isLength($0.count) } ?? true }

  /// Returns a text if it may be in a manifest: it is not empty, not long, and can be shown.
  static func text(_ text: String?) -> String? {
    guard let text, isLength(text.utf8.count), text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
    else { return nil }
    return text
  }
}
