internal import PipSystem
package import SystemPackage

/// An absolute `http`, `https` or `file` address, taken apart (RFC 3986).
///
/// Host names are ASCII: an internationalised one is written as `xn--...`. The fragment is dropped.
package struct IndexURL: Sendable, Hashable {
  /// The ways to reach a source of packages.
  package enum Scheme: String, Sendable, Hashable {
    case http
    case https
    case file

    /// The port that is meant where none is named.
    var defaultPort: Int {
      switch self {
      case .http: 80
      case .https: 443
      case .file: 0
      }
    }
  }

  /// Longer texts are no addresses: servers refuse them long before.
  package static let maximumLength = 8192

  /// How the server is spoken to.
  package let scheme: Scheme

  /// The user name and password written in the address.
  package private(set) var credentials: Credentials?

  /// The host in lower case, an IPv6 address without brackets; empty for `file`.
  package let host: String

  /// The port, where the address names one.
  package let explicitPort: Int?

  /// The path, percent-encoded, never empty.
  package private(set) var path: String

  /// What follows `?`, percent-encoded.
  package private(set) var query: String?

  /// The port to connect to.
  package var port: Int { explicitPort ?? scheme.defaultPort }

  /// What secrets for this address belong to.
  package var origin: Origin { Origin(scheme: scheme, host: host, port: port) }

  /// The address for a request: without user name, password and fragment.
  package var text: String {
    "\(scheme.rawValue)://\(authority)\(path)" + (query.map { "?\($0)" } ?? "")
  }

  /// The address for people: whatever may be secret in it is masked.
  package var masked: String {
    let user = credentials == nil ? "" : "\(Credentials.mask)@"
    let question = query == nil ? "" : "?\(Credentials.mask)"
    return "\(scheme.rawValue)://\(user)\(authority)\(path)\(question)"
  }

  /// The file that a `file` address names, or nil for another address.
  package var filePath: FilePath? {
    guard scheme == .file else { return nil }
    let bytes = PercentEncoding.decode(path.utf8)
    guard !bytes.contains(0) else { return nil }
    return FilePath(systemText: SystemText.string(decoding: bytes))
  }

  private var authority: String {
    let name = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
    return explicitPort.map { "\(name):\($0)" } ?? name
  }
}

// MARK: - Reading

extension IndexURL {
  /// Reads an address, or returns nil where a text is none that a source of packages can have.
  package init?(_ text: String) {
    let bytes = SystemText.bytes(of: text).trimmingSpaces
    guard bytes.count <= Self.maximumLength, let colon = bytes.firstIndex(of: UInt8(ascii: ":")),
      let scheme = Scheme(rawValue: String(decoding: bytes[..<colon], as: UTF8.self).lowercased())
    else { return nil }
    let rest = bytes[(colon + 1)...].prefix { $0 != UInt8(ascii: "#") }
    guard let (authority, tail) = Self.split(rest, scheme: scheme) else { return nil }
    guard let (credentials, host, port) = Self.parse(authority: authority, scheme: scheme) else {
      return nil
    }
    let path = tail.prefix { $0 != UInt8(ascii: "?") }
    self.scheme = scheme
    self.credentials = credentials
    self.host = host
    self.explicitPort = port
    self.path = path.isEmpty ? "/" : PercentEncoding.path(path)
    self.query =
      path.endIndex < tail.endIndex
      ? PercentEncoding.query(tail[path.endIndex...].dropFirst()) : nil
  }

  /// Creates the address of a file from an absolute path.
  package init(absolutePath: FilePath) {
    scheme = .file
    host = ""
    explicitPort = nil
    // A percent sign in a file's name is no escape.
    let bytes = absolutePath.bytes.flatMap { $0 == UInt8(ascii: "%") ? Array("%25".utf8) : [$0] }
    path = PercentEncoding.path(bytes)
  }

  private static func split(
    _ bytes: ArraySlice<UInt8>,
    scheme: Scheme
  ) -> (authority: ArraySlice<UInt8>, tail: ArraySlice<UInt8>)? {
    let slash = UInt8(ascii: "/")
    guard bytes.starts(with: [slash, slash]) else {
      // pip takes `file:/path` as well.
      return scheme == .file && bytes.first == slash ? ([], bytes) : nil
    }
    let afterSlashes = bytes.dropFirst(2)
    let authority = afterSlashes.prefix { $0 != slash && $0 != UInt8(ascii: "?") }
    return (authority, afterSlashes[authority.endIndex...])
  }

  private static func parse(
    authority: ArraySlice<UInt8>,
    scheme: Scheme
  ) -> (Credentials?, host: String, port: Int?)? {
    if scheme == .file {
      let name = String(decoding: authority, as: UTF8.self).lowercased()
      return name.isEmpty || name == "localhost" ? (nil, "", nil) : nil
    }
    // The last @ ends the user information: a password may hold one that is not encoded.
    guard let at = authority.lastIndex(of: UInt8(ascii: "@")) else {
      return HostAndPort(authority).map { (nil, $0.host, $0.port) }
    }
    guard let place = HostAndPort(authority[(at + 1)...]) else { return nil }
    return (Credentials(userInformation: authority[..<at]), place.host, place.port)
  }
}

// MARK: - Making others from it

extension IndexURL {
  /// Returns the address of a project's page below this index, which ends with a slash (PEP 503).
  package func page(forProject normalizedName: String) -> IndexURL {
    var page = self
    let base = path.utf8.last == UInt8(ascii: "/") ? path : path + "/"
    page.path = base + PercentEncoding.path(normalizedName.utf8) + "/"
    return page
  }

  /// Returns the address that a reference in a page or a `Location` header means (RFC 3986, 5.2).
  ///
  /// The user information of this address goes nowhere but to the same host.
  package func resolving(_ reference: String) -> IndexURL? {
    let bytes = SystemText.bytes(of: reference).trimmingSpaces.prefix { $0 != UInt8(ascii: "#") }
    guard bytes.count <= Self.maximumLength else { return nil }
    if Self.hasScheme(bytes) {
      return IndexURL(SystemText.string(decoding: bytes)).map(\.withoutDotSegments)
    }
    let slash = UInt8(ascii: "/")
    if bytes.starts(with: [slash, slash]) {
      let absolute = "\(scheme.rawValue):" + SystemText.string(decoding: bytes)
      return IndexURL(absolute).map(\.withoutDotSegments)
    }
    guard let first = bytes.first else { return self }
    var resolved = self
    let reference = bytes.prefix { $0 != UInt8(ascii: "?") }
    if first == slash {
      resolved.path = PercentEncoding.path(reference)
    } else if !reference.isEmpty {
      let folder = path.utf8.prefix(through: path.utf8.lastIndex(of: slash) ?? path.utf8.startIndex)
      resolved.path = PercentEncoding.path(Array(folder) + reference)
    }
    let query = bytes[reference.endIndex...].dropFirst()
    resolved.query = reference.endIndex < bytes.endIndex ? PercentEncoding.query(query) : nil
    return resolved.withoutDotSegments
  }

  /// The same address without the user information.
  package var withoutCredentials: IndexURL {
    var copy = self
    copy.credentials = nil
    return copy
  }

  private var withoutDotSegments: IndexURL {
    var segments: [Substring] = []
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
    for (offset, part) in parts.enumerated() {
      let isLast = offset == parts.count - 1
      switch part {
      case ".":
        if isLast { segments.append("") }
      case "..":
        _ = segments.popLast()
        if isLast { segments.append("") }
      default: segments.append(part)
      }
    }
    var copy = self
    copy.path = "/" + segments.joined(separator: "/")
    return copy
  }

  private static func hasScheme(_ bytes: ArraySlice<UInt8>) -> Bool {
    for byte in bytes {
      switch byte {
      case UInt8(ascii: ":"): return true
      case UInt8(ascii: "/"), UInt8(ascii: "?"): return false
      default: continue
      }
    }
    return false
  }
}

extension [UInt8] {
  /// The bytes between leading and trailing blanks and control characters.
  var trimmingSpaces: ArraySlice<UInt8> {
    guard let first = firstIndex(where: { $0 > 0x20 }), let last = lastIndex(where: { $0 > 0x20 })
    else { return [] }
    return self[first...last]
  }
}
