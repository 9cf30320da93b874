import PipHashing
import PipSystem
import SystemPackage
import TestSupport
import Testing

@Suite struct FileDigestTests {
  @Test("a file has the digest of its bytes", arguments: [0, 1, 1 << 20, (1 << 20) + 1, 3_000_000])
  func content(count: Int) throws {
    let folder = try ScratchFolder()
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let file = try folder.write("file", bytes)
    for algorithm in HashAlgorithm.allCases {
      #expect(try algorithm.digest(ofFileAt: file) == algorithm.digest(of: bytes))
    }
  }

  @Test func `what is no file, or not there, has none`() throws {
    let folder = try ScratchFolder()
    for path in [folder.path, folder.path.appending("nothing")] {
      #expect(throws: SystemFailure.self) { try HashAlgorithm.sha256.digest(ofFileAt: path) }
    }
  }
}
