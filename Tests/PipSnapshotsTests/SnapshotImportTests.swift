import Foundation
import PipArchives
import PipCache
import PipDiagnostics
import PipSystem
import SystemPackage
import TestSupport
import Testing

@testable import PipSnapshots

@Suite struct SnapshotImportTests {
  private static let now = Timestamp(seconds: 4_000_000_000, nanoseconds: 0)

  /// A folder with a place for a cache in it.
  private final class Place {
    let folder: ScratchFolder
    var cache: FilePath { folder.path.appending("cache") }

    init(isThere: Bool = true) throws {
      folder = try ScratchFolder()
      if isThere { try folder.makeFolder("cache") }
    }

    func take(
      _ bytes: [UInt8],
      isReplacing: Bool = false,
      isDryRun: Bool = false,
      now: Timestamp = SnapshotImportTests.now
    ) async throws -> SnapshotImport {
      try await SnapshotImport.run(
        from: MemoryFile(bytes),
        SnapshotImport.Request(
          directory: cache,
          isReplacing: isReplacing,
          isDryRun: isDryRun,
          now: now
        )
      )
    }

    /// The contents of all files below the folder, by their paths.
    func everything(below name: String = "cache") throws -> TestContents {
      let root = folder.path.appending(FilePath(name).components)
      let names = FileManager.default.enumerator(atPath: root.string)?.allObjects ?? []
      var contents: TestContents = [:]
      for name in names.compactMap({ $0 as? String }) {
        let path = root.string + "/" + name
        guard try FilePath(path).status(following: .nothing).kind == .regular else { continue }
        contents[name] = Array(try Data(contentsOf: URL(filePath: path)))
      }
      return contents
    }

    func names(in name: String = "") throws -> [String] {
      let path = folder.path.string + "/" + name
      guard FileManager.default.fileExists(atPath: path) else { return [] }
      return try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    }
  }

  private static func fates(_ outcome: SnapshotImport) -> [ImportEntry.Fate] {
    outcome.entries.map(\.fate)
  }

  @Test(arguments: [true, false])
  func `everything is in the cache afterwards, and nothing else`(isThere: Bool) async throws {
    let place = try Place(isThere: isThere)
    let outcome = try await place.take(TestSnapshot.packed(TestSnapshot.contents))
    #expect(Self.fates(outcome) == [.new, .new, .new, .new, .new])
    #expect(try place.everything() == TestSnapshot.contents)
    #expect(try place.names() == ["cache"])
    if isThere { #expect(try place.names(in: "cache/swiftpip").isEmpty) }
    let again = try await place.take(TestSnapshot.packed(TestSnapshot.contents))
    #expect(Self.fates(again) == [.same, .same, .same, .same, .same])
    #expect(try place.everything() == TestSnapshot.contents)
  }

  @Test func `nothing can be executed, and modes are those of the cache`() async throws {
    let place = try Place()
    let attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o770]
    try FileManager.default.setAttributes(attributes, ofItemAtPath: place.cache.string)
    _ = try await place.take(TestSnapshot.packed(TestSnapshot.contents))
    for name in TestSnapshot.contents.keys {
      let path = place.cache.appending(FilePath(name).components)
      #expect(try path.status().mode == [.ownerReadWrite, .groupReadWrite])
    }
  }

  @Test func `what is different stays, unless it is to be replaced`() async throws {
    let place = try Place()
    for name in TestSnapshot.contents.keys { try place.folder.write("cache/" + name, "other") }
    let before = try place.everything()
    let kept = try await place.take(TestSnapshot.packed(TestSnapshot.contents))
    #expect(Self.fates(kept) == [.kept, .kept, .kept, .kept, .kept])
    #expect(try place.everything() == before)
    let snapshot = try TestSnapshot.packed(TestSnapshot.contents)
    let replaced = try await place.take(snapshot, isReplacing: true)
    #expect(replaced.entries.allSatisfy { $0.fate == .replacing })
    #expect(try place.everything() == TestSnapshot.contents)
  }

  @Test func `half a response gives way to a whole one`() async throws {
    for half in [TestSnapshot.head, TestSnapshot.head + ".body"] {
      let place = try Place()
      try place.folder.write("cache/" + half, "half")
      _ = try await place.take(TestSnapshot.packed(TestSnapshot.contents))
      #expect(try place.everything() == TestSnapshot.contents)
    }
  }

  @Test func `a trial verifies everything and changes nothing`() async throws {
    let place = try Place(isThere: false)
    let snapshot = try TestSnapshot.packed(TestSnapshot.contents)
    let outcome = try await place.take(snapshot, isDryRun: true)
    #expect(outcome.entries.count == 5)
    #expect(try place.names().isEmpty)
    var damaged = snapshot
    damaged[damaged.firstIndex(of: 1) ?? 0] ^= 2
    await #expect(throws: SnapshotsError.self) { _ = try await place.take(damaged, isDryRun: true) }
  }

  @Test(arguments: [true, false])
  func `of a damaged snapshot nothing is in the cache`(isThere: Bool) async throws {
    let place = try Place(isThere: isThere)
    let snapshot = try TestSnapshot.packed(TestSnapshot.contents)
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<80 {
      var damaged = snapshot
      damaged[Int.random(in: 0..<damaged.count, using: &generator)] ^=
        1
        << UInt8.random(
          in: 0..<8,
          using: &generator
        )
      do {
        _ = try await place.take(damaged)
        // What nobody looks at may be another; what is in the files is not.
        #expect(try place.everything() == TestSnapshot.contents)
        try place.cache.removeTreeForTests()
        if isThere { try place.folder.makeFolder("cache") }
      } catch is SnapshotsError {
        #expect(try place.everything().isEmpty)
        #expect(try place.names() == (isThere ? ["cache"] : []))
      }
    }
    for count in [0, 1, 511, 512, 1024, snapshot.count / 2, snapshot.count - 1] {
      await #expect(throws: SnapshotsError.self) {
        _ = try await place.take(Array(snapshot.prefix(count)))
      }
      #expect(try place.everything().isEmpty)
    }
  }

  @Test func `a link is neither followed nor replaced by a folder`() async throws {
    let place = try Place()
    try place.folder.makeFolder("elsewhere")
    try place.folder.link("cache/http-v2", to: "../elsewhere")
    await #expect(throws: SnapshotsError.self) {
      _ = try await place.take(TestSnapshot.packed(TestSnapshot.contents))
    }
    #expect(try place.names(in: "elsewhere").isEmpty)
    #expect(try place.everything().isEmpty)
  }

  @Test func `a link in place of the folder of swiftpip is refused`() async throws {
    let place = try Place()
    try place.folder.makeFolder("elsewhere")
    try place.folder.link("cache/swiftpip", to: "../elsewhere")
    await #expect(throws: SnapshotsError.self) {
      _ = try await place.take(TestSnapshot.packed(TestSnapshot.contents))
    }
    #expect(try place.names(in: "elsewhere").isEmpty)
  }

  @Test func `a link in place of a file is what is different`() async throws {
    let place = try Place()
    try place.folder.write("outside", "outside")
    try place.folder.makeFolder("cache/http-v2/0/a/1/b/2")
    try place.folder.link("cache/" + TestSnapshot.head, to: "../../../../../../../outside")
    try place.folder.write("cache/" + TestSnapshot.head + ".body", "body")
    let snapshot = try TestSnapshot.packed(TestSnapshot.contents)
    let outcome = try await place.take(snapshot)
    #expect(outcome.entries.contains { $0.fate == .kept })
    #expect(try place.everything(below: "").contains { $0 == ("outside", Array("outside".utf8)) })
  }

  @Test(arguments: [TestSnapshot.head, TestSnapshot.head + ".body"])
  func `a folder in place of a file is in the way before anything is seen`(
    name: String
  ) async throws {
    let place = try Place()
    try place.folder.makeFolder("cache/" + name)
    let failure = await #expect(throws: SnapshotsError.self) {
      _ = try await place.take(TestSnapshot.packed(TestSnapshot.contents))
    }
    guard case .notImported? = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(try place.everything().isEmpty)
    #expect(try place.names(in: "cache") == ["http-v2"])
  }

  @Test func `folders that were made for a cache go with it`() async throws {
    let folder = try ScratchFolder()
    let snapshot = try TestSnapshot.packed(TestSnapshot.contents)
    await #expect(throws: SnapshotsError.self) {
      _ = try await SnapshotImport.run(
        from: MemoryFile(Array(snapshot.dropLast(512))),
        SnapshotImport.Request(
          directory: folder.path.appending("a").appending("b").appending("cache"),
          isReplacing: false,
          isDryRun: false,
          now: Self.now
        )
      )
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path.string).isEmpty)
  }

  @Test func `what was built elsewhere gets no origin from a snapshot`() async throws {
    let place = try Place()
    try place.folder.write("cache/\(TestSnapshot.wheels)/other-1.0-py3-none-any.whl", "theirs")
    let snapshot = try TestSnapshot.packed(TestSnapshot.contents)
    let outcome = try await place.take(snapshot)
    #expect(outcome.entries.count { $0.fate == .apart } == 2)
    #expect(try place.names(in: "cache/" + TestSnapshot.wheels) == ["other-1.0-py3-none-any.whl"])
    _ = try await place.take(snapshot, isReplacing: true)
    #expect(try place.names(in: "cache/" + TestSnapshot.wheels).count == 3)
  }

  // MARK: - What was stopped

  @Test func `an import that cannot be finished is told and in nobody's way`() async throws {
    let place = try Place()
    try stop(place, after: 0)
    try place.folder.makeFolder("cache/" + TestSnapshot.head + "/x")
    let outcome = try await place.take(TestSnapshot.packed([:]))
    #expect(outcome.stuck.map(\.folder.lastComponent?.string) == ["import-0"])
    #expect(outcome.stuck.first?.failure.errno != nil)
  }

  /// Makes what an import leaves that was killed after so many moves.
  private func stop(_ place: Place, after moves: Int, isReplacing: Bool = false) throws {
    let contents = TestSnapshot.contents.sorted { $0.key < $1.key }
    var lines: [ImportJournal.Line] = []
    for (number, (name, bytes)) in contents.enumerated() {
      try place.folder.write("cache/swiftpip/import-0/\(number)", bytes)
      guard !name.hasSuffix(".body") else { continue }
      let path = try #require(SnapshotPath(name))
      lines.append(.init(number: number, path: path, isReplacing: isReplacing))
    }
    try place.folder.write("cache/swiftpip/import-0/journal", ImportJournal(lines: lines).bytes)
    // Contents come before heads.
    let order = contents.indices.sorted { left, right in
      let names = (contents[left].key, contents[right].key)
      if names.0 + ".body" == names.1 { return false }
      if names.1 + ".body" == names.0 { return true }
      return left < right
    }
    for index in order.prefix(moves) {
      let name = contents[index].key
      try place.folder.write("cache/" + name, contents[index].value)
      try place.cache.appending("swiftpip").appending("import-0").appending("\(index)").unlink()
    }
  }

  @Test(arguments: 0...6)
  func `what was verified is finished by the next import`(moves: Int) async throws {
    let place = try Place()
    try stop(place, after: moves)
    _ = try await place.take(TestSnapshot.packed([:]))
    #expect(try place.everything() == TestSnapshot.contents)
    #expect(try place.names(in: "cache/swiftpip").isEmpty)
  }

  @Test(arguments: 0...6)
  func `a replacement is finished by the next import`(moves: Int) async throws {
    let place = try Place()
    if moves == 0 {
      for name in TestSnapshot.contents.keys { try place.folder.write("cache/" + name, "other") }
    }
    try stop(place, after: moves, isReplacing: true)
    _ = try await place.take(TestSnapshot.packed([:]))
    #expect(try place.everything() == TestSnapshot.contents)
  }

  @Test func `what somebody stored meanwhile stays`() async throws {
    let place = try Place()
    try stop(place, after: 0)
    for name in TestSnapshot.contents.keys { try place.folder.write("cache/" + name, "theirs") }
    _ = try await place.take(TestSnapshot.packed([:]))
    let contents = try place.everything()
    #expect(contents.count == TestSnapshot.contents.count)
    #expect(contents.values.allSatisfy { $0 == Array("theirs".utf8) })
    #expect(try place.names(in: "cache/swiftpip").isEmpty)
  }

  @Test func `what was taken away before it was in place is not called imported`() async throws {
    let place = try Place()
    try stop(place, after: 0)
    let name = try #require(EntryName(systemText: "import-0"))
    let folder = try OpenDirectory(place.cache.appending("swiftpip").appending("import-0"))
    let journalName = try #require(EntryName(systemText: "journal"))
    let bytes = try folder.file(journalName).readToEnd(limit: 1 << 20)
    let journal = try #require(bytes.flatMap { ImportJournal($0) })
    for line in journal.lines {
      let staged = try #require(ImportFolder.name(of: line.number))
      try folder.unlink(staged)
    }
    let outrun = try await ImportRecovery.finish(journal, of: name, in: place.cache, Self.now)
    #expect(outrun == Set(journal.lines.map(\.number)))
    #expect(try place.everything().isEmpty)
    // The folder is gone by now: somebody has finished it.
    #expect(try await ImportRecovery.finish(journal, of: name, in: place.cache, Self.now) == nil)
  }

  /// A snapshot that is read in more than one piece.
  private static func largeSnapshot() throws -> [UInt8] {
    let key = String(repeating: "0", count: 56)
    var contents: TestContents = [:]
    for (digit, size) in [("0", 10), ("1", 5 << 20)] {
      contents["http-v2/0/0/0/0/0/\(key.dropLast())\(digit)"] = Array("head".utf8)
      contents["http-v2/0/0/0/0/0/\(key.dropLast())\(digit).body"] = [UInt8](
        repeating: 7,
        count: size
      )
    }
    return try TestSnapshot.packed(contents)
  }

  @Test(arguments: ["rename", "unlink"])
  func `an import whose folder is taken away does not say that it is done`(how: String) async throws
  {
    let place = try Place()
    let own = place.cache.appending("swiftpip")
    await #expect(throws: SnapshotsError.self) {
      _ = try await SnapshotImport.run(
        from: MemoryFile(try Self.largeSnapshot()),
        SnapshotImport.Request(
          directory: place.cache,
          isReplacing: false,
          isDryRun: false,
          now: Self.now
        ),
        tell: { _, part in
          guard part > 0.9, var folders = try? OpenDirectory(own),
            let folder = try? folders.next(), let first = EntryName(systemText: "0"),
            let other = EntryName(systemText: "import-other")
          else { return }
          if how == "rename" {
            try? folders.rename(folder.name, to: other)
          } else {
            try? folders.directory(folder.name).unlink(first)
          }
        }
      )
    }
    #expect(try place.everything().keys.allSatisfy { $0.hasPrefix("swiftpip/import-other/") })
  }

  /// A snapshot whose heads and contents say by whom it is.
  private static func snapshot(by author: String, entries: Int) throws -> [UInt8] {
    var contents: TestContents = [:]
    for number in 0..<entries {
      let digits = String(number, radix: 16)
      let key = String(repeating: "0", count: 56 - digits.count) + digits
      contents["http-v2/0/0/0/0/0/\(key)"] = Array("head by \(author)".utf8)
      contents["http-v2/0/0/0/0/0/\(key).body"] = Array("by \(author)".utf8)
    }
    return try TestSnapshot.packed(contents)
  }

  @Test func `imports at the same time never leave a head of one with a content of another`()
    async throws
  {
    let authors = ["a", "b", "cc", "ddd"]
    let snapshots = try authors.map { try Self.snapshot(by: $0, entries: 40) }
    for _ in 0..<4 {
      let place = try Place()
      _ = try await place.take(try Self.snapshot(by: "nobody", entries: 40))
      let request = SnapshotImport.Request(
        directory: place.cache,
        isReplacing: true,
        isDryRun: false,
        now: .now()
      )
      try await withThrowingTaskGroup { group in
        for snapshot in snapshots {
          group.addTask {
            _ = try await SnapshotImport.run(from: MemoryFile(snapshot), request)
          }
        }
        try await group.waitForAll()
      }
      let contents = try place.everything()
      #expect(contents.count == 80)
      for (path, content) in contents where !path.hasSuffix(".body") {
        let head = String(decoding: content, as: UTF8.self)
        let body = String(decoding: contents["\(path).body"] ?? [], as: UTF8.self)
        #expect(Tombstone.isTombstone(content) || head == "head \(body)")
      }
      #expect(try place.names(in: "cache/swiftpip").isEmpty)
    }
  }

  @Test(arguments: [true, false])
  func `what is in the way of an import is told by a dry run too`(isDryRun: Bool) async throws {
    let place = try Place()
    try place.folder.write("cache/swiftpip", "a file")
    await #expect(throws: SnapshotsError.self) {
      _ = try await place.take(TestSnapshot.packed(TestSnapshot.contents), isDryRun: isDryRun)
    }
    #expect(try place.everything() == ["swiftpip": Array("a file".utf8)])
  }

  @Test func `of a damaged snapshot a dry run says that, whatever is in the way`() async throws {
    let place = try Place()
    try place.folder.write("cache/swiftpip", "a file")
    let snapshot = try TestSnapshot.packed(TestSnapshot.contents)
    func code(of bytes: [UInt8]) async -> String? {
      do {
        _ = try await place.take(bytes, isDryRun: true)
        return nil
      } catch {
        return (error as? SnapshotsError)?.diagnostic.code
      }
    }
    let inTheWay = await code(of: snapshot)
    let damage = await code(of: Array(snapshot.dropLast(snapshot.count / 2)))
    #expect(inTheWay != nil && damage != nil && inTheWay != damage)
  }

  /// Imports into a cache that is not there, and that somebody else makes while the snapshot is read.
  private static func outrun(
    _ place: Place,
    by files: TestContents,
    isReplacing: Bool = false,
    mode: Int = 0o755
  ) async throws -> SnapshotImport {
    let cache = place.cache
    return try await SnapshotImport.run(
      from: MemoryFile(try TestSnapshot.packed(TestSnapshot.contents)),
      SnapshotImport.Request(
        directory: cache,
        isReplacing: isReplacing,
        isDryRun: false,
        now: Self.now
      ),
      tell: { _, _ in
        for (path, content) in files {
          let file = cache.appending(path)
          try? file.removingLastComponent().makeDirectories(permissions: .ownerReadWriteExecute)
          try? Data(content).write(to: URL(filePath: file.string))
        }
        let attributes: [FileAttributeKey: Any] = [.posixPermissions: mode]
        try? FileManager.default.setAttributes(attributes, ofItemAtPath: cache.string)
      }
    )
  }

  @Test func `an import goes on in a cache that somebody else makes meanwhile`() async throws {
    let place = try Place(isThere: false)
    let path = try #require(TestSnapshot.contents.keys.first { $0.hasSuffix(".whl") })
    let theirs: TestContents = ["theirs": Array("mine".utf8), path: Array("another".utf8)]
    let outcome = try await Self.outrun(place, by: theirs)
    #expect(outcome.entries.contains { $0.fate == .kept })
    #expect(outcome.entries.contains { $0.fate == .new })
    #expect(try place.names() == ["cache"])
    #expect(try place.names(in: "cache/swiftpip").isEmpty)
    let contents = try place.everything()
    #expect(contents[path] == Array("another".utf8))
    #expect(contents["theirs"] == Array("mine".utf8))
    for (path, content) in TestSnapshot.contents where path.hasPrefix("http-v2/") {
      #expect(contents[path] == content)
    }
  }

  @Test func `in a cache that somebody else makes meanwhile files have its mode`() async throws {
    let place = try Place(isThere: false)
    _ = try await Self.outrun(place, by: ["theirs": []], mode: 0o770)
    for name in TestSnapshot.contents.keys {
      let path = place.cache.appending(FilePath(name).components)
      #expect(try path.status().mode == [.ownerReadWrite, .groupReadWrite])
    }
  }

  @Test func `in a cache that somebody else makes meanwhile entries are replaced where asked for`()
    async throws
  {
    let place = try Place(isThere: false)
    let path = try #require(TestSnapshot.contents.keys.first { $0.hasSuffix(".whl") })
    let outcome = try await Self.outrun(
      place,
      by: [path: Array("another".utf8)],
      isReplacing: true
    )
    #expect(outcome.entries.contains { $0.fate == .replacing })
    #expect(try place.names() == ["cache"])
    #expect(try place.everything() == TestSnapshot.contents)
  }

  @Test func `where somebody else makes a cache that cannot be used nothing is left behind`()
    async throws
  {
    let place = try Place(isThere: false)
    await #expect(throws: SnapshotsError.self) {
      _ = try await Self.outrun(place, by: ["swiftpip": Array("a file".utf8)])
    }
    #expect(try place.names() == ["cache"])
    #expect(try place.everything() == ["swiftpip": Array("a file".utf8)])
  }

  @Test func `many imports at the same time make one cache`() async throws {
    let place = try Place(isThere: false)
    let snapshot = try TestSnapshot.packed(TestSnapshot.contents)
    let request = SnapshotImport.Request(
      directory: place.cache,
      isReplacing: false,
      isDryRun: false,
      now: .now()
    )
    try await withThrowingTaskGroup { group in
      for _ in 0..<16 {
        group.addTask { _ = try await SnapshotImport.run(from: MemoryFile(snapshot), request) }
      }
      try await group.waitForAll()
    }
    #expect(try place.names() == ["cache"])
    #expect(try place.everything() == TestSnapshot.contents)
  }

  @Test func `what was not verified is removed once it is old`() async throws {
    let place = try Place()
    try place.folder.write("cache/swiftpip/import-0/0", "half")
    try place.folder.write("cache/swiftpip/import-0/journalabcdefgh.tmp", "half")
    try place.folder.write(".cache.import-0/swiftpip/import-0/0", "half")
    try place.folder.write(".cache.import-0/http-v2/0/x", "half")
    _ = try await place.take(TestSnapshot.packed([:]), now: .now())
    #expect(try place.names() == [".cache.import-0", "cache"])
    #expect(try place.names(in: "cache/swiftpip") == ["import-0"])
    _ = try await place.take(TestSnapshot.packed([:]))
    #expect(try place.names() == ["cache"])
    #expect(try place.names(in: "cache/swiftpip").isEmpty)
  }

  @Test func `a journal is read as it was written, and nothing else is one`() throws {
    let paths = try TestSnapshot.contents.keys.sorted().map { try #require(SnapshotPath($0)) }
    let journal = ImportJournal(
      lines: paths.enumerated().map {
        .init(number: $0, path: $1, isReplacing: $0.isMultiple(of: 2))
      }
    )
    #expect(ImportJournal(journal.bytes) == journal)
    #expect(ImportJournal(ImportJournal(lines: []).bytes) == ImportJournal(lines: []))
    for count in journal.bytes.indices {
      #expect(ImportJournal(Array(journal.bytes.prefix(count))) == nil)
    }
    for text in [
      "new 0 ../x", "new -1 \(TestSnapshot.head)", "new 0 http-v2/x", "old 0 \(TestSnapshot.head)",
      "new 0", "new 0 \(TestSnapshot.head) x", "", "end",
    ] {
      #expect(ImportJournal(Array("swiftpip import 1\n\(text)\nend\n".utf8)) == nil)
    }
  }

  // MARK: - Reports

  @Test func `a report is refused, and why is said`() async throws {
    let place = try Place()
    let report = try await FullCache().report()
    let failure = await #expect(throws: SnapshotsError.report) { _ = try await place.take(report) }
    #expect(failure?.diagnostic.message.contains("names are hidden") == true)
    #expect(try place.everything().isEmpty)
  }
}

extension FilePath {
  fileprivate func removeTreeForTests() throws {
    try FileManager.default.removeItem(atPath: string)
  }
}
