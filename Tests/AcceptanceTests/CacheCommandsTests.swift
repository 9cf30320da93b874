import Foundation
import SystemPackage
import TestSupport
import Testing

/// The commands about the cache, on caches that real pips filled.
@Suite(.enabled("needs the pips of Tools/pips") { !RealPip.all.isEmpty })
struct CacheCommandsTests {
  private struct Info: Decodable {
    struct Area: Decodable {
      var name: String
      var entries: Int
      var files: Int
      var bytes: Int
    }

    var areas: [Area]
  }

  private struct List: Decodable {
    struct Entry: Decodable {
      var area: String
      var kind: String
      var name: String?
      var version: String?
      var filename: String?
      var filenameIsGuessed: Bool
    }

    var entries: [Entry]
  }

  private struct Removal: Decodable {
    struct Entry: Decodable {
      var why: String
    }

    var removed: [Entry]
    var kept: Int
  }

  /// Runs a command about the cache and returns its result.
  private func ask<Result: Decodable>(
    _ stage: Stage,
    _ arguments: String...,
    index: String? = nil
  ) async throws -> Result {
    let outcome = try await stage.run(
      ["cache"] + arguments + ["--format", "json"],
      index.map { ["PIP_INDEX_URL": $0] } ?? [:]
    )
    #expect(outcome.ending == .exited(0), "\(outcome.outputText)\(outcome.errorText)")
    #expect(outcome.errorText.isEmpty)
    let answer = try JSONDecoder().decode(CacheAnswer<Result>.self, from: Data(outcome.output))
    return try #require(answer.result)
  }

  @Test("what pip downloaded is listed by the names that pip saved", arguments: RealPip.keeping)
  func list(_ pip: RealPip) async throws {
    try await Stage.with { stage in
      _ = try await stage.downloadAnew(pip)
      let saved = stage.everything(below: stage.folder.appending("downloads"))
        .compactMap(\.lastComponent?.string)
      let list: List = try await ask(stage, "list", index: stage.keptIndex)
      let wheels = list.entries.filter { $0.kind == "wheel" }
      #expect(wheels.map(\.filename) == saved)
      #expect(wheels.allSatisfy { !$0.filenameIsGuessed && $0.name == "demo" })
      let pages = list.entries.filter { $0.kind == "index-page" }
      #expect(Set(pages.map(\.name)).isSuperset(of: ["demo"]))
      #expect(Set(list.entries.map(\.area)).isSubset(of: ["http", "http-v2", "selfcheck"]))
    }
  }

  @Test("files are counted as pip counts them", arguments: RealPip.keeping)
  func info(_ pip: RealPip) async throws {
    try await Stage.with { stage in
      _ = try await stage.downloadAnew(pip)
      let info: Info = try await ask(stage, "info")
      let files = info.areas.filter { ["http", "http-v2"].contains($0.name) }.reduce(0) {
        $0 + $1.files
      }
      let outcome = try await RunGate.shared.pass {
        try await Program(pip.prefix.appending("bin/python"))
          .run(
            ["-m", "pip", "cache", "info"],
            environment: stage.environment,
            in: .folder(stage.folder)
          )
      }
      #expect(
        outcome.outputText.contains("Number of HTTP files: \(files)\n"),
        "\(outcome.outputText)"
      )
      #expect(files > 0)
    }
  }

  @Test("what is removed is gone for pip, which downloads it anew", arguments: RealPip.keeping)
  func remove(_ pip: RealPip) async throws {
    try await Stage.with { stage in
      _ = try await stage.downloadAnew(pip)
      let before = try stage.requests(of: "demo")
      let removal: Removal = try await ask(stage, "remove", "DEMO")
      #expect(removal.kept == 0)
      #expect(removal.removed.count >= 2)
      let list: List = try await ask(stage, "list", "demo")
      #expect(list.entries.isEmpty)
      let again = try await stage.downloadAnew(pip)
      #expect(!again.errorText.contains("WARNING: Cache"), "\(again.errorText)")
      #expect(try stage.requests(of: "demo") > before)
    }
  }

  @Test("a purged cache is one that pip fills again", arguments: RealPip.keeping)
  func purge(_ pip: RealPip) async throws {
    try await Stage.with { stage in
      _ = try await stage.downloadAnew(pip)
      let _: Removal = try await ask(stage, "purge")
      let list: List = try await ask(stage, "list")
      #expect(list.entries.isEmpty)
      let again = try await stage.downloadAnew(pip)
      #expect(!again.errorText.contains("WARNING: Cache"), "\(again.errorText)")
      let refilled: List = try await ask(stage, "list")
      #expect(refilled.entries.contains { $0.kind == "wheel" })
    }
  }

  @Test func `nothing young is pruned, and a dry run removes nothing`() async throws {
    try await Stage.with { stage in
      let pip = try #require(RealPip.all.last)
      _ = try await stage.downloadAnew(pip)
      let files = Set(stage.everything(below: stage.cache.appending("http-v2")).map(\.string))
      let young: Removal = try await ask(stage, "prune", "--max-size", "0", "--older-than", "0")
      #expect(young.removed.isEmpty)
      let dry: Removal = try await ask(stage, "purge", "--dry-run")
      #expect(!dry.removed.isEmpty)
      #expect(Set(stage.everything(below: stage.cache.appending("http-v2")).map(\.string)) == files)
    }
  }

  @Test func `paths are listed a line each, where a command lists files`() async throws {
    try await Stage.with { stage in
      let folder = "wheels/00/11/22/" + String(repeating: "0", count: 50)
      let wheels = try ["b-1-py3-none-any.whl", "a-1-py3-none-any.whl"].map { name in
        try stage.write(stage.cache.appending("\(folder)/\(name)"), "")
      }
      let outcome = try await stage.run(["cache", "list", "--format", "abspath"])
      #expect(outcome.ending == .exited(0))
      #expect(outcome.outputText == "\(wheels[1].string)\n\(wheels[0].string)\n")
      let none = try await stage.run(["cache", "list", "c", "--format=abspath"])
      #expect(none.ending == .exited(0))
      #expect(none.outputText.isEmpty)
      let other = try await stage.run(["cache", "info", "--format", "abspath"])
      #expect(other.ending == .exited(64))
      #expect(other.errorText.hasPrefix("error[usage.rejected]"), "\(other.errorText)")
    }
  }

  @Test func `what two rules find dead goes once`() async throws {
    try await Stage.with { stage in
      let name = String(repeating: "0", count: 56) + "abcdefgh.tmp"
      let leftover = try stage.write(stage.cache.appending("selfcheck").appending(name), "")
      try setAge(Stage.days(30), of: leftover)
      for option in [["--dry-run"], []] {
        let outcome = try await stage.run(["cache", "prune"] + option + ["--format", "json"])
        let answer = try JSONDecoder().decode(CacheAnswer<Removal>.self, from: Data(outcome.output))
        #expect(answer.result?.removed.count == 1)
        #expect(answer.result?.kept == 0)
      }
    }
  }

  @Test func `a cache that is turned off, a file or another's is told as such`() async throws {
    try await Stage.with { stage in
      let off = try await stage.run(["cache", "info", "--no-cache-dir"])
      #expect(off.ending == .exited(1))
      #expect(off.errorText.hasPrefix("error[cache.off]"))
      let file = try stage.write(stage.folder.appending("file"), "x")
      let none = try await stage.run(["cache", "list", "--cache-dir", file.string])
      #expect(none.ending == .exited(1))
      #expect(none.errorText.hasPrefix("error[cache.not-a-directory]"))
      let gone = stage.folder.appending("gone")
      let missing = try await stage.run(["cache", "info", "--cache-dir", gone.string])
      #expect(missing.ending == .exited(0))
      #expect(missing.errorText.hasPrefix("warning[cache.missing]"))
      #expect(stage.everything(below: gone).isEmpty)
    }
  }
}
