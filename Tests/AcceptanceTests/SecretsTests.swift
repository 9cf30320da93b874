import SystemPackage
import TestSupport
import Testing

/// Credentials reach the index that they are for, and nothing else: no stream, no file.
@Suite struct SecretsTests {
  private static let secret = "hunter2-7c1d"

  /// Returns an address with credentials in it.
  private func withSecret(_ address: String) -> String {
    address.replacing("://", with: "://ana:\(Self.secret)@")
  }

  private func expectNoSecret(
    in stage: Stage,
    _ outcomes: [Program.Outcome],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    // Base64 of "ana:" and the secret: how a header would hold it.
    let forms = [Self.secret, "YW5hOmh1bnRlcjItN2MxZA"].map { Array($0.utf8) }
    for outcome in outcomes {
      for form in forms {
        #expect(!outcome.output.contains(form), sourceLocation: sourceLocation)
        #expect(!outcome.errors.contains(form), sourceLocation: sourceLocation)
      }
    }
    for file in stage.everything(below: stage.cache) {
      let bytes = (try? stage.bytes(of: file)) ?? []
      for form in forms {
        #expect(!bytes.contains(form), "\(file)", sourceLocation: sourceLocation)
      }
    }
  }

  private func runs(
    _ stage: Stage,
    _ options: [String],
    _ variables: [String: String] = [:]
  ) async throws -> [Program.Outcome] {
    let prefix = stage.folder.appending("venv").string
    var outcomes: [Program.Outcome] = []
    for more in [
      ["--explain", "-v"], ["--format", "json", "--explain"], ["--force", "-v", "-v"],
    ] {
      outcomes.append(
        try await stage.run(["self-check", "--python", prefix] + more + options, variables)
      )
    }
    return outcomes
  }

  @Test(
    "the password of an index appears nowhere",
    arguments: ["", "status=401", "status=503", "garbage", "close", "etag", "truncate"]
  )
  func index(_ behaviours: String) async throws {
    try await Stage.with { stage in
      _ = try stage.makeEnvironment()
      let index = withSecret(stage.index(behaviours))
      try expectNoSecret(in: stage, try await runs(stage, ["--index-url", index]))
      try expectNoSecret(in: stage, try await runs(stage, [], ["PIP_INDEX_URL": index]))
      try expectNoSecret(in: stage, try await runs(stage, ["--extra-index-url", index]))
      let entries = try stage.entries()
      #expect(!entries.isEmpty)
      #expect(entries.allSatisfy { $0.authorization })
    }
  }

  @Test func `the password of an index nobody can reach appears nowhere`() async throws {
    try await Stage.with { stage in
      _ = try stage.makeEnvironment()
      for address in ["http://127.0.0.1:9/simple/", "http://host.invalid/", "http://", "ftp://x/"] {
        let index = withSecret(address)
        try expectNoSecret(in: stage, try await runs(stage, ["--index-url", index]))
        try expectNoSecret(in: stage, try await runs(stage, ["--proxy", index]))
      }
    }
  }

  @Test func `a password in pip's file and in netrc appears nowhere`() async throws {
    try await Stage.with { stage in
      _ = try stage.makeEnvironment()
      let file = stage.home.appending(".config/pip/pip.conf")
      try stage.write(file, "[global]\nindex-url = \(withSecret(stage.index(named: "file")))\n")
      try expectNoSecret(in: stage, try await runs(stage, []))
      #expect(try stage.entries(of: "file").allSatisfy { $0.authorization })
      try stage.write(
        stage.home.appending(".netrc"),
        Array("machine 127.0.0.1 login ana password \(Self.secret)\n".utf8),
        mode: 0o600
      )
      try stage.write(file, "[global]\nindex-url = \(stage.index(named: "netrc"))\n")
      try expectNoSecret(in: stage, try await runs(stage, ["--force"]))
      let entries = try stage.entries(of: "netrc")
      #expect(!entries.isEmpty && entries.allSatisfy { $0.authorization })
    }
  }

  @Test func `a password does not follow a redirect to another host`() async throws {
    let other = try IndexServer(projects: SharedIndex.projects)
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment()
      let base = other.root.replacing(":", with: "%3A").replacing("/", with: "%2F")
      let index = withSecret(
        stage.index().replacing("/simple/", with: "/redirect-to=\(base)/simple/")
      )
      let outcomes = try await runs(stage, ["--index-url", index])
      try expectNoSecret(in: stage, outcomes)
      #expect(try await stage.check(prefix, ["--offline"]).latest == "99.0")
      let here = try stage.entries()
      let there = try other.requests(containing: "/simple/pip/")
      #expect(!here.isEmpty && here.allSatisfy { $0.authorization })
      #expect(!there.isEmpty && there.allSatisfy { !$0.authorization })
    }
  }

  @Test func `an option that is refused is told without its password`() async throws {
    try await Stage.with { stage in
      let secret = withSecret("http://index.example/")
      for arguments in [["--index-url=\(secret)", "--unknown"], ["--timeout", secret], [secret]] {
        let outcome = try await stage.run(["self-check"] + arguments)
        try expectNoSecret(in: stage, [outcome])
      }
    }
  }
}
