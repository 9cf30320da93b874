import Foundation
import PipConfiguration
import PipDiagnostics
import PipPackaging
import PipPluginKit
import PipSelfCheck
import PipSystem
import PipVersionCheck
import SystemPackage
import TestSupport
import Testing

@testable import SelfCheckPlugin

@Suite struct SelfCheckReportTests {
  /// What is known, what is asked, and what people then read and scripts then see.
  struct Row: Sendable, CustomTestStringConvertible {
    var name: String
    var installed: String? = "23.0"
    var installer = "pip"
    /// The version that an index said last.
    var latest: String?
    /// How long ago that was.
    var age = Duration.days(3)
    var reason: CheckReason
    var prepare: @Sendable (inout CheckStage) throws -> Void = { _ in }
    /// `%` stands for the environment's folder.
    var text: String
    /// With `--exit-code`.
    var code: Int32

    var testDescription: String { name }
  }

  private static let upgrade = "%/bin/python -m pip install --upgrade pip"

  @Test(
    arguments: [
      Row(
        name: "newer-release",
        latest: "24.0",
        reason: .newerRelease,
        text: """
          pip 23.0 is out of date: 24.0 is available
            environment  %
            upgrade      \(upgrade)
            checked      3 days ago
          """,
        code: 2
      ),
      Row(
        name: "up-to-date",
        latest: "23.0",
        age: .seconds(60),
        reason: .upToDate,
        text: """
          pip 23.0 is up to date
            environment  %
            checked      1 minute ago
          """,
        code: 0
      ),
      Row(
        name: "same-base-version",
        latest: "23.0.post1",
        age: .seconds(0),
        reason: .sameBaseVersion,
        text: """
          pip 23.0 is up to date: 23.0.post1 is the same release
            environment  %
            checked      just now
          """,
        code: 0
      ),
      Row(
        name: "not-installed-by-pip, by nobody known",
        installer: "",
        latest: "24.0",
        reason: .notInstalledByPip,
        text: """
          pip 23.0 is out of date: 24.0 is available
            environment  %
            upgrade      with the tool that installed it
            checked      3 days ago
            notices      off: pip did not install it
          """,
        code: 2
      ),
      Row(
        name: "not-installed-by-pip, by uv",
        installer: "uv",
        latest: "24.0",
        reason: .notInstalledByPip,
        text: """
          pip 23.0 is out of date: 24.0 is available
            environment  %
            upgrade      with uv, which installed it
            checked      3 days ago
            notices      off: pip did not install it
          """,
        code: 2
      ),
      Row(
        name: "disabled",
        latest: "24.0",
        reason: .disabled,
        prepare: { $0.variables["PIP_DISABLE_PIP_VERSION_CHECK"] = "1" },
        text: """
          pip 23.0 is out of date: 24.0 is available
            environment  %
            upgrade      \(upgrade)
            checked      3 days ago
            notices      off: version checks are turned off
          """,
        code: 2
      ),
      Row(
        name: "package-not-installed",
        installed: nil,
        reason: .packageNotInstalled,
        text: """
          pip is not installed in %
            environment  %
          """,
        code: 1
      ),
      Row(
        name: "no-index",
        reason: .noIndex,
        prepare: { $0.variables["PIP_NO_INDEX"] = "1" },
        text: """
          cannot tell whether pip 23.0 is out of date: there is no index to ask
            environment  %
          """,
        code: 1
      ),
      Row(
        name: "offline, never checked",
        reason: .offline,
        prepare: { $0.isOffline = true },
        text: """
          cannot tell whether pip 23.0 is out of date: this run is offline
            environment  %
          """,
        code: 1
      ),
      Row(
        name: "offline, an old answer says that it is out of date",
        latest: "24.0",
        age: .days(10),
        reason: .offline,
        prepare: { $0.isOffline = true },
        text: """
          pip 23.0 is out of date: 24.0 is available
            environment  %
            upgrade      \(upgrade)
            checked      10 days ago
            not renewed  this run is offline
          """,
        code: 2
      ),
      Row(
        name: "offline, an old answer says that it is current",
        latest: "23.0",
        age: .days(10),
        reason: .offline,
        prepare: { $0.isOffline = true },
        text: """
          pip 23.0 was up to date when it was last checked
            environment  %
            checked      10 days ago
            not renewed  this run is offline
          """,
        code: 1
      ),
      Row(
        name: "index-unreachable, a moment ago",
        reason: .indexUnreachable,
        prepare: { stage in
          _ = stage.store.save(
            FailureRecord(
              count: 1,
              failedAt: CheckStage.now - .seconds(60),
              reason: .indexUnreachable
            )
          )
        },
        text: """
          cannot tell whether pip 23.0 is out of date: the index failed lately and is \
          left alone for a while
            environment  %
            next try     in 4 minutes
          """,
        code: 1
      ),
      Row(
        name: "no-candidate, a moment ago",
        reason: .noCandidate,
        prepare: { stage in
          _ = stage.store.save(
            FailureRecord(count: 2, failedAt: CheckStage.now, reason: .noCandidate)
          )
        },
        text: """
          cannot tell whether pip 23.0 is out of date: the index has no release that this Python \
          can install
            environment  %
            next try     in 10 minutes
          """,
        code: 1
      ),
    ]
  )
  func `people read what is known and scripts see it`(row: Row) async throws {
    try await withScratchDirectory { folder in
      var stage = try CheckStage(folder, pip: row.installed, installer: row.installer)
      try row.prepare(&stage)
      if let latest = row.latest { try stage.remember(latest, age: row.age) }
      let report = try await stage.report("--exit-code")
      #expect(report.finding.reason == row.reason)
      let text = row.text.replacingOccurrences(of: "%", with: stage.prefix.string)
      #expect(report.text() == text)
      #expect(report.exitStatus.code == row.code)
      #expect(try await stage.report().exitStatus == .success)
    }
  }

  private func report(
    _ reason: CheckReason,
    latest: String?,
    in folder: FilePath,
    isExplained: Bool = false
  ) async throws -> SelfCheckReport {
    let stage = try CheckStage(folder)
    var report = try await stage.report(isExplained ? "--explain" : "--offline")
    report.finding.latest = latest.flatMap { Version($0) }
    report.finding.isOutdated = latest != nil
    report.finding.reason = reason
    report.finding.source = latest == nil ? .none : .index
    report.finding.checkedAt = latest == nil ? nil : CheckStage.now
    return report
  }

  @Test func `in an environment of another package manager that one upgrades`() async throws {
    try await withScratchDirectory { folder in
      let text = try await report(.externallyManaged, latest: "24.0", in: folder).text()
      #expect(
        text == """
          pip 23.0 is out of date: 24.0 is available
            environment  \(folder.appending("venv").string)
            upgrade      with the package manager that owns the environment
            checked      just now
            notices      off: another package manager owns the environment
          """
      )
    }
  }

  @Test func `another run that asks is told`() async throws {
    try await withScratchDirectory { folder in
      let text = try await report(.claimedByAnotherRun, latest: nil, in: folder).text()
      #expect(
        text.hasPrefix(
          "cannot tell whether pip 23.0 is out of date: another run is asking at this moment\n"
        )
      )
    }
  }

  @Test func `quiet is one line`() async throws {
    try await withScratchDirectory { folder in
      let stage = try CheckStage(folder)
      try stage.remember("24.0")
      #expect(
        try await stage.report("--explain").text(.quiet)
          == "pip 23.0 is out of date: 24.0 is available"
      )
    }
  }

  @Test func `verbose says where it is from and when it is asked next`() async throws {
    try await withScratchDirectory { folder in
      let stage = try CheckStage(folder)
      try stage.remember("23.0")
      let text = try await stage.report("--explain").text(.verbose)
      #expect(text.contains("  index        https://index.example/simple\n"))
      #expect(text.contains("  state        \(stage.cache.string)/selfcheck/"))
      #expect(text.contains("  next check   2023-11-20T22:13:20Z\n"))
    }
  }

  @Test func `explained is what each gate saw and decided`() async throws {
    try await withScratchDirectory { folder in
      let stage = try CheckStage(folder)
      try stage.remember("24.0")
      let text = try await stage.report("--explain").text()
      #expect(
        text.hasSuffix(
          """


            package             passed    pip 23.0
            disabled            passed    version checks are on
            externally-managed  passed    the environment is its user's own
            installer           passed    installed by pip
            state               answered  24.0, checked at 2023-11-13T22:13:20Z
          """
        )
      )
    }
  }

  private func json(_ report: SelfCheckReport) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(report.result), as: UTF8.self)
  }

  @Test func `programs read every field`() async throws {
    try await withScratchDirectory { folder in
      let stage = try CheckStage(folder)
      try stage.remember("24.0")
      let venv = stage.prefix.string
      let file = try #require(stage.store.stateFile).string
      #expect(
        try json(try await stage.report("--format", "json")) == """
          {"checkedAt":"2023-11-13T22:13:20Z","index":"https://index.example/simple",\
          "installed":"23.0","latest":"24.0","nextCheckAt":"2023-11-20T22:13:20Z","notify":true,\
          "outdated":true,"package":"pip","prefix":"\(venv)","reason":"newer-release",\
          "source":"state","stateFile":"\(file)",\
          "upgradeCommand":"\(venv)/bin/python -m pip install --upgrade pip"}
          """
      )
    }
  }

  @Test func `what is not known is null`() async throws {
    try await withScratchDirectory { folder in
      var stage = try CheckStage(folder, pip: nil)
      stage.flags = [CommandLineFlag("no-cache-dir")]
      let venv = stage.prefix.string
      #expect(
        try json(try await stage.report()) == """
          {"checkedAt":null,"index":null,"installed":null,"latest":null,"nextCheckAt":null,\
          "notify":false,"outdated":false,"package":"pip","prefix":"\(venv)",\
          "reason":"package-not-installed","source":"none","stateFile":null,\
          "upgradeCommand":"\(venv)/bin/python -m pip install --upgrade pip"}
          """
      )
    }
  }

  @Test func `programs read the gates only where they are asked for`() async throws {
    try await withScratchDirectory { folder in
      let stage = try CheckStage(folder)
      try stage.remember("24.0")
      #expect(
        try json(try await stage.report("--explain")).contains(
          "\"gates\":[{\"decision\":\"passed\",\"gate\":\"package\",\"saw\":\"pip 23.0\"}"
        )
      )
    }
  }

  @Test func `credentials of an index are masked`() async throws {
    try await withScratchDirectory { folder in
      var stage = try CheckStage(folder)
      stage.variables["PIP_INDEX_URL"] = "https://user:secret@index.example/simple"
      try stage.remember("24.0")
      let report = try await stage.report("--explain")
      let document = try json(report)
      #expect(!document.contains("secret"))
      #expect(!report.text(.verbose).contains("secret"))
      #expect(report.index?.contains("****") == true)
    }
  }

  @Test func `another package has its own answer`() async throws {
    try await withScratchDirectory { folder in
      let stage = try CheckStage(folder)
      try stage.remember("24.0")
      let report = try await stage.report("--package", "Some_Thing", "--offline")
      #expect(report.finding.reason == .packageNotInstalled)
      #expect(report.package == "some-thing")
      #expect(report.finding.latest == nil)
    }
  }

  @Test func `how long an answer is good for is an option before it is a setting`() async throws {
    try await withScratchDirectory { folder in
      var stage = try CheckStage(folder)
      stage.isOffline = true
      try stage.remember("24.0", age: .days(2))
      #expect(try await stage.report().finding.reason == .newerRelease)
      #expect(try await stage.report("--interval", "1d").finding.reason == .offline)
      stage.variables["SWIFTPIP_CHECK_INTERVAL"] = "1d"
      #expect(try await stage.report().finding.reason == .offline)
      #expect(try await stage.report("--interval", "3d").finding.reason == .newerRelease)
      stage.variables["SWIFTPIP_CHECK_INTERVAL"] = "soon"
      let copy = stage
      await #expect(throws: ConfigurationError.self) {
        _ = try await copy.report()
      }
    }
  }

  @Test func `the state check of the doctor finds what pip cannot use`() async throws {
    try await withScratchDirectory { folder in
      let stage = try CheckStage(folder)
      #expect(await StateFileCheck().findings(in: stage.context()).isEmpty)
      try stage.remember("24.0")
      #expect(await StateFileCheck().findings(in: stage.context()).isEmpty)
      let file = try #require(stage.store.stateFile)
      try Data("[]".utf8).write(to: URL(fileURLWithPath: file.string))
      let findings = await StateFileCheck().findings(in: stage.context())
      #expect(findings.map(\.code) == ["self-check.bad-state"])
      #expect(findings.first?.severity == .warning)
    }
  }

  @Test func `the plugin declares its command, hook, check and rule`() {
    let plugin = SelfCheckPlugin()
    #expect(plugin.name == "self-check")
    #expect(plugin.commands.count == 1)
    #expect(plugin.hooks.map(\.name) == ["notice"])
    #expect(plugin.doctorChecks.map(\.code) == ["self-check.state"])
    #expect(plugin.housekeepingRules.map(\.code) == ["self-check.dead-state"])
  }
}
