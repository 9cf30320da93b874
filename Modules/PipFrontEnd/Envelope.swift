internal import FoundationEssentials
internal import PipPluginKit
internal import PipSystem

/// The one JSON document that a command answers with: `docs/formats/json-output-1.md`.
struct Envelope<Result: Encodable>: Encodable {
  var schema = 1
  var command: String
  var result: Result?
  var diagnostics: [Diagnostic]

  private enum CodingKeys: String, CodingKey {
    case schema
    case command
    case result
    case diagnostics
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(schema, forKey: .schema)
    try container.encode(SystemText.readable(command), forKey: .command)
    try container.encode(result, forKey: .result)
    try container.encode(diagnostics.map(\.readable), forKey: .diagnostics)
  }

  /// Writes the document, a piece after the other, with sorted keys and a line feed at its end.
  ///
  /// - Throws: what `put` throws.
  func write(_ put: ([UInt8]) throws -> Void) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let lists = PostponedLists()
    encoder.userInfo = lists.userInfo
    var rest = Array(try encoder.encode(self))[...]
    encoder.userInfo = [:]
    var piece: [UInt8] = []
    while let (before, number, after) = Self.split(rest, at: lists.mark) {
      piece += before
      piece.append(UInt8(ascii: "["))
      var isFirst = true
      try lists.forEach(in: number) { element in
        if !isFirst { piece.append(UInt8(ascii: ",")) }
        isFirst = false
        piece += try encoder.encode(element)
        guard piece.count >= Self.pieceLength else { return }
        try put(piece)
        piece.removeAll(keepingCapacity: true)
      }
      piece.append(UInt8(ascii: "]"))
      rest = after
    }
    try put(piece + rest + [UInt8(ascii: "\n")])
  }

  /// Bytes from which on a piece is written.
  private static var pieceLength: Int { 64 << 10 }

  /// Returns what stands before the next text that begins with a mark, the number in it, and what follows.
  private static func split(
    _ bytes: ArraySlice<UInt8>,
    at mark: String
  ) -> (before: ArraySlice<UInt8>, number: Int, after: ArraySlice<UInt8>)? {
    let quote = UInt8(ascii: "\"")
    var start = bytes.startIndex
    while let next = bytes[start...].firstIndex(of: quote) {
      start = next + 1
      guard bytes[start...].starts(with: mark.utf8) else { continue }
      let digits = bytes[(start + mark.utf8.count)...].prefix { $0 != quote }
      guard let number = Int(String(decoding: digits, as: UTF8.self)) else { continue }
      return (bytes[..<next], number, bytes[(digits.endIndex + 1)...])
    }
    return nil
  }
}
