internal import Synchronization

/// Asks servers for pages and files: with credentials, redirects, retries, and one deadline over all of it.
///
/// It is a class because connections are shared by all requests of a run. Nothing is opened before
/// the first request.
package final class IndexClient: Sendable {
  /// How much of a source is looked at.
  package let limits: IndexLimits

  /// Whom it may ask, and how.
  package let sources: IndexSources

  private let transport: HTTPTransport
  private let userAgent: String
  private let netrc = Mutex<Netrc?>(nil)

  /// Creates a client.
  ///
  /// - Parameters:
  ///   - sources: How to reach whom, and the credentials in addresses.
  ///   - version: swiftpip's version, which is all that servers learn about the user.
  ///   - limits: How much of a source is looked at.
  package init(_ sources: IndexSources, version: String, limits: IndexLimits = IndexLimits()) {
    self.sources = sources
    self.limits = limits
    userAgent = "swiftpip/\(version)"
    transport = HTTPTransport(sources: sources, limits: limits)
  }

  /// Asks until there is an answer, no retry is left, or the deadline comes.
  func document(
    _ request: IndexRequest,
    deadline: ContinuousClock.Instant
  ) async throws(IndexError) -> IndexDocument.Answer {
    let url = request.url
    // Nothing is opened for a request that cannot be answered in time.
    guard ContinuousClock.now < deadline else { throw .timedOut(url.masked) }
    do {
      return try await race(until: deadline) {
        try await self.askingAgain(request, deadline: deadline)
      }
    } catch let error as IndexError {
      throw error
    } catch is DeadlinePassed {
      throw .timedOut(url.masked)
    } catch {
      throw .cancelled
    }
  }

  // MARK: - Tries

  private func askingAgain(
    _ request: IndexRequest,
    deadline: ContinuousClock.Instant
  ) async throws -> IndexDocument.Answer {
    let policy = RetryPolicy(retries: sources.retries)
    var attempt = 0
    while true {
      var retryAfter: Duration?
      let failure: IndexError
      do {
        let (answer, end) = try await following(request, deadline: deadline)
        if let result = Self.result(answer, at: end, isConditional: request.isConditional) {
          return result
        }
        retryAfter = answer.retryAfter
        failure = .status(end.masked, answer.status)
      } catch {
        failure = error
      }
      let pause = policy.pause(
        after: failure,
        attempt: attempt,
        retryAfter: retryAfter,
        remaining: ContinuousClock.now.duration(to: deadline),
        chance: Double.random(in: 0...1)
      )
      guard let pause else { throw failure }
      try await Task.sleep(for: pause)
      attempt += 1
    }
  }

  private static func result(
    _ answer: HTTPAnswer,
    at url: IndexURL,
    isConditional: Bool
  ) -> IndexDocument.Answer? {
    switch answer.status {
    case 200:
      .document(
        IndexDocument(
          url: url,
          contentType: answer.contentType ?? "",
          validators: answer.validators,
          body: answer.body
        )
      )
    case 304 where isConditional: .notModified
    // Gone is as good as never there.
    case 404, 410: .notFound
    default: nil
    }
  }

  // MARK: - Redirects

  private func following(
    _ request: IndexRequest,
    deadline: ContinuousClock.Instant
  ) async throws(IndexError) -> (HTTPAnswer, IndexURL) {
    var url = request.url
    var isDowngraded = false
    var visited: Set<String> = []
    for _ in 0...limits.redirects {
      guard sources.trustedHosts.allows(url) else {
        throw .unusable(.index(url.masked), .insecure)
      }
      guard visited.insert(url.text).inserted else { break }
      var headers = request.headers + [(name: "User-Agent", value: userAgent)]
      if !isDowngraded, let credentials = credentials(for: url) {
        headers.append(("Authorization", credentials.basicAuthorization))
      }
      let answer = try await transport.get(url, headers: headers, for: request, deadline: deadline)
      guard answer.isRedirect, let location = answer.location else { return (answer, url) }
      guard let next = url.resolving(location)?.withoutCredentials, next.scheme != .file else {
        throw .unreachable(url.masked, .redirectedNowhere)
      }
      isDowngraded = isDowngraded || (url.scheme == .https && next.scheme == .http)
      url = next
    }
    throw .unreachable(request.url.masked, .redirectedTooOften)
  }

  // MARK: - Credentials

  /// Returns what the server of an address may know: what the user wrote into an address of the same
  /// origin, else what the netrc file has for its host.
  private func credentials(for url: IndexURL) -> Credentials? {
    let written = url.credentials ?? sources.credentials(for: url.origin)
    if let written, !written.password.isEmpty { return written }
    // `default` is meant for hosts that the user named, not for those that a redirect names.
    let known = netrcOfUser().credentials(
      forHost: url.host,
      includingDefault: sources.isAsked(url.origin)
    )
    return known ?? written
  }

  /// What of the settings was found to be unusable once a request needed it.
  var problems: [IndexError] {
    netrc.withLock { $0?.problem }.map { [$0] } ?? []
  }

  private func netrcOfUser() -> Netrc {
    netrc.withLock { netrc in
      if let netrc { return netrc }
      let read = Netrc.read(in: sources.environment)
      netrc = read
      return read
    }
  }
}
