internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import NIOHTTPCompression
internal import NIOPosix
internal import NIOSSL
internal import PipSystem
internal import Synchronization

/// Sends single requests: no redirects, no retries, no credentials of its own.
///
/// Threads and sockets come into being with the first request. Nothing here makes a process wait
/// when it ends: connections are shut down when the transport goes away, and nobody waits for that.
final class HTTPTransport: Sendable {
  /// One thread for all connections of the process.
  ///
  /// It is never shut down: a look-up of a name cannot be interrupted, and whoever shuts it down
  /// would have to wait for that.
  private static let eventLoops = MultiThreadedEventLoopGroup(numberOfThreads: 1)

  /// What requests must have in common to share a client.
  private struct Key: Hashable {
    var route: ProxyRoute
    var isVerified: Bool
  }

  private let sources: IndexSources
  private let limits: IndexLimits
  private let clients = Mutex<[Key: HTTPClient]>([:])

  init(sources: IndexSources, limits: IndexLimits) {
    self.sources = sources
    self.limits = limits
  }

  deinit {
    for client in clients.withLock({ $0.values }) { client.shutdown { _ in } }
  }

  /// Asks for an address and returns the answer with its whole body, unless somebody takes that as it comes.
  ///
  /// The deadline ends the wait for the headers; whoever calls cancels the wait for the body.
  func get(
    _ url: IndexURL,
    headers: [(name: String, value: String)],
    for wanted: IndexRequest,
    deadline: ContinuousClock.Instant
  ) async throws(IndexError) -> HTTPAnswer {
    let client = try client(for: url)
    var request = HTTPClientRequest(url: url.text)
    for header in headers { request.headers.add(name: header.name, value: header.value) }
    do {
      let end = NIODeadline.now() + TimeAmount(ContinuousClock.now.duration(to: deadline))
      let response = try await client.execute(request, deadline: end)
      var answer = HTTPAnswer(response)
      answer.body = try await body(of: response, at: url, wanted)
      return answer
    } catch let error as IndexError {
      throw error
    } catch {
      throw IndexError(error, at: url, limit: wanted.limit)
    }
  }

  private func body(
    of response: HTTPClientResponse,
    at url: IndexURL,
    _ wanted: IndexRequest
  ) async throws -> [UInt8] {
    guard response.status == .ok else {
      try await discard(response.body)
      return []
    }
    let encoding = response.headers.first(name: "content-encoding")?.lowercased() ?? "identity"
    guard wanted.receiver == nil || encoding == "identity" else {
      throw IndexError.unreachable(url.masked, .encoded(String(encoding.prefix(40))))
    }
    guard ["identity", "gzip", "deflate"].contains(encoding) else {
      throw IndexError.malformedPage(url.masked, "its encoding is \(encoding.prefix(40))")
    }
    let limit = wanted.limit
    let length = response.headers.first(name: "content-length").flatMap { Int($0) } ?? 0
    guard length <= limit else { throw IndexError.tooLarge(url.masked, limit: limit) }
    if let receiver = wanted.receiver {
      try await hand(response.body, at: url, limit: limit, to: receiver)
      return []
    }
    var body: [UInt8] = []
    // A length may lie: the rest of the memory is taken as the bytes come.
    body.reserveCapacity(min(max(length, 0), 1 << 20))
    for try await part in response.body {
      guard body.count + part.readableBytes <= limit else {
        throw IndexError.tooLarge(url.masked, limit: limit)
      }
      body.append(contentsOf: part.readableBytesView)
    }
    // A cancelled body ends like a whole one.
    try Task.checkCancellation()
    return body
  }

  private func hand(
    _ body: HTTPClientResponse.Body,
    at url: IndexURL,
    limit: Int,
    to receiver: any FileReceiver
  ) async throws {
    do {
      try receiver.begin()
      var count = 0
      for try await part in body {
        count += part.readableBytes
        guard count <= limit else { throw IndexError.tooLarge(url.masked, limit: limit) }
        try receiver.take(Array(part.readableBytesView))
      }
    } catch let failure as SystemFailure {
      throw IndexError.unreachable(url.masked, .notKept(failure.reason))
    }
    try Task.checkCancellation()
  }

  /// How much of an answer without use is read so that its connection can serve the next request.
  private static let uselessBytes = 16_384

  private func discard(_ body: HTTPClientResponse.Body) async throws {
    var count = 0
    do {
      for try await part in body {
        count += part.readableBytes
        guard count <= Self.uselessBytes else { return }
      }
    } catch {
      // The status has said all. Servers also name an encoding for a body that they do not send,
      // which cannot be decoded then.
    }
    try Task.checkCancellation()
  }

  private func client(for url: IndexURL) throws(IndexError) -> HTTPClient {
    let key = Key(
      route: try sources.proxies.route(to: url),
      isVerified: !sources.trustedHosts.covers(url)
    )
    if let client = clients.withLock({ $0[key] }) { return client }
    let configuration = try configuration(for: key, isEncrypted: url.scheme == .https)
    return clients.withLock { clients in
      if let client = clients[key] { return client }
      let client = HTTPClient(
        eventLoopGroupProvider: .shared(Self.eventLoops),
        configuration: configuration
      )
      clients[key] = client
      return client
    }
  }

  private func configuration(
    for key: Key,
    isEncrypted: Bool
  ) throws(IndexError) -> HTTPClient.Configuration {
    var configuration = HTTPClient.Configuration(
      redirectConfiguration: .disallow,
      timeout: .init(
        connect: TimeAmount(sources.timeout),
        read: TimeAmount(sources.timeout)
      ),
      decompression: .enabled(limit: .size(limits.pageBytes))
    )
    // Retries are ours: with a limit, a pause, and the real cause at the end.
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.proxy = key.route.configuration
    var security = TLSConfiguration.makeClientConfiguration()
    security.minimumTLSVersion = .tlsv12
    if !key.isVerified {
      security.certificateVerification = .none
    } else if let certificates = try sources.certificates.load() {
      security.trustRoots = .certificates(certificates)
    }
    configuration.tlsConfiguration = security
    return configuration
  }
}

extension ProxyRoute {
  fileprivate var configuration: HTTPClient.Configuration.Proxy? {
    switch self {
    case .direct: nil
    case .http(let host, let port, let credentials):
      .server(
        host: host,
        port: port,
        authorization: credentials.map { .basic(username: $0.username, password: $0.password) }
      )
    case .socks(let host, let port): .socksServer(host: host, port: port)
    }
  }
}
