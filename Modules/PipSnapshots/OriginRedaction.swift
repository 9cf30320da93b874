internal import PipPackaging

/// Decides whether it may be seen what wheels were built from, as pip writes it beside them (PEP 610).
enum OriginRedaction {
  /// Tells whether an origin says no more than where in the network everybody may look for it.
  static func allows(_ bytes: [UInt8]) -> Bool {
    guard let content = PythonJSON.decode(Content.self, from: bytes),
      ["http://", "https://"].contains(where: { content.url.lowercased().hasPrefix($0) })
    else { return false }
    return [bytes, PageText.decoded(bytes)].compactMap(\.self).allSatisfy { text in
      !PageAddresses.holdMore(in: text)
    }
  }

  /// An origin without members that others than pip may have added.
  private struct Content: Decodable {
    let url: String

    private static let known = ["archive_info", "subdirectory", "url", "vcs_info"]

    private struct Key: CodingKey {
      let stringValue: String
      var intValue: Int? { nil }
      init(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      guard container.allKeys.allSatisfy({ Self.known.contains($0.stringValue) }) else {
        throw DecodingError.dataCorrupted(
          .init(codingPath: [], debugDescription: "a member that pip does not write")
        )
      }
      url = try container.decode(String.self, forKey: Key(stringValue: "url"))
    }
  }
}
