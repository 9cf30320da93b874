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
}
