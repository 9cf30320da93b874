/// The hosts that the user trusts without proof: pip's `--trusted-host`.
package struct TrustedHosts: Sendable, Hashable {
  private let hosts: Set<HostAndPort>
  private let trustsAnyForPlainText: Bool

  /// Reads `host` and `host:port` entries; what is neither is ignored, as a name that never comes.
  package init(_ entries: [String] = []) {
    let texts = entries.map { $0.trimmingBlanks }
    hosts = Set(texts.compactMap { HostAndPort($0.utf8) })
    trustsAnyForPlainText = texts.contains("*")
  }

  /// Tells whether the certificate of an address's server need not be valid.
  ///
  /// An entry without a port counts for every port.
  package func covers(_ url: IndexURL) -> Bool {
    hosts.contains { $0.host == url.host && ($0.port ?? url.port) == url.port }
  }

  /// Tells whether an address may be asked at all: `https`, a file, this machine, or a trusted host
  /// (`SECURE_ORIGINS` and `is_secure_origin` of pip's `network/session.py`).
  package func allows(_ url: IndexURL) -> Bool {
    switch url.scheme {
    case .https, .file: true
    case .http:
      Self.isThisMachine(url.host) || covers(url) || trustsAnyForPlainText
    }
  }

  private static func isThisMachine(_ host: String) -> Bool {
    if host == "localhost" || host == "::1" { return true }
    return IPv4Address(host)?.isIn(network: "127.0.0.0/8") ?? false
  }
}
