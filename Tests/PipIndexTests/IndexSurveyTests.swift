import PipDiagnostics
import PipPackaging
import PipSystem
import SystemPackage
import TestSupport
import Testing

@testable import PipIndex

@Suite struct IndexSurveyTests {
  private func survey(
    _ places: [(IndexSource.Kind, String)],
    knowing known: (IndexSources) -> [IndexSource: KnownPage] = { _ in [:] },
    within time: Duration = Loopback.patience,
    environment: Environment = Loopback.noProxy
  ) async throws -> SurveyReport {
    var sources = IndexSources(
      try places.map { try #require(IndexSource($0.0, $0.1)) },
      environment: environment
    )
    sources.retries = 0
    let evaluator = CandidateEvaluator(
      project: try #require(PackageName("demo")),
      python: try #require(Version("3.11.4")),
      tags: .cpython(major: 3, minor: 11, platforms: ["linux_x86_64"])
    )
    let survey = IndexSurvey(client: IndexClient(sources, version: "0.0"), evaluator: evaluator)
    return await survey.report(knowing: known(sources), deadline: .now + time)
  }

  private func index(_ behaviours: String) throws -> (IndexSource.Kind, String) {
    (.index, try Loopback.server.index(behaviours))
  }

  @Test(
    arguments: [
      ([""], "1.1"),
      (["only=1.0"], "1.0"),
      (["only=1.0", "extra=2.0", "only=1.1"], "2.0"),
      (["extra=3.0b1"], "1.1"),
      (["extra=3.0b1/only=3.0b1"], "3.0b1"),
      (["extra=3.0b1/only=3.0b1", "only=1.0"], "1.0"),
      (["only=1.0", "extra=3.0b1/only=3.0b1"], "1.0"),
      (["extra=3.0/yanked=3.0"], "1.1"),
      (["extra=3.0/html/yanked=3.0"], "1.1"),
      (["extra=3.0/requires=3.0:>=3.12"], "1.1"),
      (["extra=3.0/requires=3.0:>=3.11"], "3.0"),
      (["status=404", "only=1.0"], "1.0"),
      (["status=500", "close", "garbage", "only=1.0"], "1.0"),
      (["status=404"], nil),
      (["only=none"], nil),
    ] as [([String], String?)]
  )
  func `the best of all that answer counts`(behaviours: [String], version: String?) async throws {
    let report = try await survey(behaviours.map { try index($0) })
    #expect(try report.best()?.candidate.version.description == version)
    #expect(report.outcomes.count == behaviours.count)
  }

  @Test func `a netrc file that is no UTF-8 is told as a warning`() async throws {
    let folder = try ScratchFolder()
    let path = try folder.write("netrc", Array("default password s".utf8) + [0xE9])
    let environment = Environment(["NETRC": path.string, "no_proxy": "*"])
    let report = try await survey([index("")], environment: environment)
    #expect(report.hasAnswer)
    #expect(report.warnings.map(\.message) == ["the netrc file cannot be used"])
    #expect(report.warnings.map(\.causes) == [["it is no text in UTF-8"]])
  }

  @Test func `who did not answer is told as a warning, in the order of the sources`() async throws {
    let report = try await survey([index("status=500"), index(""), index("garbage")])
    #expect(
      report.outcomes.map { $0.failure?.code } == [
        "index.http-status", nil, "index.malformed-page",
      ]
    )
    #expect(report.warnings.map(\.severity) == [.warning, .warning])
  }

  @Test func `where nobody answers the first cause is the answer`() async throws {
    let report = try await survey([(.index, "http://127.0.0.1:1/simple/"), index("status=500")])
    let error = #expect(throws: IndexError.self) { try report.best() }
    #expect(error?.problem == .notConnected("Connection refused"))
  }

  @Test func `nobody to ask is no failure`() async throws {
    #expect(try await survey([]).best() == nil)
  }

  @Test func `one deadline is for all sources together`() async throws {
    let clock = ContinuousClock()
    let start = clock.now
    let slow = try (0..<6).map { try index("slow=90/tag=\($0)") }
    let report = try await survey(slow + [index("")], within: .milliseconds(300))
    #expect(report.outcomes.prefix(6).allSatisfy { $0.failure?.code == "index.timeout" })
    #expect(clock.now - start < .seconds(40))
  }

  @Test func `a slow source does not keep a quick one from answering`() async throws {
    try await withScratchDirectory { directory in
      try write("", to: directory.appending("demo-5.0.tar.gz"))
      let folder = (IndexSource.Kind.findLinks, directory.string)
      let report = try await survey([index("slow=90"), folder], within: .milliseconds(200))
      #expect(try report.best()?.candidate.version.description == "5.0")
    }
  }

  @Test func `what is known of an unchanged page counts`() async throws {
    let first = try await survey([index("etag")])
    guard case .found(let choice, let validators?) = first.outcomes.first?.result else {
      Issue.record("no validators")
      return
    }
    let known = KnownPage(validators: validators, best: choice.best)
    let report = try await survey([index("etag"), index("only=1.0")]) { [$0.sources[0]: known] }
    #expect(report.outcomes.first?.result == .notModified(known))
    #expect(try report.best()?.candidate == choice.best)
    #expect(try report.best()?.source == report.outcomes.first?.source)
  }

  @Test func `folders and pages count like indexes`() async throws {
    try await withScratchDirectory { directory in
      try write("", to: directory.appending("demo-5.0.tar.gz"))
      let page = try Loopback.server.index("extra=6.0") + "demo/"
      let folder = (IndexSource.Kind.findLinks, directory.string)
      #expect(try await survey([index(""), folder]).best()?.candidate.version.description == "5.0")
      let report = try await survey([(.findLinks, page), folder, (.findLinks, "/nowhere")])
      #expect(try report.best()?.candidate.version.description == "6.0")
      #expect(report.warnings.map(\.code) == ["index.bad-setting"])
    }
  }

  @Test func `a survey that is cancelled says so`() async throws {
    let places = [try index("slow=90")]
    let report = try await withThrowingTaskGroup(of: SurveyReport.self) { group in
      group.addTask { try await survey(places, within: .seconds(90)) }
      try await Task.sleep(for: .milliseconds(100))
      group.cancelAll()
      return try #require(try await group.next())
    }
    #expect(throws: IndexError.cancelled) { try report.best() }
  }
}
