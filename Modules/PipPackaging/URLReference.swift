/// A web address or a part of one, as index pages write them.
///
/// Pages hold what people typed: spaces, non-ASCII, relative paths, addresses that are encoded in
/// part. The result is always ASCII, spelled as pip spells it, because pip's cache keys are the
/// addresses that it asks for.
package struct URLReference: Sendable, Hashable {
  /// The scheme in lower case, such as `https`.
  package let scheme: String?

  /// What stands between `//` and the path, as it was written.
  package let authority: ArraySlice<UInt8>?

  /// The path, as it was written.
  package let path: ArraySlice<UInt8>

  /// What stands behind the `?`, as it was written.
  package let query: ArraySlice<UInt8>?

  private let fragmentBytes: ArraySlice<UInt8>?

  private init(
    scheme: String?,
    authority: ArraySlice<UInt8>?,
    path: ArraySlice<UInt8>,
    query: ArraySlice<UInt8>?,
    fragmentBytes: ArraySlice<UInt8>?
  ) {
    self.scheme = scheme
    self.authority = authority
    self.path = path
    self.query = query
    self.fragmentBytes = fragmentBytes
  }

  /// Splits a text into the parts of RFC 3986; any text has them.
  package init(_ text: some StringProtocol) {
    self.init(utf8: Array(text.utf8))
  }

  /// Splits bytes, which need not be UTF-8.
  package init(utf8 text: [UInt8]) {
    var rest = URLReference.trimming(text)
    var scheme: String?
    var authority: ArraySlice<UInt8>?
    var query: ArraySlice<UInt8>?
    var fragment: ArraySlice<UInt8>?
    if let colon = URLReference.schemeEnd(in: rest) {
      scheme = ASCII.lowercased(rest[..<colon])
      rest = rest[(colon + 1)...]
    }
    if let hash = rest.firstIndex(of: UInt8(ascii: "#")) {
      fragment = rest[(hash + 1)...]
      rest = rest[..<hash]
    }
    if let mark = rest.firstIndex(of: UInt8(ascii: "?")) {
      query = rest[(mark + 1)...]
      rest = rest[..<mark]
    }
    if rest.starts(with: "//".utf8) {
      let host = rest.dropFirst(2)
      let end = host.firstIndex(of: ASCII.slash) ?? host.endIndex
      authority = host[..<end]
      rest = host[end...]
    }
    self.init(
      scheme: scheme,
      authority: authority,
      path: rest,
      query: query,
      fragmentBytes: fragment
    )
  }

  // What browsers and Python's `urlsplit` take off: spaces and controls around, line ends inside.
  private static func trimming(_ text: [UInt8]) -> ArraySlice<UInt8> {
    var slice = text[...]
    while let first = slice.first, first <= 0x20 { slice.removeFirst() }
    while let last = slice.last, last <= 0x20 { slice.removeLast() }
    let isLineEnd: (UInt8) -> Bool = { $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
    return slice.contains(where: isLineEnd) ? slice.filter { !isLineEnd($0) }[...] : slice
  }

  private static func schemeEnd(in text: ArraySlice<UInt8>) -> Int? {
    guard let first = text.first, ASCII.isLetter(first) else { return nil }
    let end = text.firstIndex {
      !ASCII.isAlphanumeric($0) && $0 != 0x2B && $0 != 0x2D && $0 != 0x2E
    }
    guard let end, text[end] == UInt8(ascii: ":") else { return nil }
    return end
  }
}

extension URLReference {
  /// Returns what this means on a page with the given address: RFC 3986, section 5.2.
  package func resolved(against page: URLReference) -> URLReference {
    if scheme != nil {
      return with(scheme: scheme, authority: authority, path: path, query: query)
    }
    if authority != nil {
      return with(scheme: page.scheme, authority: authority, path: path, query: query)
    }
    let (scheme, authority) = (page.scheme, page.authority)
    if path.isEmpty {
      return with(scheme: scheme, authority: authority, path: page.path, query: query ?? page.query)
    }
    if path.first == ASCII.slash {
      return with(scheme: scheme, authority: authority, path: path, query: query)
    }
    let folder = page.path.lastIndex(of: ASCII.slash).map { page.path[...$0] }
    let merged = (folder ?? (authority == nil ? [] : [ASCII.slash])) + path
    return with(scheme: scheme, authority: authority, path: merged, query: query)
  }

  private func with(
    scheme: String?,
    authority: ArraySlice<UInt8>?,
    path: ArraySlice<UInt8>,
    query: ArraySlice<UInt8>?
  ) -> URLReference {
    URLReference(
      scheme: scheme,
      authority: authority,
      path: URLReference.removingDotSegments(path),
      query: query,
      fragmentBytes: fragmentBytes
    )
  }

  // RFC 3986, section 5.2.4.
  private static func removingDotSegments(_ path: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard hasDotSegment(path) else { return path }
    let root = path.first == ASCII.slash ? 1 : 0
    var kept = Array(path.prefix(root))
    kept.reserveCapacity(path.count)
    var start = path.startIndex + root
    while start <= path.endIndex {
      let end = path[start...].firstIndex(of: ASCII.slash) ?? path.endIndex
      let segment = path[start..<end]
      let isDots = segment.count <= 2 && segment.allSatisfy { $0 == ASCII.dot }
      if isDots, segment.count == 2 {
        if kept.count > root { kept.removeLast() }
        while kept.count > root, kept.last != ASCII.slash { kept.removeLast() }
      } else if !isDots || segment.isEmpty {
        kept += path[start..<min(end + 1, path.endIndex)]
      }
      start = end + 1
    }
    return kept[...]
  }

  private static func hasDotSegment(_ path: ArraySlice<UInt8>) -> Bool {
    var isStart = true
    for index in path.indices {
      if isStart, path[index] == ASCII.dot { return true }
      isStart = path[index] == ASCII.slash
    }
    return false
  }
}

extension URLReference {
  /// The whole address without its fragment, all ASCII.
  package var absoluteText: String { text(authority: authority) }

  /// The whole address without its fragment, with `****` in place of user name and password.
  package var redactedText: String {
    guard let authority, let at = authority.lastIndex(of: UInt8(ascii: "@")) else {
      return absoluteText
    }
    return text(authority: "****".utf8 + authority[at...])
  }

  /// What stands behind the `#`, as it was written.
  package var fragment: String? { fragmentBytes.map { String(decoding: $0, as: UTF8.self) } }

  /// The last part of the path, decoded, as pip takes it for a file name; nil if there is none.
  package var fileName: String? {
    var end = path.endIndex
    while end > path.startIndex, path[end - 1] == ASCII.slash { end -= 1 }
    let trimmed = path[..<end]
    let start = trimmed.lastIndex(of: ASCII.slash).map { $0 + 1 } ?? trimmed.startIndex
    let decoded = PercentEncoding.decode(trimmed[start...])
    // An encoded slash must not lead out of the folder that a file is put in.
    let name = decoded.split(separator: ASCII.slash).last ?? []
    return name.isEmpty ? nil : String(decoding: name, as: UTF8.self)
  }

  private func text(authority: ArraySlice<UInt8>?) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(path.count + (authority?.count ?? 0) + (query?.count ?? 0) + 32)
    if let scheme {
      bytes += scheme.utf8
      bytes.append(UInt8(ascii: ":"))
    }
    if let authority {
      bytes += "//".utf8
      URLReference.append(authority, to: &bytes, keeping: URLReference.isPrintable)
    }
    URLReference.appendPath(path, to: &bytes)
    if let query, !query.isEmpty {
      bytes.append(UInt8(ascii: "?"))
      URLReference.append(query, to: &bytes, keeping: URLReference.isPrintable)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  // pip decodes a path and encodes it again, so that one file has one spelling. A slash that was
  // encoded stays encoded, and so does an `@`; both mean something else when bare.
  private static func appendPath(_ path: ArraySlice<UInt8>, to bytes: inout [UInt8]) {
    var index = path.startIndex
    while index < path.endIndex {
      if let decoded = PercentEncoding.escapedByte(at: index, in: path) {
        if PercentEncoding.isUnreserved(decoded) {
          bytes.append(decoded)
        } else {
          PercentEncoding.append(decoded, to: &bytes)
        }
        index += 3
        continue
      }
      let byte = path[index]
      if PercentEncoding.isUnreserved(byte) || byte == ASCII.slash || byte == UInt8(ascii: "@") {
        bytes.append(byte)
      } else {
        PercentEncoding.append(byte, to: &bytes)
      }
      index += 1
    }
  }

  private static func append(
    _ part: ArraySlice<UInt8>,
    to bytes: inout [UInt8],
    keeping isKept: (UInt8) -> Bool
  ) {
    for byte in part {
      if isKept(byte) { bytes.append(byte) } else { PercentEncoding.append(byte, to: &bytes) }
    }
  }

  private static func isPrintable(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\\"),
      UInt8(ascii: "^"), UInt8(ascii: "`"), UInt8(ascii: "{"), UInt8(ascii: "|"),
      UInt8(ascii: "}"):
      false
    default: byte > 0x20 && byte < 0x7F
    }
  }
}
