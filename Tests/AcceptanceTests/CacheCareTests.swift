import Foundation
import SystemPackage
import TestSupport
import Testing

/// `cache verify` and `cache extract`, on caches that real pips filled and use again.
@Suite(.enabled("needs the pips of Tools/pips") { !RealPip.all.isEmpty })
struct CacheCareTests {
  private struct Verification: Decodable {
    struct Damage: Decodable {
      var path: String
      var title: String?
      var problem: String
      var repaired: Bool
    }

    var checked: Int
    var damaged: [Damage]
  }

  private struct Extraction: Decodable {
    struct File: Decodable {
      var filename: String
      var filenameIsGuessed: Bool
    }

    struct Rest: Decodable {
      var why: String
    }

    var files: [File]
    var left: [Rest]
  }

  private func ask<Result: Decodable>(
    _ stage: Stage,
    _ arguments: String...,
    ending status: Int32 = 0
  ) async throws -> Result {
    let outcome = try await stage.run(
      ["cache"] + arguments + ["--format", "json"],
      ["PIP_INDEX_URL": stage.keptIndex]
    )
    #expect(outcome.ending == .exited(status), "\(outcome.outputText)\(outcome.errorText)")
    let answer = try JSONDecoder().decode(CacheAnswer<Result>.self, from: Data(outcome.output))
    return try #require(answer.result)
  }

  /// The files of responses, the largest first.
  private func responses(_ stage: Stage) -> [FilePath] {
    let files = ["http", "http-v2"].flatMap { stage.everything(below: stage.cache.appending($0)) }
    return files.filter { $0.lastComponent?.string.count ?? 0 >= 56 }
      .sorted { size($0) > size($1) }
  }

  private func size(_ path: FilePath) -> Int {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path.string)
    return attributes?[.size] as? Int ?? 0
  }

  /// Writes other bytes in place of a file, as pip would.
  private func replace(_ path: FilePath, _ change: (inout Data) -> Void) throws {
    let url = URL(fileURLWithPath: path.string)
    var data = try Data(contentsOf: url)
    change(&data)
    try data.write(to: url, options: .atomic)
  }

  @Test(
    "what pip wrote is whole; what is damaged is put aside, and fetched anew",
    arguments: RealPip.keeping
  )
  func repair(_ pip: RealPip) async throws {
    try await Stage.with { stage in
      _ = try await stage.downloadAnew(pip)
      let whole: Verification = try await ask(stage, "verify")
      #expect(whole.damaged.isEmpty)
      #expect(whole.checked >= 2)
      let wheels = stage.everything(below: stage.folder.appending("downloads"))
      let content = try Data(contentsOf: URL(fileURLWithPath: try #require(wheels.first).string))
      for path in responses(stage) {
        try replace(path) { data in
          guard let range = data.range(of: content) else { return }
          data[range.lowerBound + content.count / 2] ^= 0x20
        }
      }
      let found: Verification = try await ask(stage, "verify", ending: 2)
      #expect(found.damaged.map(\.problem) == ["digest"])
      #expect(found.damaged.first?.title == wheels.first?.lastComponent?.string)
      let repaired: Verification = try await ask(stage, "verify", "--repair")
      #expect(repaired.damaged.map(\.repaired) == [true])
      let before = try stage.requests(of: "demo")
      let again = try await stage.downloadAnew(pip)
      #expect(again.ending == .exited(0), "\(again.errorText)")
      #expect(!again.errorText.contains("WARNING: Cache"), "\(again.errorText)")
      #expect(try stage.requests(of: "demo") >= before)
      let last: Verification = try await ask(stage, "verify")
      #expect(last.damaged.isEmpty)
    }
  }

  @Test("headers that pip fails on are found, and put aside for it", arguments: RealPip.keeping)
  func date(_ pip: RealPip) async throws {
    try await Stage.with { stage in
      _ = try await stage.downloadAnew(pip)
      for path in responses(stage) where path.lastComponent?.string.count == 56 {
        try replace(path) { data in
          guard let range = data.range(of: Data(" GMT".utf8)) else { return }
          data.replaceSubrange(
            (range.lowerBound - 8)..<range.lowerBound,
            with: Data("no:ti:me".utf8)
          )
        }
      }
      let found: Verification = try await ask(stage, "verify", ending: 2)
      #expect(!found.damaged.isEmpty)
      #expect(found.damaged.allSatisfy { $0.problem == "head-fatal" })
      let _: Verification = try await ask(stage, "verify", "--repair")
      let again = try await stage.downloadAnew(pip)
      #expect(again.ending == .exited(0), "\(again.errorText)")
    }
  }

  @Test func `what is extracted installs without an index`() async throws {
    try await Stage.with { stage in
      let pip = try #require(RealPip.all.last)
      _ = try await stage.downloadAnew(pip)
      let saved = stage.everything(below: stage.folder.appending("downloads"))
      let house = stage.folder.appending("house")
      let extraction: Extraction = try await ask(stage, "extract", house.string)
      #expect(extraction.files.map(\.filename) == saved.compactMap(\.lastComponent?.string))
      #expect(extraction.files.allSatisfy { !$0.filenameIsGuessed })
      #expect(extraction.left.isEmpty)
      for file in saved {
        let name = try #require(file.lastComponent)
        #expect(
          FileManager.default.contentsEqual(
            atPath: file.string,
            andPath: house.appending(name).string
          )
        )
      }
      let target = stage.folder.appending("target")
      let outcome = try await RunGate.shared.pass {
        try await Program(pip.prefix.appending("bin/python"))
          .run(
            [
              "-m", "pip", "install", "--no-index", "--find-links", house.string, "--target",
              target.string, "demo",
            ],
            environment: stage.environment,
            in: .folder(stage.folder)
          )
      }
      #expect(outcome.ending == .exited(0), "\(outcome.errorText)")
      // The same again changes nothing, and what is somebody else's stays.
      let again: Extraction = try await ask(stage, "extract", house.string)
      #expect(again.files.count == saved.count)
      let name = try #require(saved.first?.lastComponent)
      try Data("mine".utf8).write(to: URL(fileURLWithPath: house.appending(name).string))
      let last: Extraction = try await ask(stage, "extract", house.string, ending: 1)
      #expect(last.left.map(\.why) == ["another file has its name"])
      #expect(try text(of: house.appending(name)) == "mine")
    }
  }

  @Test func `house is kept in passing where a setting asks for it, once a day`() async throws {
    try await Stage.with { stage in
      let name = String(repeating: "0", count: 56) + "abcdefgh.tmp"
      func leftover() throws -> FilePath {
        let folder = stage.cache.appending("http-v2/0/0/0/0/0")
        let file = try stage.write(folder.appending(name), "half")
        try setAge(Stage.days(1), of: file)
        return file
      }
      _ = try stage.write(stage.cache.appending("swiftpip/note"), "")
      let file = try leftover()
      func isThere() -> Bool { FileManager.default.fileExists(atPath: file.string) }
      _ = try await stage.run(["cache", "info"])
      #expect(isThere())
      let setting = ["SWIFTPIP_HOUSEKEEPING": "yes"]
      _ = try await stage.run(["cache", "dir"], setting)
      #expect(isThere())
      let marker = stage.cache.appending("swiftpip/housekeeping")
      // Where the machine is busy, its time may be over before it has begun: then another day.
      func keepHouse(beside command: String) async throws {
        for _ in 0..<50 where isThere() {
          if FileManager.default.fileExists(atPath: marker.string) {
            try setAge(Stage.days(2), of: marker)
          }
          let outcome = try await stage.run(["cache", command], setting)
          #expect(outcome.ending == .exited(0))
          #expect(outcome.errorText.isEmpty)
        }
        #expect(!isThere())
      }
      try await keepHouse(beside: "info")
      _ = try leftover()
      _ = try await stage.run(["cache", "info"], setting)
      #expect(isThere())
      try await keepHouse(beside: "list")
    }
  }

  @Test func `a folder that cannot be made is told as such`() async throws {
    try await Stage.with { stage in
      let file = try stage.write(stage.folder.appending("file"), "x")
      for folder in [file, file.appending("below")] {
        let outcome = try await stage.run(["cache", "extract", folder.string])
        #expect(outcome.ending == .exited(1))
        #expect(outcome.errorText.contains("error[cache.folder-unusable]"), "\(outcome.errorText)")
      }
    }
  }
}
