import PipPackaging
import TestSupport
import Testing

@testable import PipIndex

@Suite struct DeadlineTests {
  /// A dripping server announces 1 GB, which must not be why it is left.
  private static var limits: IndexLimits {
    var limits = IndexLimits()
    limits.pageBytes = 2_000_000_000
    return limits
  }

  /// Returns how long a question took that had 0.2 s, and what it ended with.
  private func ask(_ index: String) async throws -> (error: IndexError?, time: Duration) {
    let (client, url) = try Loopback.client(index, limits: Self.limits) { $0.retries = 5 }
    let project = try #require(PackageName("demo"))
    let clock = ContinuousClock()
    let start = clock.now
    let error = await #expect(throws: IndexError.self) {
      _ = try await client.page(for: project, at: url, deadline: start + .milliseconds(200))
    }
    return (error, clock.now - start)
  }

  @Test(arguments: ["slow=90", "drip=0.01", "drip-headers=0.01", "gzip/drip=0.01"])
  func `the deadline ends a server that keeps one waiting`(behaviours: String) async throws {
    let index = try Loopback.server.index(behaviours)
    let (error, time) = try await ask(index)
    #expect(error == .timedOut("\(index)demo/"))
    #expect(time >= .milliseconds(200))
    // A busy machine takes its time; a server that keeps one waiting takes 90 s or for ever.
    #expect(time < .seconds(40))
  }

  @Test(arguments: [true, false], ["http", "https"])
  func `the deadline ends a connect and a handshake`(isDeaf: Bool, scheme: String) async throws {
    let server = try (isDeaf ? Peers.deaf : Peers.silent).get()
    let index = "\(scheme)://127.0.0.1:\(server.port)/simple/"
    let (error, time) = try await ask(index)
    #expect(error == .timedOut("\(index)demo/"))
    #expect(time < .seconds(40))
  }

  @Test func `a deadline that is over opens nothing`() async throws {
    let error = try await Loopback.failure("tag=late", within: .zero)
    #expect(error?.code == "index.timeout")
    #expect(try Loopback.server.requests(containing: "tag=late").isEmpty)
  }

  @Test func `the timeout ends a silence before the deadline does`() async throws {
    let error = try await Loopback.failure("slow=90", within: .seconds(90)) {
      $0.timeout = .milliseconds(100)
    }
    #expect(error?.code == "index.timeout")
  }

  @Test(arguments: ["slow=90", "drip=0.01", "status=503/retry-after=60"])
  func `a question that is cancelled ends at once`(behaviours: String) async throws {
    let (client, index) = try Loopback.client(
      try Loopback.server.index(behaviours),
      limits: Self.limits
    ) { $0.retries = 5 }
    let project = try #require(PackageName("demo"))
    let clock = ContinuousClock()
    let start = clock.now
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        await #expect(throws: IndexError.cancelled) {
          _ = try await client.page(for: project, at: index, deadline: start + .seconds(90))
        }
      }
      try? await Task.sleep(for: .milliseconds(100))
      group.cancelAll()
    }
    #expect(clock.now - start < .seconds(40))
  }
}
