internal import PipPackaging

extension CachedResponse {
  /// The members of a response that pip hands to the class that it makes of it; with any other it
  /// ends with a traceback (`pip/_vendor/cachecontrol/serialize.py`, `prepare_response`).
  private static let members: Set<String> = [
    "body", "headers", "status", "version", "reason", "strict", "decode_content",
  ]

  /// Redirects that pip follows whatever their date.
  private static let permanentRedirects: Set<Int64> = [301, 308]

  /// What makes pip end with a traceback when it meets the response; nil where nothing does.
  package var fatalFlaw: String? {
    guard case .map(let members)? = document["response"] else { return "no response" }
    for member in members {
      guard case .text(let name) = member.key else { return "a member without a name" }
      let text = String(decoding: name, as: UTF8.self)
      guard Self.members.contains(text) else {
        return "a member that pip does not know: \(SafeText.line(text) ?? "unreadable")"
      }
    }
    guard document["response"]?["body"] != nil else { return "no body" }
    guard !Self.permanentRedirects.contains(status), let date = header("date") else { return nil }
    guard HTTPDate(date) == .readable else {
      return "a date that is none: \(SafeText.line(date) ?? "unreadable")"
    }
    // It is asked only where nothing else says for how long the response is fresh.
    guard !hasMaximumAge, let expiry = header("expires"), HTTPDate(expiry) == .outOfCalendar else {
      return nil
    }
    return "an expiry that is out of the calendar: \(SafeText.line(expiry) ?? "unreadable")"
  }

  /// Whether `Cache-Control` says for how long the response is fresh
  /// (`pip/_vendor/cachecontrol/controller.py`, `parse_cache_control`).
  private var hasMaximumAge: Bool {
    (header("cache-control") ?? "").utf8.split(separator: UInt8(ascii: ",")).contains { directive in
      let parts = directive.split(separator: UInt8(ascii: "="), maxSplits: 1)
        .map { PythonWhitespace.trimming(Array($0)[...]) }
      return parts.count == 2 && parts[0].elementsEqual("max-age".utf8)
        && HTTPDate.isNumber(Substring(decoding: parts[1], as: UTF8.self))
    }
  }

  /// Whether the headers say of what type the body is: pip passes over a page that has none
  /// (`pip/_internal/index/collector.py`, `_ensure_api_header`).
  var isTyped: Bool { !(header("content-type") ?? "").isEmpty }

  /// Bytes that the body must have; nil where the headers do not say.
  package var contentLength: Int64? {
    guard let text = header("content-length"), text.utf8.allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    return Int64(text)
  }
}
