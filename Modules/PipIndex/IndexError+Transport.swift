internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import NIOHTTPCompression
internal import NIOPosix
internal import NIOSSL
internal import SystemPackage

extension IndexError {
  /// Tells what an error of the libraries below means to who asked.
  init(_ error: any Error, at url: IndexURL, limit: Int) {
    let place = url.masked
    switch error {
    case is CancellationError: self = .cancelled
    case let error as HTTPClientError: self = Self.failure(error, at: place)
    case let error as NIOConnectionError: self = .unreachable(place, Self.problem(error))
    case NIOHTTPDecompression.DecompressionError.limit: self = .tooLarge(place, limit: limit)
    case is NIOHTTPDecompression.DecompressionError,
      is NIOHTTPDecompression.ExtraDecompressionError:
      self = .malformedPage(place, "its compression is damaged")
    case HTTPParserError.invalidEOFState: self = .unreachable(place, .closedEarly)
    case let error as HTTPParserError: self = .unreachable(place, .notHTTP("\(error)"))
    case NIOSSLError.uncleanShutdown: self = .unreachable(place, .closedEarly)
    case let error as NIOSSLError: self = .handshake("\(error)", at: place)
    case let error as NIOSSLExtraError: self = .untrusted(place, error.description)
    case let error as BoringSSLError: self = .handshake("\(error)", at: place)
    case let error as IOError: self = .unreachable(place, Self.problem(error))
    case is ChannelError: self = .unreachable(place, .closedEarly)
    default: self = .unreachable(place, .notHTTP("\(type(of: error))"))
    }
  }

  private static func failure(_ error: HTTPClientError, at place: String) -> IndexError {
    switch error {
    case .cancelled: .cancelled
    case .connectTimeout, .readTimeout, .writeTimeout, .deadlineExceeded, .tlsHandshakeTimeout,
      .getConnectionFromPoolTimeout, .socksHandshakeTimeout, .httpProxyHandshakeTimeout:
      .timedOut(place)
    case .remoteConnectionClosed, .uncleanShutdown: .unreachable(place, .closedEarly)
    case .proxyAuthenticationRequired, .invalidProxyResponse:
      .unreachable(place, .proxy(error.shortDescription.lowercased()))
    default: .unreachable(place, .notHTTP(error.shortDescription.lowercased()))
    }
  }

  private static func problem(_ error: NIOConnectionError) -> ConnectionProblem {
    if let first = error.connectionErrors.first {
      return (first.error as? IOError).map(problem) ?? .notConnected("\(type(of: first.error))")
    }
    return .hostNotFound(error.host)
  }

  private static func problem(_ error: IOError) -> ConnectionProblem {
    let errno = Errno(rawValue: error.errnoCode)
    return errno == .connectionReset || errno == .brokenPipe
      ? .closedEarly : .notConnected("\(errno)")
  }

  /// Tells what a failure of TLS means by the words of the library, which has no others.
  static func handshake(_ text: String, at place: String) -> IndexError {
    if ["WRONG_VERSION_NUMBER", "HTTP_REQUEST"].contains(where: text.contains) {
      return .unreachable(place, .notTLS)
    }
    if text.contains("CERTIFICATE_VERIFY_FAILED") {
      return .untrusted(
        place,
        "its certificate is not signed by a known authority, has expired, or names another host"
      )
    }
    return .untrusted(place, "the TLS handshake failed: \(words(of: text))")
  }

  /// The words without the numbers and the places in its source that the library adds.
  private static func words(of text: String) -> String {
    let reasons = text.split(separator: ":OPENSSL_internal:").dropFirst()
      .compactMap { $0.split(separator: " at ", maxSplits: 1).first }
    if !reasons.isEmpty {
      return reasons.map { $0.replacing("_", with: " ").lowercased() }.joined(separator: ", ")
    }
    if text.contains("EOF during handshake") { return "the server closed the connection" }
    return text.split(separator: " ").filter { !$0.contains("/") }.joined(separator: " ")
  }
}
