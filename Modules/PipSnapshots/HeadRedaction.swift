package import PipCache

/// Takes out of the head of a response what is nobody else's business, by a list of what may stay.
///
/// What is left is a head that pip reads as the old one: written by the same rules, with the same status.
package enum HeadRedaction {
  /// What came of it.
  package enum Outcome: Sendable, Hashable {
    /// The head as it may be seen, and what was taken out of it: names of kinds, how often.
    case head([UInt8], removed: [String: Int64])
    /// The response may not be seen at all.
    case omitted(SnapshotOmission)
  }

  /// Headers that say what a response is and for how long, and not for whom or by whom.
  private static let kept: Set<String> = [
    "accept-ranges", "age", "cache-control", "content-encoding", "content-length", "content-type",
    "date", "etag", "expires", "last-modified", "vary", "x-pypi-last-serial",
  ]

  /// The members that pip gives a response; what else there may be is not known to be harmless.
  private static let known: Set<MessagePack> = [
    .text("body"), .text("headers"), .text("status"), .text("version"), .text("reason"),
    .text("strict"), .text("decode_content"),
  ]

  /// What a request may have had where it decided about the response, and be known.
  private static let harmless: Set<String> = ["accept", "accept-encoding", "accept-language"]

  /// Takes out of a head what must not be seen.
  ///
  /// A response that was given for the sake of a credential is that person's alone: to leave out only the
  /// credential would make it everybody's.
  ///
  /// - Parameters:
  ///   - head: the head.
  ///   - isPublic: whether only what everybody would have been given may stay.
  /// - Returns: what came of it.
  package static func redact(_ head: CachedResponse, isPublic: Bool) -> Outcome {
    guard case .map(let members)? = head.document["response"],
      members.allSatisfy({ known.contains($0.key) }),
      head.document["response"]?["body"] == .bytes([])
    else { return .omitted(.unreadable) }
    let asked = head.vary.filter { $0.value != nil && !harmless.contains($0.name.lowercased()) }
    guard asked.isEmpty else { return .omitted(.credential) }
    var removed: [String: Int64] = [:]
    let headers = head.headers.compactMap { header -> CachedResponse.Field? in
      let name = header.name.lowercased()
      guard kept.contains(name) else {
        removed[name.hasPrefix("set-cookie") ? "cookie" : "header", default: 0] += 1
        return nil
      }
      guard name == "content-type", let value = header.value, let type = contentType(value) else {
        return header
      }
      if type != value { removed["parameter", default: 0] += 1 }
      var header = header
      header.value = type
      return header
    }
    guard !isPublic || removed["cookie"] == nil else { return .omitted(.cookie) }
    let response = members.map { member in
      member.key == .text("headers") ? .init(member.key, map(of: headers)) : member
    }
    let document = MessagePack.map([
      .init(.text("response"), .map(response)), .init(.text("vary"), map(of: head.vary)),
    ])
    return .head(Array("cc=4,".utf8) + document.encoded, removed: removed)
  }

  /// Returns a type with no parameter but the character set, as servers write both; nil where it is that.
  private static func contentType(_ value: String) -> String? {
    let parts = value.split(separator: ";", omittingEmptySubsequences: false)
    let parameters = parts.dropFirst().filter { part in
      let text = part.drop { $0 == " " }.lowercased()
      return text.hasPrefix("charset=") && text.utf8.count <= 32
    }
    return ([parts[0]] + parameters).joined(separator: ";")
  }

  private static func map(of fields: [CachedResponse.Field]) -> MessagePack {
    .map(fields.map { .init(.text($0.name), $0.value.map(MessagePack.text) ?? .null) })
  }
}

/// Why an entry is not in a snapshot.
package enum SnapshotOmission: String, Sendable, Hashable, CaseIterable {
  /// It was given for the sake of a credential.
  case credential
  /// Its server gave a cookie with it.
  case cookie
  /// It is not known to be of the public index.
  case notPublic = "not-public"
  /// It is in the form of pips before 23.3, which cannot be taken apart.
  case oldForm = "old-form"
  /// It says where somebody's environment is, or where something was built from.
  case place
  /// It is a page with addresses that hold more than a place: user names, or what follows a `?`.
  case address
  /// Nobody knows what it is.
  case unknown
  /// It cannot be taken apart.
  case unreadable
  /// The system refused to show it.
  case refused
  /// It changed or went while it was looked at.
  case changed
  /// It has 8 GiB or more.
  case tooLarge = "too-large"
  /// Its name is not that of a file in a snapshot.
  case name
}
