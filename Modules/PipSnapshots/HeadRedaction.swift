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

  /// Tells whether a member of a response is one that pip gives it; what else there may be is not known to be
  /// harmless.
  private static func isKnown(_ member: MessagePack.Member) -> Bool {
    guard case .text(let key) = member.key else { return false }
    return switch (String(decoding: key, as: UTF8.self), member.value) {
    case ("body", .bytes(let bytes)): bytes.isEmpty
    case ("strict", .integer(let number)): number == 0
    case ("headers", .map), ("status", .integer), ("version", .integer), ("reason", .text),
      ("reason", .null), ("strict", .boolean), ("strict", .null), ("decode_content", .boolean):
      true
    default: false
    }
  }

  /// What servers say beside a status; a server may write anything there.
  private static let reasons: Set<MessagePack> = [
    .text(""), .text("OK"), .text("Non-Authoritative Information"), .text("Partial Content"),
    .text("Multiple Choices"), .text("Moved Permanently"), .text("Found"), .text("See Other"),
    .text("Temporary Redirect"), .text("Permanent Redirect"), .text("Not Found"), .text("Gone"),
    .null,
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
    guard case .map(let members)? = head.document["response"], members.allSatisfy(isKnown),
      head.document["response"]?["body"] != nil
    else { return .omitted(.unreadable) }
    let asked = head.vary.filter { $0.value != nil && !harmless.contains($0.name.lowercased()) }
    guard asked.isEmpty else {
      let isAgent = asked.allSatisfy { $0.name.lowercased() == "user-agent" }
      return .omitted(isAgent ? .agent : .credential)
    }
    var removed: [String: Int64] = [:]
    let headers = head.headers.compactMap { header -> CachedResponse.Field? in
      let name = header.name.lowercased()
      guard let old = header.value, let value = HeaderWords.cleaned(old, of: name) else {
        let what =
          HeaderWords.mayStay(name) ? "value" : name.hasPrefix("set-cookie") ? "cookie" : "header"
        removed[what, default: 0] += 1
        return nil
      }
      if value != old { removed["value", default: 0] += 1 }
      var header = header
      header.value = value
      return header
    }
    guard !isPublic || removed["cookie"] == nil else { return .omitted(.cookie) }
    let response = members.map { member -> MessagePack.Member in
      if member.key == .text("headers") { return .init(member.key, map(of: headers)) }
      guard member.key == .text("reason"), !reasons.contains(member.value) else { return member }
      removed["reason", default: 0] += 1
      return .init(member.key, .text(""))
    }
    // What no request of pip has decides nothing.
    let vary = head.vary.filter { HeaderWords.isAsked($0.name) }
    let document = MessagePack.map([
      .init(.text("response"), .map(response)), .init(.text("vary"), map(of: vary)),
    ])
    return .head(Array("cc=4,".utf8) + document.encoded, removed: removed)
  }

  private static func map(of fields: [CachedResponse.Field]) -> MessagePack {
    .map(fields.map { .init(.text($0.name), $0.value.map(MessagePack.text) ?? .null) })
  }
}

/// Why an entry is not in a snapshot.
package enum SnapshotOmission: String, Sendable, Hashable, CaseIterable {
  /// It was given for the sake of a credential.
  case credential
  /// It was given to one program, and others are given something else.
  case agent
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
