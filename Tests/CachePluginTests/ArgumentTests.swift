import ArgumentParser
import PipCache
import PipPluginKit
import Testing

@testable import CachePlugin

@Suite struct ArgumentTests {
  @Test(
    arguments: [
      ("0", 0), ("500", 500), ("1k", 1000), ("1KB", 1000), ("20MB", 20_000_000),
      ("2GB", 2_000_000_000), ("2gib", 2_147_483_648), ("3TB", 3_000_000_000_000),
    ] as [(String, Int64)]
  )
  func `a size is a number and a unit`(text: String, bytes: Int64) {
    #expect(SizeArgument(argument: text)?.bytes == bytes)
  }

  @Test(arguments: ["", "GB", "-1", "1.5GB", "1 GB", "1XB", "99999999999TB", "٣"])
  func `another text is no size`(text: String) {
    #expect(SizeArgument(argument: text) == nil)
  }

  @Test func `areas and kinds go by the names that are listed`() {
    for name in AreaArgument.allValueStrings {
      #expect(AreaArgument(argument: name)?.area.rawValue == name)
    }
    for name in KindArgument.allValueStrings {
      #expect(KindArgument(argument: name)?.kind.rawValue == name)
    }
    #expect(AreaArgument(argument: "other") == nil)
    #expect(KindArgument(argument: "thing") == nil)
  }

  @Test func `each option has the name that is documented`() throws {
    let list = try CacheListCommand.parse([
      "numpy", "--area", "http", "--area", "wheels", "--kind", "wheel", "--sort", "size",
    ])
    #expect(list.patterns == ["numpy"])
    #expect(list.area.wanted == [.http, .wheels])
    #expect(list.kinds.map(\.kind) == [.wheel])
    #expect(list.order == .size)
    let prune = try CachePruneCommand.parse([
      "--older-than", "30d", "--max-size", "2GB", "--legacy", "--dry-run",
    ])
    #expect(prune.age?.duration == .seconds(2_592_000))
    #expect(prune.size?.bytes == 2_000_000_000)
    #expect(prune.takesOldResponses && prune.isDryRun)
    #expect(throws: (any Error).self) { try CacheRemoveCommand.parse([]) }
  }

  @Test(
    arguments: [
      ("https://index.example/simple", true), ("https://index.example/simple/", true),
      ("http://127.0.0.1:8080/simple/", true), ("https://ana:word@index.example/simple/", false),
      ("https://index.example/simple/?key=1", false),
      ("https://index.example/simple;key=1/", false),
      ("file:///srv/simple/", false), ("ftp://index.example/simple/", false), ("", false),
    ]
  )
  func `an index that not everybody reaches as it is said is not public`(
    address: String,
    isPublic: Bool
  ) {
    let words = ["cache.tar", "--public-index", address]
    #expect(((try? CacheExportCommand.parse(words)) != nil) == isPublic)
  }
}
