/// What a secret belongs to: a scheme, a host and a port (RFC 6454).
package struct Origin: Sendable, Hashable {
  /// How the server is spoken to.
  package var scheme: IndexURL.Scheme

  /// The host in lower case, an IPv6 address without brackets.
  package var host: String

  /// The port, the scheme's own where the address names none.
  package var port: Int

  /// Creates an origin from its parts.
  package init(scheme: IndexURL.Scheme, host: String, port: Int) {
    self.scheme = scheme
    self.host = host
    self.port = port
  }
}
