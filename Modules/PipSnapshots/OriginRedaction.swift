internal import PipPackaging

/// Decides whether it may be seen what wheels were built from, as pip writes it beside them (PEP 610).
enum OriginRedaction {
  /// Tells whether an origin says no more than where in the network everybody may look for it.
  static func allows(_ bytes: [UInt8]) -> Bool {
    guard let origin = PythonJSON.decode(Origin.self, from: bytes),
      ["http://", "https://"].contains(where: { origin.url.lowercased().hasPrefix($0) })
    else { return false }
    return PageText.everyMeaning(of: bytes) { !PageAddresses.holdMore(in: $0) }
  }

  /// An origin without members that others than pip may have added.
  private struct Origin: Decodable {
    let url: String

    init(from decoder: any Decoder) throws {
      let origin = try Members(decoder, ["archive_info", "subdirectory", "url", "vcs_info"])
      url = try origin.text("url")
      if origin.has("subdirectory"), try origin.text("subdirectory").hasPrefix("/") {
        throw Members.Unknown()
      }
      if origin.has("archive_info") {
        let archive = try Members(origin.decoder("archive_info"), ["hash", "hashes"])
        if archive.has("hash") { _ = try archive.text("hash") }
        if archive.has("hashes") {
          _ = try Members(archive.decoder("hashes"), ["md5", "sha1", "sha256", "sha384", "sha512"])
        }
      }
      if origin.has("vcs_info") {
        _ = try Members(origin.decoder("vcs_info"), ["commit_id", "requested_revision", "vcs"])
      }
    }
  }

  /// An object of JSON whose members all have known names.
  private struct Members {
    /// There is another member.
    struct Unknown: Error {}

    private struct Key: CodingKey {
      let stringValue: String
      var intValue: Int? { nil }
      init(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
    }

    private let container: KeyedDecodingContainer<Key>

    init(_ decoder: any Decoder, _ known: Set<String>) throws {
      container = try decoder.container(keyedBy: Key.self)
      guard container.allKeys.allSatisfy({ known.contains($0.stringValue) }) else {
        throw Unknown()
      }
    }

    func has(_ name: String) -> Bool { container.contains(Key(stringValue: name)) }

    func text(_ name: String) throws -> String {
      try container.decode(String.self, forKey: Key(stringValue: name))
    }

    func decoder(_ name: String) throws -> any Decoder {
      try container.superDecoder(forKey: Key(stringValue: name))
    }
  }
}
