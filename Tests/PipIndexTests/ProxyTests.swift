import PipPackaging
import PipSystem
import TestSupport
import Testing

@testable import PipIndex

@Suite struct ProxyTests {
  private func ask(
    _ index: String,
    proxy: String?,
    variables: [String: String] = [:]
  ) async throws -> PageAnswer {
    let (client, url) = try Loopback.client(index) {
      $0.trustedHosts = TrustedHosts(["index.example"])
      $0.proxies = ProxySettings(option: proxy, environment: Environment(variables))
    }
    let project = try #require(PackageName("demo"))
    return try await client.page(for: project, at: url, deadline: .now + Loopback.patience)
  }

  // No name server knows index.example: an answer can only have come through the proxy.
  @Test(arguments: ["http", "socks5", "socks5h"])
  func `a proxy finds a host that nobody else does`(scheme: String) async throws {
    let proxy = try (scheme == "http" ? Peers.connect : Peers.socks).get()
    let address = "\(scheme)://127.0.0.1:\(proxy.port)"
    let answer = try await ask("http://index.example/simple/", proxy: address)
    #expect(answer.fileNames?.count == 2)
  }

  @Test func `the variables count where there is no option`() async throws {
    let proxy = try Peers.connect.get()
    let variables = ["http_proxy": "127.0.0.1:\(proxy.port)"]
    let answer = try await ask("http://index.example/simple/", proxy: nil, variables: variables)
    #expect(answer.fileNames?.count == 2)
  }

  @Test func `a proxy gets its own credentials`() async throws {
    let proxy = try Peers.connectWithPassword.get()
    let address = "http://ana:secret@127.0.0.1:\(proxy.port)"
    let answer = try await ask("http://index.example/simple/", proxy: address)
    #expect(answer.fileNames?.count == 2)
  }

  @Test func `a proxy that wants other ones is told as such, without a secret`() async throws {
    let proxy = try Peers.connectWithPassword.get()
    let address = "http://ana:wrong@127.0.0.1:\(proxy.port)"
    let error = await #expect(throws: IndexError.self) {
      _ = try await ask("http://index.example/simple/", proxy: address)
    }
    #expect(error?.problem == .proxy("proxy authentication required"))
    #expect(!String(describing: error).contains("wrong"))
  }

  @Test func `a proxy that is not there is told as such`() async throws {
    let error = await #expect(throws: IndexError.self) {
      _ = try await ask("http://index.example/simple/", proxy: "http://127.0.0.1:1")
    }
    #expect(error?.problem == .notConnected("Connection refused"))
  }
}
