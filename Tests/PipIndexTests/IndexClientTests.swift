import PipDiagnostics
import PipPackaging
import TestSupport
import Testing

@testable import PipIndex

@Suite struct IndexClientTests {
  private static let demo = ["demo-1.0-py3-none-any.whl", "demo-1.1-py3-none-any.whl"]

  @Test(arguments: [
    "json", "html", "gzip", "gzip/html", "nolength", "chunked", "chunked/gzip", "etag", "relative",
    "absolute", "redirect", "redirect=301", "redirect=303", "redirect=307", "redirect=308",
    "redirect/redirect/redirect", "cookie", "vary=Accept", "slow=0.05",
  ])
  func `a page is read however it comes`(behaviours: String) async throws {
    #expect(try await Loopback.ask(behaviours).fileNames == Self.demo)
  }

  @Test func `links lead to the server of the page, also after a redirect`() async throws {
    let answer = try await Loopback.ask("redirect/relative")
    guard case .page(let page, _) = answer else { throw IndexError.cancelled }
    let root = try Loopback.server.root
    #expect(page.files.first?.url == "\(root)/relative/files/demo-1.0-py3-none-any.whl")
  }

  @Test func `the request says what pip says, and nothing about the user`() async throws {
    _ = try await Loopback.ask("tag=headers")
    let request = try #require(try Loopback.server.requests(containing: "tag=headers").first)
    #expect(request.method == "GET")
    #expect(request.path == "/tag=headers/simple/demo/")
    #expect(
      request.accept == "application/vnd.pypi.simple.v1+json, "
        + "application/vnd.pypi.simple.v1+html; q=0.1, text/html; q=0.01"
    )
    #expect(request.acceptEncoding == "gzip")
    #expect(request.userAgent == "swiftpip/0.0")
    #expect(!request.authorization)
  }

  @Test func `an unknown project is not found`() async throws {
    let (client, index) = try Loopback.client(try Loopback.server.index())
    let project = try #require(PackageName("missing"))
    #expect(
      try await client.page(for: project, at: index, deadline: .now + Loopback.patience)
        == .notFound
    )
  }

  @Test(arguments: ["etag", "lastmod", "etag/lastmod", "etag/gzip"])
  func `a page that is known is not sent again`(behaviours: String) async throws {
    let first = try await Loopback.ask(behaviours)
    let validators = try #require(first.validators)
    #expect(try await Loopback.ask(behaviours, validators: validators) == .notModified)
    let other = try #require(PageValidators(entityTag: "\"other\"", lastModified: "never"))
    #expect(try await Loopback.ask(behaviours, validators: other).fileNames == Self.demo)
  }

  // Servers name the encoding that the page would have had, where there is no page.
  @Test func `an answer without a body may name an encoding`() async throws {
    let unchanged = RawAnswer("HTTP/1.1 304 Not Modified\r\nContent-Encoding: gzip\r\n\r\n")
    let known = try #require(PageValidators(entityTag: "\"a\"", lastModified: nil))
    #expect(try await unchanged.ask(validators: known) == .notModified)
    let missing = RawAnswer(
      "HTTP/1.1 404 Not Found\r\nContent-Encoding: gzip\r\nContent-Length: 0\r\n\r\n"
    )
    #expect(try await missing.ask() == .notFound)
    let strange = RawAnswer(
      "HTTP/1.1 404 Not Found\r\nContent-Encoding: br\r\nContent-Length: 2\r\n\r\nxx"
    )
    #expect(try await strange.ask() == .notFound)
  }

  @Test func `304 to who asked for no such thing is an error`() async throws {
    let error = try await Loopback.failure("status=304")
    #expect(error?.code == "index.http-status")
  }

  // MARK: - Answers that are none

  @Test(arguments: [400, 401, 403, 407, 418, 500, 503])
  func `a status that is no success is an error`(status: Int) async throws {
    let error = try await Loopback.failure("status=\(status)")
    guard case .status(let place, status) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(place.hasSuffix("/status=\(status)/simple/demo/"))
  }

  @Test(arguments: [404, 410])
  func `what is gone is not found`(status: Int) async throws {
    #expect(try await Loopback.ask("status=\(status)") == .notFound)
  }

  @Test(arguments: ["truncate", "truncate/gzip", "close"])
  func `half an answer is none`(behaviours: String) async throws {
    #expect(try await Loopback.failure(behaviours)?.problem == .closedEarly)
  }

  @Test func `half a compressed answer without a length is none`() async throws {
    let raw = RawAnswer(
      "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n",
      // The beginning of a gzip stream.
      [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0x4B, 0x4C]
    )
    let error = try await raw.failure()
    #expect(error?.code == "index.malformed-page")
  }

  @Test func `noise is no page`() async throws {
    #expect(try await Loopback.failure("garbage")?.code == "index.malformed-page")
  }

  @Test func `a page of another type is none`() async throws {
    let raw = RawAnswer(
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n",
      [0x7B, 0x7D]
    )
    let error = try await raw.failure()
    #expect(error?.diagnostic.causes == ["its content is text/plain"])
  }

  @Test func `an unknown encoding is no page`() async throws {
    let raw = RawAnswer(
      "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: br\r\n"
        + "Content-Length: 2\r\n\r\n",
      [0, 0]
    )
    #expect(try await raw.failure()?.code == "index.malformed-page")
  }

  @Test(arguments: [
    "SSH-2.0-OpenSSH_9\r\n", "HTTP/1.1 OK\r\n\r\n", "\r\n\r\n\r\n", "\u{0}\u{0}\u{0}",
  ])
  func `what is not HTTP is told as such`(text: String) async throws {
    let error = try await RawAnswer(text).failure()
    #expect(error?.code == "index.unreachable")
  }

  @Test(arguments: ["huge=2", "huge=2/gzip", "huge=2/chunked", "huge=2/nolength"])
  func `a page over the limit is refused, also one that inflates to it`(
    behaviours: String
  ) async throws {
    var limits = IndexLimits()
    limits.pageBytes = 1_000_000
    let error = try await Loopback.failure(behaviours, limits: limits)
    guard case .tooLarge(_, 1_000_000, .bytes) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func `a large page below the limit is read`() async throws {
    #expect(try await Loopback.ask("huge=2/gzip").fileNames == Self.demo)
  }

  // MARK: - Redirects

  @Test func `a circle of redirects ends`() async throws {
    let error = try await Loopback.failure("loop/tag=circle")
    #expect(error?.problem == .redirectedTooOften)
    #expect(try Loopback.server.requests(containing: "tag=circle").count == 1)
  }

  @Test func `a long way of redirects ends`() async throws {
    let way = Array(repeating: "redirect", count: 30).joined(separator: "/")
    let error = try await Loopback.failure("\(way)/tag=way")
    #expect(error?.problem == .redirectedTooOften)
    #expect(try Loopback.server.requests(containing: "tag=way").count == 21)
  }

  @Test(arguments: ["file:///etc/passwd", "ftp://index.example/", "http://"])
  func `a redirect to what is no server is refused`(target: String) async throws {
    let raw = RawAnswer(
      "HTTP/1.1 302 Found\r\nLocation: \(target)\r\nContent-Length: 0\r\n\r\n"
    )
    #expect(try await raw.failure()?.problem == .redirectedNowhere)
  }

  @Test func `a redirect to plain text elsewhere is refused before a byte is sent`() async throws {
    let raw = RawAnswer(
      "HTTP/1.1 302 Found\r\nLocation: http://index.example/\r\nContent-Length: 0\r\n\r\n"
    )
    #expect(try await raw.failure()?.code == "index.insecure")
  }

  @Test func `plain text to a host that is not trusted is refused before a byte is sent`()
    async throws
  {
    let (client, index) = try Loopback.client("http://index.example/simple/")
    let project = try #require(PackageName("demo"))
    let error = await #expect(throws: IndexError.self) {
      _ = try await client.page(for: project, at: index, deadline: .now + Loopback.patience)
    }
    #expect(error == .unusable(.index("http://index.example/simple/demo/"), .insecure))
  }

  // MARK: - Retries

  @Test func `a server that recovers is asked again`() async throws {
    let answer = try await Loopback.ask("flaky=2/tag=recovers") { $0.retries = 3 }
    #expect(answer.fileNames == Self.demo)
    #expect(
      try Loopback.server.requests(containing: "tag=recovers").map(\.status) == [503, 503, 200]
    )
  }

  @Test func `without retries it is not`() async throws {
    let error = try await Loopback.failure("flaky=1/tag=once")
    guard case .status(_, 503) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(try Loopback.server.requests(containing: "tag=once").count == 1)
  }

  @Test func `retries that outlast the deadline are not made, and the cause is told`() async throws
  {
    let error = try await Loopback.failure("status=503/retry-after=900/tag=patient") {
      $0.retries = 9
    }
    guard case .status(_, 503) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(try Loopback.server.requests(containing: "tag=patient").count == 1)
  }

  @Test func `a refused connection is told as such`() async throws {
    let (client, index) = try Loopback.client("http://127.0.0.1:1/simple/")
    let project = try #require(PackageName("demo"))
    let error = await #expect(throws: IndexError.self) {
      _ = try await client.page(for: project, at: index, deadline: .now + Loopback.patience)
    }
    #expect(error?.problem == .notConnected("Connection refused"))
    #expect(error?.diagnostic.hint != nil)
  }
}
