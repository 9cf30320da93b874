import SystemPackage
import TestSupport
import Testing

/// Many runs at the same moment; `Tools/torture crowd` has more of them.
@Suite struct CrowdTests {
  @Test func `of forty runs on one stale state few ask, and all answer`() async throws {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment()
      try stage.remember("98.0", for: prefix, age: Stage.days(8))
      let index = stage.index("slow=0.3")
      let outcomes = try await RunGate.shared.passAlone {
        try await withThrowingTaskGroup(of: Program.Outcome.self) { group in
          for _ in 1...40 {
            group.addTask {
              try await stage.runAtOnce([
                "self-check", "--python", prefix.string, "--index-url", index, "--format", "json",
              ])
            }
          }
          return try await group.reduce(into: []) { $0.append($1) }
        }
      }
      #expect(outcomes.count == 40)
      for outcome in outcomes {
        #expect(outcome.ending == .exited(0), "\(outcome.errorText)")
        #expect(outcome.errorText.isEmpty)
        let answer = try Stage.decode(outcome)
        #expect(answer.warnings.isEmpty)
        #expect(["98.0", "99.0"].contains(answer.result?.latest))
      }
      #expect(try (1...3).contains(stage.requests()))
      #expect(stage.leftovers().isEmpty)
      let after = try await stage.check(prefix, ["--offline"])
      #expect(after.latest == "99.0")
      #expect(after.reason == "newer-release")
    }
  }
}
