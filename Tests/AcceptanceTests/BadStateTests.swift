import Foundation
import SystemPackage
import TestSupport
import Testing

/// State files that no pip can use, or that are no files: pip warns about many of them for ever.
@Suite struct BadStateTests {
  /// Tells that a run answers rightly, and that the next neither asks nor warns.
  private func expectHealing(
    _ stage: Stage,
    _ prefix: FilePath,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let options = ["--index-url", stage.index()]
    let first = try await stage.check(prefix, options)
    #expect(first.source == "index", sourceLocation: sourceLocation)
    #expect(first.latest == "99.0", sourceLocation: sourceLocation)
    #expect(first.reason == "newer-release", sourceLocation: sourceLocation)
    let second = try await stage.run(
      ["self-check", "--python", prefix.string] + options
    )
    #expect(second.ending == .exited(0), sourceLocation: sourceLocation)
    #expect(second.outputText.hasPrefix("pip 23.0 is out of date: 99.0"))
    #expect(second.errorText.isEmpty, sourceLocation: sourceLocation)
    #expect(second.duration < .seconds(9), sourceLocation: sourceLocation)
    #expect(try stage.requests() == 1, sourceLocation: sourceLocation)
    #expect(stage.leftovers().isEmpty, sourceLocation: sourceLocation)
  }

  /// Returns a state with the prefix as its key and a good version, but for some fields.
  private static func state(
    time: String = "\"2026-01-01T00:00:00Z\"",
    version: String = "\"98.0\""
  ) -> String {
    #"{"key":"PREFIX","last_check":\#(time),"pypi_version":\#(version)}"#
  }

  private static let soon = "\"\(Stage.time(secondsAgo: 60))\""

  @Test(
    "a bad state is asked about once and written anew",
    arguments: [
      "", "{", "[]", "{}", "5", "null", "\"last_check pypi_version\"",
      #"["last_check","pypi_version"]"#,
      #"{"last_check":\#(soon)}"#,
      #"{"key":"PREFIX","pypi_version":"98.0"}"#,
      state(time: "\"yesterday\""),
      state(time: "null"),
      state(time: "5"),
      state(time: "1e999"),
      state(time: "\"2026-01-01T00:00:00\""),
      state(time: "\"2026-01-01\""),
      state(time: "\"9999-12-31T23:59:59Z\""),
      state(time: "\"2099-01-01T00:00:00.000000+00:00\""),
      state(time: "\"2026-13-45T99:99:99Z\""),
      state(time: "\"99999999999999999999-01-01T00:00:00Z\""),
      state(time: soon, version: "\"new\""),
      state(time: soon, version: "98"),
      state(time: soon, version: "null"),
      state(time: soon, version: "\"\""),
      state(time: soon).replacing("PREFIX", with: "/another/prefix"),
      String(state(time: soon).dropLast(5)),
      String(repeating: "[", count: 60_000),
      String(repeating: #"{"key":"#, count: 10_000),
      state(time: soon) + String(repeating: " ", count: 100_000),
      state(time: soon, version: "\"1" + String(repeating: "9", count: 60_000) + "x\""),
    ]
  )
  func badContent(_ content: String) async throws {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment()
      try stage.write(
        stage.stateFile(prefix),
        content.replacing("PREFIX", with: prefix.string)
      )
      try await expectHealing(stage, prefix)
      let state = String(decoding: try stage.bytes(of: stage.stateFile(prefix)), as: UTF8.self)
      #expect(state.contains(#""pypi_version":"99.0""#))
    }
  }

  @Test func `bytes that are no UTF-8 are no state`() async throws {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment()
      try stage.write(stage.stateFile(prefix), [0xFF, 0xFE, 0x00] + Array("{}".utf8))
      try await expectHealing(stage, prefix)
    }
  }

  @Test func `a pipe in place of the state holds nobody up`() async throws {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment()
      let file = stage.stateFile(prefix)
      try stage.makeFolder(file.removingLastComponent())
      try stage.makePipe(file)
      try await expectHealing(stage, prefix)
    }
  }

  @Test func `a gigabyte in place of the state is not read`() async throws {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment()
      try stage.makeHuge(stage.stateFile(prefix))
      try await expectHealing(stage, prefix)
    }
  }

  @Test func `a folder in place of the state is stepped around`() async throws {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment()
      try stage.write(stage.stateFile(prefix).appending("file"), "kept")
      try await expectHealing(stage, prefix)
      #expect(stage.everything(below: stage.stateFile(prefix)).count == 1)
    }
  }

  @Test func `a link that leads nowhere is replaced, and nothing made where it led`() async throws {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment()
      let target = stage.folder.appending("target")
      try stage.link(stage.stateFile(prefix), to: target)
      try await expectHealing(stage, prefix)
      #expect(!FileManager.default.fileExists(atPath: target.string))
    }
  }

  @Test func `a link to itself is replaced`() async throws {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment()
      try stage.link(stage.stateFile(prefix), to: stage.stateFile(prefix))
      try await expectHealing(stage, prefix)
    }
  }

  @Test func `a link to a state is read, and a write replaces the link, not its target`()
    async throws
  {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment()
      let file = try stage.remember("98.0", for: prefix)
      let target = stage.folder.appending("target")
      try FileManager.default.moveItem(atPath: file.string, toPath: target.string)
      try stage.link(file, to: target)
      let before = try stage.bytes(of: target)
      #expect(try await stage.check(prefix, ["--offline"]).latest == "98.0")
      _ = try await stage.check(prefix, ["--index-url", stage.index(), "--force"])
      #expect(try stage.bytes(of: target) == before)
      #expect(try await stage.check(prefix, ["--offline"]).latest == "99.0")
    }
  }

  @Test func `a file in place of the folder of states is stepped around`() async throws {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment()
      try stage.write(stage.cache.appending("selfcheck"), "kept")
      try await expectHealing(stage, prefix)
      #expect(try stage.bytes(of: stage.cache.appending("selfcheck")) == Array("kept".utf8))
    }
  }

  @Test(
    "what is wrong in swiftpip's own folder keeps no answer back",
    arguments: ["swiftpip", "swiftpip/self-check", "swiftpip/interpreters"]
  )
  func badOwnFolder(_ name: String) async throws {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment()
      try stage.write(stage.cache.appending(name), "in the way")
      try await expectHealing(stage, prefix)
    }
  }

  @Test(
    "a memory that is none is written anew",
    arguments: ["", "{", "[]", "{\"schema\":2}", String(repeating: "[", count: 60_000)]
  )
  func badMemory(_ content: String) async throws {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment()
      _ = try await stage.check(prefix, ["--index-url", stage.index("only=none", named: "none")])
      for file in stage.everything(below: stage.cache.appending("swiftpip")) {
        if (try? stage.bytes(of: file)) != nil { try stage.write(file, content) }
      }
      try await expectHealing(stage, prefix)
    }
  }
}
