internal import PipFiles
package import PipSystem
package import SystemPackage

/// What is put in place of the head of a response that is to go: `docs/formats/tombstone-1.md`.
///
/// pip reads head and body in two opens, and serves an empty body if the second vanishes between
/// them. So the head goes first: over it a response is renamed that is the same but for what makes it
/// fresh, under a tag that no server has. Who has read the old head still finds the body; who reads
/// the new one asks the index, which sends the answer anew; and who is told just now that nothing has
/// changed makes of it a head that is right again.
package struct Tombstone: Sendable {
  /// How long a reader that has read the old head may take to open the body.
  package static let patience = Duration.seconds(1)

  /// The bytes that stand in place of the head.
  let bytes: [UInt8]

  private static let tagPrefix = "\"swiftpip-removed-"

  /// Headers that say how fresh a response is, or that would outlive the body.
  private static let dropped: Set<String> = [
    "age", "cache-control", "content-length", "date", "etag", "expires", "last-modified", "pragma",
    "set-cookie",
  ]

  /// Creates a tombstone for a head; no two are alike.
  package init(inPlaceOf head: [UInt8]) {
    var generator = SystemRandomNumberGenerator()
    let number = String(generator.next() as UInt64, radix: 16)
    let tag = MessagePack.Member(.text("ETag"), .text("\(Self.tagPrefix)\(number)\""))
    let kept = (try? CachedResponse(head[...]))?.headers ?? []
    let headers = kept.compactMap { field -> MessagePack.Member? in
      guard let value = field.value, !Self.dropped.contains(field.name.lowercased()) else {
        return nil
      }
      return .init(.text(field.name), .text(value))
    }
    let response = MessagePack.map([
      .init(.text("body"), .bytes([])),
      .init(.text("headers"), .map(headers + [tag])),
      .init(.text("status"), .integer(200)),
      .init(.text("version"), .integer(11)),
      .init(.text("reason"), .text("OK")),
      .init(.text("decode_content"), .boolean(false)),
    ])
    let document = MessagePack.map([
      .init(.text("response"), response), .init(.text("vary"), .map([])),
    ])
    bytes = Array("cc=4,".utf8) + document.encoded
  }

  /// Tells whether a head is a tombstone, of whatever run, and not what pip made of one.
  package static func isTombstone(_ head: [UInt8]) -> Bool {
    guard hasTag(head) else { return false }
    return (try? CachedResponse(head[...])).map(isTombstone) ?? false
  }

  /// Tells whether its tag occurs in a head: to look for it is much less work than to take a head apart.
  private static func hasTag(_ head: [UInt8]) -> Bool {
    var rest = head[...]
    while let quote = rest.firstIndex(of: UInt8(ascii: "\"")) {
      if rest[quote...].starts(with: tagPrefix.utf8) { return true }
      rest = rest[(quote + 1)...]
    }
    return false
  }

  /// Tells whether a response is a tombstone.
  static func isTombstone(_ response: CachedResponse) -> Bool {
    response.header("etag")?.hasPrefix(tagPrefix) == true && response.header("date") == nil
  }

  /// Whether a file may be a tombstone by its mode: nobody may write to it, which is said of no head
  /// that pip makes.
  static func isPossible(_ status: FileStatus) -> Bool {
    !status.mode.contains(.ownerWrite)
  }

  /// Puts the tombstone over a head.
  ///
  /// It is not synced: what a power cut makes of it, pip ignores and replaces.
  package func place(
    over head: EntryName,
    with permissions: FilePermissions,
    in directory: borrowing OpenDirectory
  ) throws(SystemFailure) {
    // Who placed it must be able to tell that it is one.
    let readable = permissions.intersection([.groupRead, .otherRead]).union(.ownerRead)
    try directory.replace(head, with: bytes, permissions: readable)
  }
}
