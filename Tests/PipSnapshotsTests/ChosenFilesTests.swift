import PipCache
import PipHashing
import PipSystem
import SystemPackage
import TestSupport
import Testing

@testable import PipSnapshots

@Suite struct ChosenFilesTests {
  /// A file whose size and stamp tell its number.
  private func chosen(
    _ number: Int,
    key: String,
    in folder: borrowing ScratchFolder
  ) throws -> SnapshotJudge.Chosen {
    let name = "file-\(number)"
    let path = try folder.write(name, String(repeating: "x", count: number))
    let stamp = SourceFile.Stamp(try path.status())
    let file = SnapshotFile(
      path: SnapshotPath(headOf: CacheKey(ofAddress: key)),
      kind: .head,
      size: Int64(number),
      digest: HashAlgorithm.sha256.digest(of: name)
    )
    return SnapshotJudge.Chosen(file: file, stamp: stamp)
  }

  @Test func `are sorted, each with its stamp, none twice`() throws {
    let folder = try ScratchFolder()
    var generator = SeededGenerator(seed: 7)
    for count in [0, 1, 2, 3, 10, 60] {
      var (one, other) = (ChosenFiles(atMost: count), ChosenFiles(atMost: count))
      // Some are there twice.
      for number in (0..<count).shuffled(using: &generator) {
        let file = try chosen(number, key: "\(number / 2)", in: folder)
        if number.isMultiple(of: 3) { one.append(file) } else { other.append(file) }
      }
      one.append(other)
      one.sort()
      #expect(one.files.count == (count + 1) / 2)
      #expect(one.stamps.count == one.files.count)
      #expect(one.files.map(\.size) == one.stamps.map(\.size))
      #expect(zip(one.files, one.files.dropFirst()).allSatisfy { $0.path < $1.path })
    }
  }
}
