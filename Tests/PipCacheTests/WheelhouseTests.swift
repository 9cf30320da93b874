import Foundation
import PipCache
import PipSystem
import SystemPackage
import TestSupport
import Testing

@Suite struct WheelhouseTests {
  private func names(in folder: borrowing ScratchFolder) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path.string).sorted()
  }

  @Test func `what a run that was stopped was writing goes when it is old, and nothing else`()
    async throws
  {
    let cache = try TestCache()
    let folder = try ScratchFolder()
    let old = "demo-1.0-py3-none-any.whlabcdefgh.tmp"
    let others = ["demo-1.0-py3-none-any.whl", "notes.txtabcdefgh.tmp", "demo.whlABCDEFGH.tmp"]
    for name in [old] + others { try folder.write(name, "x") }
    let wheelhouse = Wheelhouse(folder.path, from: cache.path, indexes: [])
    _ = await wheelhouse.take([], among: [], now: .now())
    #expect(try names(in: folder).count == 4)
    _ = await wheelhouse.take([], among: [], now: .now() + .seconds(700))
    #expect(try names(in: folder) == others.sorted())
  }
}
