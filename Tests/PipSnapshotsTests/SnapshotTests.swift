import Foundation
import PipArchives
import PipCache
import PipHashing
import TestSupport
import Testing

@testable import PipSnapshots

@Suite struct SnapshotTests {
  static let compressions: [ArchiveCompression] = [
    .none, .gzip(level: 6), .zstd(level: 1, workers: 2),
  ]

  @Test(arguments: compressions) func `what is written is read again`(
    compression: ArchiveCompression
  ) throws {
    for contents in [TestSnapshot.contents, [:]] {
      let manifest = try TestSnapshot.manifest(contents)
      let (found, files) = try TestSnapshot.unpacked(TestSnapshot.packed(contents, compression))
      #expect(found == manifest)
      #expect(files == contents)
    }
  }

  @Test func `the identity is that of the page, and of the content alone`() throws {
    let manifest = try TestSnapshot.manifest(TestSnapshot.contents)
    let lines = TestSnapshot.contents.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      .map { "\(HashAlgorithm.sha256.digest(of: $0.value)) \($0.value.count) \($0.key)\n" }
    #expect(manifest.identity == HashAlgorithm.sha256.digest(of: lines.joined()))
    var files = manifest.files
    files[0] = files[0].known(project: nil, version: "1", fileName: nil)
    let other = SnapshotManifest(
      inOrder: files,
      redaction: .init(level: .public),
      maker: .init(tool: "", platform: "")
    )
    #expect(other.identity == manifest.identity)
  }

  @Test func `paths are in the order of their texts, and so are their ranks`() throws {
    let keys = (0..<40).map { CacheKey(ofAddress: "\($0)") }
    let paths =
      keys.flatMap { [SnapshotPath(headOf: $0), SnapshotPath(bodyOf: $0)] }
      + (try TestSnapshot.contents.keys.map { try #require(SnapshotPath($0)) })
    for one in paths {
      for other in paths where one.text.utf8.lexicographicallyPrecedes(other.text.utf8) {
        #expect(one < other)
        #expect(one.rank <= other.rank)
      }
    }
    #expect(Set(paths.map(\.rank)).count > 40)
  }

  @Test func `a manifest has the size that its archive says, be it a large one or not`() throws {
    for count in [1, 25_000] {
      let files = (0..<count).map { number in
        SnapshotFile(
          path: SnapshotPath(headOf: CacheKey(ofAddress: "\(number)")),
          kind: .head,
          size: 0,
          digest: HashAlgorithm.sha256.digest(of: "")
        )
      }.sorted { $0.path < $1.path }
      let manifest = SnapshotManifest(
        inOrder: files,
        redaction: .init(level: .exact),
        maker: .init(tool: "", platform: "")
      )
      var text: [UInt8] = []
      manifest.forEachPiece { text += $0 }
      let isLarge = text.count > SnapshotManifest.textLimit
      #expect(isLarge == (count > 1))
      let found = manifest.sizeAndText()
      #expect(found.size == Int64(text.count))
      #expect(found.text == (isLarge ? nil : text))
      let file = MemoryFile()
      _ = try SnapshotWriter(manifest, .none, to: file)
      // What is not closed is not all written; what is, is the manifest.
      let start = file.bytes.dropFirst(512).prefix(text.count)
      #expect(start.elementsEqual(text.prefix(start.count)))
      #expect(!isLarge || start.count > 1 << 20)
    }
  }

  @Test func `a manifest is text for people, one line a file`() throws {
    let bytes = try TestSnapshot.packed(["selfcheck/\(TestSnapshot.key)": Array("{}".utf8)])
    let text = String(decoding: bytes[512...].prefix { $0 != 0 }, as: UTF8.self)
    let lines = text.split(separator: "\n")
    #expect(
      lines[0]
        == #"{"bytes":2,"files":1,"format":"swiftpip-snapshot","identity":"\#(try TestSnapshot.manifest(["selfcheck/\(TestSnapshot.key)": Array("{}".utf8)]).identity)","made":{"platform":"test","tool":"swiftpip 0"},"redaction":{"level":"exact","omitted":{"credential":2},"publicIndex":"https://a.example/","removed":{}},"version":1}"#
    )
    #expect(
      lines[1]
        == #"{"area":"selfcheck","filename":"a \"name\"","kind":"other","name":"d\u00e9mo","path":"selfcheck/\#(TestSnapshot.key)","sha256":"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":2}"#
    )
    #expect(lines.count == 2)
  }

  @Test(
    arguments: [
      "", "/", "a", "swiftpip/identities", "http-v2", "http-v2/0/a/1/b/2/\(TestSnapshot.key)x",
      "http-v2/0/a/1/b/3/\(TestSnapshot.key)", "http-v2/0/a/1/b/\(TestSnapshot.key)",
      "http-v2/0/a/1/b/2/\(TestSnapshot.key).bodyabcdefgh.tmp",
      "http-v2/0/A/1/b/2/\(TestSnapshot.key)", "/http-v2/0/a/1/b/2/\(TestSnapshot.key)",
      "http-v2//0/a/1/b/2/\(TestSnapshot.key)", "./http-v2/0/a/1/b/2/\(TestSnapshot.key)",
      "selfcheck/../selfcheck/\(TestSnapshot.key)", "selfcheck/\(TestSnapshot.key)/",
      "\(TestSnapshot.wheels)/a b.whl", "\(TestSnapshot.wheels)/d\u{E9}mo.whl",
      "\(TestSnapshot.wheels)/demo.txt", "\(TestSnapshot.wheels)/../demo.whl", "wheels/demo.whl",
      TestSnapshot.wheels + "/" + String(repeating: "a", count: 197) + ".whl",
    ]
  )
  func `nothing lies where pip keeps nothing`(path: String) {
    #expect(SnapshotPath(path) == nil)
  }

  private func refusal(_ lines: [String], _ contents: TestContents = [:]) throws -> SnapshotsError?
  {
    let file = MemoryFile()
    let writer = try ArchiveWriter(.none, to: file)
    let manifest = Array(lines.map { "\($0)\n" }.joined().utf8)
    try writer.begin(SnapshotManifest.name, size: Int64(manifest.count))
    try writer.write(manifest)
    try writer.endMember()
    for (path, content) in contents.sorted(by: { $0.key < $1.key }) {
      try writer.begin(path, size: Int64(content.count))
      try writer.write(content)
      try writer.endMember()
    }
    try writer.close()
    do {
      _ = try TestSnapshot.unpacked(file.bytes)
      return nil
    } catch {
      return error as? SnapshotsError
    }
  }

  private func lines(_ contents: TestContents) throws -> [String] {
    let manifest = try TestSnapshot.manifest(contents)
    return ([manifest.head] + manifest.files.map(\.line)).map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  @Test func `a manifest that lies is refused, and so are contents that are others`() throws {
    let contents = TestSnapshot.contents
    let lines = try lines(contents)
    #expect(try refusal(lines, contents) == nil)
    var without = contents
    without["selfcheck/\(TestSnapshot.key)"] = nil
    #expect(try refusal(lines, without) != nil)
    #expect(
      try refusal(self.lines(without), contents)
        == .contents("selfcheck/\(TestSnapshot.key) is not next")
    )
    var other = contents
    other["selfcheck/\(TestSnapshot.key)"] = Array("[]".utf8)
    #expect(try refusal(lines, other) == .damaged("selfcheck/\(TestSnapshot.key)"))
    other["selfcheck/\(TestSnapshot.key)"] = Array("{ }".utf8)
    #expect(try refusal(lines, other) == .damaged("selfcheck/\(TestSnapshot.key)"))
    #expect(
      try refusal(lines + [lines[1]], contents) == .manifest("it has more lines than it says")
    )
    #expect(
      try refusal(lines.dropLast(), contents) == .manifest("it has fewer lines than it says")
    )
    #expect(
      try refusal([lines[0]] + lines[1...].reversed(), contents)
        == .manifest("its lines are not in their order")
    )
    let long = lines[0].dropLast() + ",\"z\":\"" + String(repeating: "z", count: 1 << 16) + "\"}"
    #expect(try refusal([String(long)] + lines[1...], contents) == .manifest("a line is too long"))
    for (text, replacement) in [
      ("\"version\":1", "\"version\":2"), ("\"version\":1", "\"version\":0"),
      ("\"files\":6", "\"files\":7"), ("\"bytes\":7", "\"bytes\":8"),
      ("\"identity\":\"", "\"identity\":\"0"),
      ("{\"bytes\"", "{ \"bytes\""), ("swiftpip-snapshot", "snapshot"), ("exact", "other"),
      ("\"bytes\"", "\"\\u0062ytes\""),
    ] {
      let changed = lines[0].replacing(text, with: replacement, maxReplacements: 1)
      #expect(changed != lines[0])
      #expect(try refusal([changed] + lines[1...], contents) != nil, "\(replacement)")
    }
    for (text, replacement) in [
      ("\"size\":", "\"size\":-"), ("\"size\":", "\"size\":0"),
      ("\"kind\":\"other\"", "\"kind\":\"new\""),
      ("\"area\":\"http-v2\"", "\"area\":\"http\""), ("\"sha256\":\"", "\"sha256\":\"A"),
    ] {
      let changed = lines[1].replacing(text, with: replacement, maxReplacements: 1)
      #expect(changed != lines[1])
      #expect(try refusal([lines[0], changed] + lines[2...], contents) != nil, "\(replacement)")
    }
  }

  @Test func `a manifest that would take much memory is refused`() throws {
    let text = String(repeating: "n", count: 255)
    // As for all manifests, only less.
    let limit = 1 << 20
    let count = limit / (ManifestWeight.file + 48 + 3 * 255)
    let digest = HashAlgorithm.sha256.digest(of: [])
    let files = try (0...count).map { number in
      let key = String(number, radix: 16)
      let path = "selfcheck/" + String(repeating: "0", count: 56 - key.count) + key
      return SnapshotFile(
        path: try #require(SnapshotPath(path)),
        kind: .state,
        size: 0,
        digest: digest,
        project: text,
        version: text,
        fileName: text
      )
    }
    for (files, isAllowed) in [(Array(files.dropLast()), true), (files, false)] {
      let manifest = SnapshotManifest(
        inOrder: files,
        redaction: .init(level: .exact),
        maker: .init(tool: "", platform: "")
      )
      #expect(ManifestWeight.allows(manifest, limit: limit) == isAllowed)
      var parser = ManifestParser(weight: ManifestWeight(limit: limit))
      manifest.forEachPiece { piece in unsafe parser.feed(piece.span.bytes) }
      #expect(parser.hasFailed != isAllowed)
      if isAllowed { #expect(try parser.finish() == manifest) }
    }
  }

  @Test func `sections of plugins come back, and do not belong to the identity`() throws {
    let plain = SnapshotManifest(
      inOrder: [],
      redaction: .init(level: .exact),
      maker: .init(tool: "", platform: "")
    )
    var manifest = plain
    manifest.sections = ["say.flags": ["b": "\u{E9}\n\"", "a": ""], "say.more": [:]]
    #expect(manifest.identity == plain.identity)
    var parser = ManifestParser()
    manifest.forEachPiece { piece in unsafe parser.feed(piece.span.bytes) }
    #expect(try parser.finish() == manifest)
  }

  @Test(arguments: ["[]", "{\"a\":\"b\"}", "{\"a\":{\"b\":1}}", "\"a\""])
  func `sections that are none make a manifest none`(text: String) throws {
    let plain = SnapshotManifest(
      inOrder: [],
      redaction: .init(level: .exact),
      maker: .init(tool: "", platform: "")
    )
    let head = String(decoding: plain.head, as: UTF8.self)
    let line = head.replacingOccurrences(
      of: ",\"version\"",
      with: ",\"sections\":\(text),\"version\""
    )
    var parser = ManifestParser()
    unsafe parser.feed(Array("\(line)\n".utf8).span.bytes)
    #expect(throws: SnapshotsError.self) { try parser.finish() }
  }

  @Test(arguments: ["", "\0", "a\u{1B}[2J", "\u{7F}", String(repeating: "\u{E9}", count: 128)])
  func `what no text of a manifest may be is not known`(text: String) throws {
    let path = "selfcheck/\(TestSnapshot.key)"
    let file = SnapshotFile(
      path: try #require(SnapshotPath(path)),
      kind: .state,
      size: 2,
      digest: HashAlgorithm.sha256.digest(of: "{}"),
      project: text
    )
    #expect(file.project == nil)
    var lines = try lines([path: Array("{}".utf8)])
    var member: [UInt8] = []
    CanonicalJSON.append(text, to: &member)
    let name = String(decoding: member, as: UTF8.self)
    lines[1].replace(#/"name":"[^"]*"/#, with: "\"name\":\(name)")
    #expect(
      try refusal(lines, [path: Array("{}".utf8)]) == .manifest("line 2 is none that a file has")
    )
  }

  @Test func `a head has its body, and a body its head`() throws {
    for missing in [TestSnapshot.head, TestSnapshot.head + ".body"] {
      var contents = TestSnapshot.contents
      contents[missing] = nil
      guard case .manifest? = try refusal(lines(contents), contents) else {
        Issue.record("\(missing) may be missing")
        continue
      }
    }
  }

  @Test func `what is no snapshot is told from what is a damaged one`() throws {
    #expect(try refusal(["{}"]) == .notASnapshot)
    #expect(throws: SnapshotsError.archive(.notAnArchive)) { try TestSnapshot.unpacked([]) }
    let archive = MemoryFile()
    let writer = try ArchiveWriter(.none, to: archive)
    try writer.begin("a", size: 0)
    try writer.endMember()
    try writer.close()
    #expect(throws: SnapshotsError.notASnapshot) { try TestSnapshot.unpacked(archive.bytes) }
  }

  @Test func `no byte may be another without being noticed`() throws {
    let contents: TestContents = ["selfcheck/\(TestSnapshot.key)": Array("{\"key\": 1}".utf8)]
    let bytes = try TestSnapshot.packed(contents)
    let manifest = try TestSnapshot.manifest(contents)
    for position in bytes.indices {
      var changed = bytes
      changed[position] ^= 0x01
      guard let (found, files) = try? TestSnapshot.unpacked(changed) else { continue }
      // What is only said of the content may say something else.
      #expect(found.identity == manifest.identity && files == contents, "at \(position)")
    }
  }
}
