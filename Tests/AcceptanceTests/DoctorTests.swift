import Foundation
import SystemPackage
import TestSupport
import Testing

/// `swiftpip doctor`, on well and on broken set-ups.
@Suite struct DoctorTests {
  private struct Answer: Decodable {
    struct Result: Decodable {
      struct Check: Decodable {
        struct Finding: Decodable {
          var code: String
          var severity: String
          var hint: String?
        }

        var code: String
        var ok: Bool
        var findings: [Finding]
      }

      var checks: [Check]
      var problems: Int
    }

    var result: Result
  }

  private func problems(
    _ stage: Stage,
    _ environment: [String: String] = [:],
    ending status: Int32
  ) async throws -> [String] {
    let outcome = try await stage.run(["doctor", "--format", "json"], environment)
    #expect(outcome.ending == .exited(status), "\(outcome.outputText)\(outcome.errorText)")
    let answer = try JSONDecoder().decode(Answer.self, from: Data(outcome.output)).result
    #expect(answer.checks.count >= 7)
    let findings = answer.checks.flatMap(\.findings).filter { $0.severity != "note" }
    #expect(findings.count == answer.problems)
    #expect(findings.allSatisfy { $0.hint != nil })
    return findings.map(\.code)
  }

  @Test func `a set-up that is well has no problem`() async throws {
    try await Stage.with { stage in
      let found = try await problems(stage, ending: 0)
      #expect(found.isEmpty)
    }
  }

  @Test func `what is wrong is told with its remedy`() async throws {
    try await Stage.with { stage in
      try FileManager.default.createDirectory(
        atPath: stage.cache.string,
        withIntermediateDirectories: true
      )
      try setMode(0o777, of: stage.cache)
      let open = try await problems(stage, ending: 2)
      #expect(open.contains("cache.writable-by-all"), "\(open)")
      let file = try stage.write(stage.folder.appending("pip.conf"), "no = section\n")
      let broken = try await problems(stage, ["PIP_CONFIG_FILE": file.string], ending: 2)
      #expect(broken.count == 1)
      #expect(broken[0].hasPrefix("configuration."), "\(broken)")
      let none = try await problems(stage, ["VIRTUAL_ENV": "/nonexistent"], ending: 2)
      #expect(none.contains { $0.hasPrefix("environment.") }, "\(none)")
    }
  }
}
