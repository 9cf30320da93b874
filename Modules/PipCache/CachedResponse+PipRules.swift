internal import PipPackaging

extension CachedResponse {
  /// The members of a response that pip hands to the class that it makes of it; with any other it
  /// ends with a traceback (`pip/_vendor/cachecontrol/serialize.py`, `prepare_response`).
  private static let members: Set<String> = [
    "body", "headers", "status", "version", "reason", "strict", "decode_content",
  ]

  /// Headers that pip takes apart.
  private static let read: Set<String> = [
    "cache-control", "content-length", "date", "expires", "transfer-encoding",
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
    if contentLengths?.count ?? 0 > 1 { return "two lengths" }
    if let empty = headers.first(where: {
      $0.value == nil && Self.read.contains($0.name.lowercased())
    }) {
      return "a header without a value: \(SafeText.line(empty.name) ?? "unreadable")"
    }
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

  /// Whether the body is what was asked for, and not a redirect or an error.
  var isAnswer: Bool { (200..<300).contains(status) }

  /// Whether the headers say that the body is a page: pip passes over all others
  /// (`pip/_internal/index/collector.py`, `_ensure_api_header`).
  var isPage: Bool {
    header("content-type").map { IndexPage.MediaType(contentType: $0) != .other } ?? false
  }

  /// Bytes that the body must have; nil where the headers do not say.
  package var contentLength: Int64? { contentLengths?.first }

  /// What the header says, in parts set apart by commas, each as Python's `int` takes it; nil where
  /// that fails, and then pip takes no notice (`urllib3/response.py`, `_init_length`).
  private var contentLengths: Set<Int64>? {
    guard let text = header("content-length") else { return nil }
    var lengths: Set<Int64> = []
    for part in text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
      let digits = PythonWhitespace.trimming(Array(part)[...])
      guard HTTPDate.isNumber(Substring(decoding: digits, as: UTF8.self)),
        let length = Int64(String(decoding: digits, as: UTF8.self))
      else { return nil }
      lengths.insert(length)
    }
    return lengths.contains { $0 < 0 } ? nil : lengths
  }
}
