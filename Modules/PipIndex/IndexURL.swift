internal import PipPackaging
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
    let bytes = PercentEncoding.decode(Array(path.utf8)[...])
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
    let bytes = SystemText.bytes(of: text)
    guard bytes.count <= Self.maximumLength else { return nil }
    self.init(URLReference(utf8: bytes))
  }

  private init?(_ reference: URLReference) {
    guard let scheme = reference.scheme.flatMap(Scheme.init(rawValue:)),
      let (credentials, host, port) = Self.parse(reference.authority, scheme)
    else { return nil }
    // pip takes `file:/path` as well as `file:///path`.
    guard reference.authority != nil || reference.path.first == UInt8(ascii: "/") else {
      return nil
    }
    self.scheme = scheme
    self.credentials = credentials
    self.host = host
    explicitPort = port
    path = reference.path.isEmpty ? "/" : Self.encodedPath(reference.path)
    query = reference.query.map(Self.encodedQuery)
  }

  /// Creates the address of a file from an absolute path.
  package init(absolutePath: FilePath) {
    scheme = .file
    host = ""
    explicitPort = nil
    // A percent sign in a file's name is no escape.
    let bytes = absolutePath.bytes.flatMap { $0 == UInt8(ascii: "%") ? Array("%25".utf8) : [$0] }
    path = Self.encodedPath(bytes[...])
  }

  private static func parse(
    _ authority: ArraySlice<UInt8>?,
    _ scheme: Scheme
  ) -> (Credentials?, host: String, port: Int?)? {
    let authority = authority ?? []
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
    page.path = base + Self.encodedPath(Array(normalizedName.utf8)[...]) + "/"
    return page
  }

  /// Returns the address that a reference in a page or a `Location` header means (RFC 3986, 5.2).
  ///
  /// The user information of this address goes nowhere but to the same host.
  package func resolving(_ text: String) -> IndexURL? {
    let bytes = SystemText.bytes(of: text)
    guard bytes.count <= Self.maximumLength else { return nil }
    let reference = URLReference(utf8: bytes)
    var resolved = IndexURL(reference.resolved(against: URLReference(self.text)))
    if reference.scheme == nil, reference.authority == nil { resolved?.credentials = credentials }
    return resolved
  }

  /// The same address without the user information.
  package var withoutCredentials: IndexURL {
    var copy = self
    copy.credentials = nil
    return copy
  }

  private static func encodedPath(_ bytes: ArraySlice<UInt8>) -> String {
    encode(bytes, allowed: allowedInPath)
  }

  private static func encodedQuery(_ bytes: ArraySlice<UInt8>) -> String {
    encode(bytes, allowed: allowedInPath.union("?".utf8))
  }

  private static func encode(_ bytes: ArraySlice<UInt8>, allowed: Set<UInt8>) -> String {
    let encoded = PercentEncoding.encode(bytes) { byte in
      PercentEncoding.isUnreserved(byte) || allowed.contains(byte)
    }
    return String(decoding: encoded, as: UTF8.self)
  }

  /// What RFC 3986 lets stand in a path, beside what is unreserved.
  private static let allowedInPath = Set("!$&'()*+,;=:@/".utf8)
}
