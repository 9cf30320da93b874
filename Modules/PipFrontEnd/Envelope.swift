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

  /// Returns the document with sorted keys and a line feed at its end.
  func bytes() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
  }
}
