import Foundation
import SystemPackage
import TestSupport
import Testing

/// What `swiftpip self-check` answers: each reason by a real set-up, each field, each exit status.
@Suite struct SelfCheckAnswerTests {
  @Test func `the answer has every field, sorted, with times in UTC`() async throws {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment()
      let outcome = try await stage.run([
        "self-check", "--python", prefix.string, "--index-url", stage.index(), "--format", "json",
      ])
      #expect(outcome.errors.isEmpty)
      #expect(outcome.output.last == UInt8(ascii: "\n"))
      let document = try #require(
        JSONSerialization.jsonObject(with: Data(outcome.output)) as? [String: Any]
      )
      #expect(Set(document.keys) == ["schema", "command", "result", "diagnostics"])
      #expect(document["schema"] as? Int == 1)
      #expect(document["command"] as? String == "self-check")
      #expect((document["diagnostics"] as? [Any])?.isEmpty == true)
      let result = try #require(document["result"] as? [String: Any])
      #expect(
        Set(result.keys) == [
          "package", "prefix", "installed", "latest", "outdated", "notify", "reason", "source",
          "checkedAt", "nextCheckAt", "stateFile", "index", "upgradeCommand",
        ]
      )
      #expect(result["outdated"] as? Bool == true)
      #expect(result["notify"] as? Bool == true)
      #expect(result["package"] as? String == "pip")
      #expect(result["prefix"] as? String == prefix.string)
      #expect(result["installed"] as? String == "23.0")
      #expect(result["latest"] as? String == "99.0")
      #expect(result["stateFile"] as? String == stage.stateFile(prefix).string)
      #expect(result["index"] as? String == stage.index())
      #expect(
        result["upgradeCommand"] as? String == "\(prefix)/bin/python -m pip install --upgrade pip"
      )
      for name in ["checkedAt", "nextCheckAt"] {
        let time = try #require(result[name] as? String)
        #expect(time.count == 20 && time.hasSuffix("Z"), "\(name): \(time)")
      }
      let positions = result.keys.sorted().map { outcome.outputText.range(of: "\"\($0)\":") }
      let places = try positions.map { try #require($0).lowerBound }
      #expect(places == places.sorted())
    }
  }

  /// A set-up that leads to a reason, and what the answer then says.
  struct Reason: Sendable, CustomTestStringConvertible {
    var reason: String
    var pip: String? = "23.0"
    var installer: String? = "pip"
    var index = ""
    var options: [String] = []
    var variables: [String: String] = [:]
    var latest: String? = "99.0"
    var outdated = true
    var notify = false
    var source = "index"
    var requests = 1

    var testDescription: String { reason }
  }

  @Test(
    "a reason is told",
    arguments: [
      Reason(reason: "newer-release", notify: true),
      Reason(reason: "up-to-date", pip: "99.0", outdated: false),
      Reason(reason: "up-to-date", pip: "100.0", outdated: false),
      Reason(reason: "same-base-version", pip: "99.0rc1", outdated: false),
      Reason(reason: "not-installed-by-pip", installer: "uv"),
      Reason(reason: "not-installed-by-pip", installer: nil),
      Reason(reason: "disabled", variables: ["PIP_DISABLE_PIP_VERSION_CHECK": "1"]),
      Reason(
        reason: "package-not-installed",
        pip: nil,
        latest: nil,
        outdated: false,
        source: "none",
        requests: 0
      ),
      Reason(
        reason: "no-index",
        options: ["--no-index"],
        latest: nil,
        outdated: false,
        source: "none",
        requests: 0
      ),
      Reason(
        reason: "no-index",
        variables: ["PIP_NO_INDEX": "yes"],
        latest: nil,
        outdated: false,
        source: "none",
        requests: 0
      ),
      Reason(
        reason: "offline",
        options: ["--offline"],
        latest: nil,
        outdated: false,
        source: "none",
        requests: 0
      ),
      Reason(
        reason: "no-candidate",
        index: "only=none",
        latest: nil,
        outdated: false,
        source: "none"
      ),
      Reason(
        reason: "index-unreachable",
        index: "status=404",
        options: ["--index-url", "http://127.0.0.1:9/simple/"],
        latest: nil,
        outdated: false,
        source: "none",
        requests: 0
      ),
    ]
  )
  func toldReason(_ expected: Reason) async throws {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment(pip: expected.pip, installer: expected.installer)
      let finding = try await stage.check(
        prefix,
        ["--index-url", stage.index(expected.index)] + expected.options,
        expected.variables
      )
      #expect(finding.reason == expected.reason)
      #expect(finding.installed == expected.pip)
      #expect(finding.latest == expected.latest)
      #expect(finding.outdated == expected.outdated)
      #expect(finding.notify == expected.notify)
      #expect(finding.source == expected.source)
      #expect((finding.checkedAt != nil) == (expected.latest != nil))
      #expect(try stage.requests() == expected.requests)
      #expect(stage.leftovers().isEmpty)
    }
  }

  @Test func `an environment of another package manager is told, and its pip all the same`()
    async throws
  {
    try await Stage.with { stage in
      let python = SystemPython.current
      // A Python with another home: a standard library of links, and the marker in it.
      let home = stage.folder.appending("managed")
      let library = home.appending("lib/python\(python.version)")
      try stage.makeFolder(library)
      let real = python.path.removingLastComponent().removingLastComponent()
        .appending("lib/python\(python.version)")
      for name in try FileManager.default.contentsOfDirectory(atPath: real.string)
      where name != "EXTERNALLY-MANAGED" && name != "site-packages" {
        try stage.link(library.appending(name), to: real.appending(name))
      }
      try stage.write(library.appending("EXTERNALLY-MANAGED"), "[externally-managed]\n")
      let packages = stage.folder.appending("packages")
      try stage.install("pip", "23.0", in: packages)
      let finding = try await stage.check(
        python.path,
        ["--index-url", stage.index()],
        ["PYTHONHOME": home.string, "PYTHONPATH": packages.string]
      )
      #expect(finding.reason == "externally-managed")
      #expect(finding.prefix == home.string)
      #expect(finding.installed == "23.0")
      #expect(finding.latest == "99.0")
      #expect(finding.outdated)
      #expect(!finding.notify)
    }
  }

  @Test func `while another run asks, the older answer is told`() async throws {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment()
      try stage.remember("98.0", for: prefix, age: Stage.days(8))
      try stage.write(stage.claim(prefix), "")
      // Where the machine is busy the run may have to wait longer for its turn than a claim counts.
      let finding = try await stage.check(
        prefix,
        ["--index-url", stage.index()],
        ["SWIFTPIP_CLAIM_AGE": "1h"]
      )
      #expect(finding.reason == "claimed-by-another-run")
      #expect(finding.latest == "98.0")
      #expect(finding.source == "state")
      #expect(!finding.notify)
      #expect(try stage.requests() == 0)
      #expect(stage.leftovers() == [stage.claim(prefix)])
    }
  }

  @Test func `the claim of a run that died is taken over after 30 seconds`() async throws {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment()
      let claim = try stage.write(stage.claim(prefix), "")
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: -31)],
        ofItemAtPath: claim.string
      )
      let finding = try await stage.check(prefix, ["--index-url", stage.index()])
      #expect(finding.source == "index")
      #expect(stage.leftovers().isEmpty)
    }
  }

  @Test(
    "the exit status answers where it is asked to",
    arguments: [
      ("23.0", "", ["--exit-code"], 2),
      ("23.0", "", [], 0),
      ("99.0", "", ["--exit-code"], 0),
      ("99.0rc1", "", ["--exit-code"], 0),
      ("23.0", "only=none", ["--exit-code"], 1),
      ("23.0", "", ["--exit-code", "--offline"], 1),
      ("23.0", "", ["--offline"], 0),
    ] as [(String, String, [String], Int32)]
  )
  func exitStatus(pip: String, index: String, options: [String], status: Int32) async throws {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment(pip: pip)
      let outcome = try await stage.run(
        ["self-check", "--python", prefix.string, "--index-url", stage.index(index)] + options
      )
      #expect(outcome.ending == .exited(status), "\(outcome.errorText)")
    }
  }

  @Test func `each gate says in its turn what it saw and decided`() async throws {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment(installer: "uv")
      try stage.remember("98.0", for: prefix, age: Stage.days(8))
      let options = ["--index-url", stage.index(), "--explain"]
      let gates = try #require(try await stage.check(prefix, options).gates)
      #expect(
        gates.map { "\($0.gate) \($0.decision)" } == [
          "package passed", "disabled passed", "externally-managed passed", "installer silenced",
          "state passed", "index passed", "network passed", "back-off passed", "claim passed",
          "answer answered",
        ]
      )
      #expect(gates[3].saw.contains("uv"))
      #expect(gates[4].saw.contains("98.0"))
      let text = try await stage.run(["self-check", "--python", prefix.string] + options)
      for gate in ["package", "installer", "state"] {
        #expect(text.outputText.contains("\n  \(gate) "), "\(text.outputText)")
      }
    }
  }

  @Test func `people read one clear sentence first`() async throws {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment()
      let arguments = ["self-check", "--python", prefix.string, "--index-url", stage.index()]
      let normal = try await stage.run(arguments)
      #expect(normal.outputText.hasPrefix("pip 23.0 is out of date: 99.0 is available\n"))
      #expect(normal.outputText.contains("\(prefix)/bin/python -m pip install --upgrade pip\n"))
      #expect(normal.errorText.isEmpty)
      let quiet = try await stage.run(arguments + ["-q"])
      #expect(quiet.outputText == "pip 23.0 is out of date: 99.0 is available\n")
      let coloured = try await stage.run(arguments + ["-q", "--color", "always"])
      #expect(coloured.outputText.contains("\u{1B}["))
      let plain = try await stage.run(arguments + ["-q"], ["CLICOLOR_FORCE": "1", "NO_COLOR": "1"])
      #expect(plain.outputText == quiet.outputText)
    }
  }

  @Test func `another package is checked, and pip's state left alone`() async throws {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment()
      try stage.install("Demo", "1.0", in: stage.packages(in: prefix))
      let options = ["--package", "DEMO", "--index-url", stage.index()]
      let first = try await stage.check(prefix, options)
      #expect(first.package == "demo")
      #expect(first.installed == "1.0")
      #expect(first.latest == "2.0")
      #expect(first.reason == "newer-release")
      #expect(first.upgradeCommand.hasSuffix("install --upgrade demo"))
      let second = try await stage.check(prefix, options)
      #expect(second.source == "state")
      #expect(second.latest == "2.0")
      #expect(try stage.requests(of: "demo") == 1)
      #expect(stage.everything(below: stage.cache.appending("selfcheck")).isEmpty)
      let missing = try await stage.check(prefix, ["--package", "absent", "--offline"])
      #expect(missing.reason == "package-not-installed")
    }
  }

  @Test func `what swiftpip wrote it reads without a request`() async throws {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment()
      let first = try await stage.check(prefix, ["--index-url", stage.index()])
      let state = try stage.bytes(of: stage.stateFile(prefix))
      let second = try await stage.check(prefix, ["--index-url", stage.index()])
      #expect(first.source == "index")
      #expect(second.source == "state")
      #expect(second.latest == first.latest)
      #expect(second.checkedAt == first.checkedAt)
      #expect(second.nextCheckAt == first.nextCheckAt)
      #expect(try stage.requests() == 1)
      #expect(try stage.bytes(of: stage.stateFile(prefix)) == state)
      let checkedAt = try #require(first.checkedAt)
      #expect(
        String(decoding: state, as: UTF8.self)
          == #"{"key":"\#(prefix)","last_check":"\#(checkedAt)","pypi_version":"99.0"}"#
      )
    }
  }

  @Test func `a forced check asks again, and an unchanged page is not sent again`() async throws {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment()
      let options = ["--index-url", stage.index("etag"), "--force"]
      _ = try await stage.check(prefix, options)
      let second = try await stage.check(prefix, options)
      #expect(second.source == "index")
      #expect(second.latest == "99.0")
      #expect(try stage.entries().map(\.status) == [200, 304])
    }
  }

  @Test func `an index that failed is left alone, unless forced, and another one is asked`()
    async throws
  {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment()
      let empty = ["--index-url", stage.index("only=none")]
      _ = try await stage.check(prefix, empty)
      let second = try await stage.check(prefix, empty)
      #expect(second.reason == "no-candidate")
      #expect(second.nextCheckAt != nil)
      #expect(try stage.requests() == 1)
      _ = try await stage.check(prefix, empty + ["--force"])
      #expect(try stage.requests() == 2)
      let other = try await stage.check(prefix, ["--index-url", stage.index()])
      #expect(other.reason == "newer-release")
      #expect(try stage.requests() == 3)
    }
  }
}
