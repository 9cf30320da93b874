import PipPackaging
import PipSystem
import SystemPackage
import TestSupport
import Testing

@testable import PipIndex

/// Who gets to see the credentials of whom.
@Suite struct CredentialsTests {
  private func statuses(
    _ index: String,
    tag: String,
    environment: Environment = Loopback.noProxy,
    _ change: (inout IndexSources) -> Void = { _ in }
  ) async throws -> [Bool] {
    let (client, url) = try Loopback.client(index, environment: environment, change)
    let project = try #require(PackageName("demo"))
    _ = try? await client.page(for: project, at: url, deadline: .now + Loopback.patience)
    return try Loopback.server.requests(containing: tag).map(\.authorization)
  }

  private func index(
    _ behaviours: String,
    user: String,
    host: String = "127.0.0.1"
  ) throws -> String {
    let address = try Loopback.server.index(behaviours, host: host)
    return address.replacing("http://", with: "http://\(user)@")
  }

  @Test(arguments: [
    ("ana:secret", "auth=ana:secret"), ("ana:p%40ss%2Fw", "auth=ana:p%40ss%2Fw"),
    ("ana", "auth=ana:"), (":secret", "auth=:secret"),
  ])
  func `what stands in the address is sent`(user: String, behaviour: String) async throws {
    let (client, url) = try Loopback.client(try index(behaviour, user: user))
    let project = try #require(PackageName("demo"))
    let answer = try await client.page(for: project, at: url, deadline: .now + Loopback.patience)
    #expect(answer.fileNames?.count == 2)
  }

  @Test func `wrong ones end with the status, and are not in the error`() async throws {
    let (client, url) = try Loopback.client(try index("auth=ana:secret", user: "ana:wrong"))
    let project = try #require(PackageName("demo"))
    let error = await #expect(throws: IndexError.self) {
      _ = try await client.page(for: project, at: url, deadline: .now + Loopback.patience)
    }
    let told = "\(String(describing: error)) \(String(describing: error?.diagnostic))"
    #expect(told.contains("401"))
    #expect(!told.contains("wrong"))
  }

  @Test func `they stay with a redirect to the same origin`() async throws {
    let seen = try await statuses(
      try index("redirect/tag=same", user: "ana:secret"),
      tag: "tag=same"
    )
    #expect(seen == [true, true])
  }

  @Test(arguments: ["localhost", "user:other@localhost"])
  func `they do not follow a redirect to another host`(host: String) async throws {
    let tag = "tag=otherhost\(host.count)"
    let target = "http%3A%2F%2F\(host):\(try Loopback.server.port)"
    let start = try index("redirect-to=\(target)/\(tag)", user: "ana:secret")
    #expect(try await statuses(start, tag: tag) == [true, false])
  }

  @Test func `they do not follow a redirect to another port`() async throws {
    let other = try IndexServer(projects: ["demo": ["1.0"]])
    let target = "http%3A%2F%2F127.0.0.1:\(other.port)"
    let start = try index("redirect-to=\(target)/tag=port", user: "ana:secret")
    #expect(try await statuses(start, tag: "tag=port") == [true])
    #expect(try other.requests(containing: "tag=port").map(\.authorization) == [false])
  }

  @Test func `a redirect to another source gets that source's own`() async throws {
    let port = try Loopback.server.port
    let target = "http%3A%2F%2Flocalhost:\(port)"
    let start = try index("redirect-to=\(target)/auth=bob:own/tag=own", user: "ana:secret")
    let second = try #require(IndexURL("http://bob:own@localhost:\(port)/simple/"))
    let (client, url) = try Loopback.client(start) {
      $0.sources.append(IndexSource(.index, .remote(second)))
    }
    let project = try #require(PackageName("demo"))
    let answer = try await client.page(for: project, at: url, deadline: .now + Loopback.patience)
    #expect(answer.fileNames?.count == 2)
  }

  // MARK: - netrc

  private func withNetrc(
    _ content: String,
    _ body: (Environment) async throws -> Void
  ) async throws {
    try await withScratchDirectory { directory in
      let path = directory.appending("netrc")
      try write(content, to: path)
      try await body(Environment(["NETRC": path.string, "no_proxy": "*"]))
    }
  }

  @Test func `netrc knows who the address does not name`() async throws {
    try await withNetrc("machine 127.0.0.1 login ana password secret") { environment in
      let (client, url) = try Loopback.client(
        try Loopback.server.index("auth=ana:secret"),
        environment: environment
      )
      let project = try #require(PackageName("demo"))
      let answer = try await client.page(for: project, at: url, deadline: .now + Loopback.patience)
      #expect(answer.fileNames?.count == 2)
    }
  }

  @Test func `netrc completes a name without a password`() async throws {
    try await withNetrc("machine 127.0.0.1 login ana password secret") { environment in
      let (client, url) = try Loopback.client(
        try index("auth=ana:secret", user: "ana"),
        environment: environment
      )
      let project = try #require(PackageName("demo"))
      let answer = try await client.page(for: project, at: url, deadline: .now + Loopback.patience)
      #expect(answer.fileNames?.count == 2)
    }
  }

  @Test func `the default of netrc is for sources, not for where they redirect to`() async throws {
    try await withNetrc("default login ana password secret") { environment in
      let target = "http%3A%2F%2Flocalhost:\(try Loopback.server.port)"
      let start = try Loopback.server.index("redirect-to=\(target)/tag=default")
      let seen = try await statuses(start, tag: "tag=default", environment: environment)
      #expect(seen == [true, false])
    }
  }
}
