/// How a request reaches its server.
package enum ProxyRoute: Sendable, Hashable {
  /// Straight.
  case direct
  /// Through an HTTP proxy that is asked to connect (`CONNECT`, RFC 9110, section 9.3.6).
  case http(host: String, port: Int, credentials: Credentials?)
  /// Through a SOCKS 5 proxy, which also looks up the name (RFC 1928).
  case socks(host: String, port: Int)
}
