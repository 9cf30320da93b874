import PipArchives
import PipPackaging
import PipSystem
import SystemPackage
import TestSupport
import Testing

@testable import PipCache

@Suite struct ContentIdentityFuzzTests {
  private static func sdist() -> [UInt8] {
    var writer = ZipWriter()
    writer.add("demo-1.0/PKG-INFO", "Metadata-Version: 1.0\nName: demo\nVersion: 1.0\n")
    return writer.finished()
  }

  private static let seeds: [[UInt8]] = [
    ZipWriter.wheel("demo", "1.0"),
    ZipWriter.wheel("demo", "1.0", tags: ["cp311-abi3-any", "py3-none-any"], record: "a,,\n"),
    sdist(),
    Array("<!DOCTYPE html><html><head><title>Links for demo</title></head>".utf8),
    Array(#"{"meta": {"api-version": "1.0"}, "name": "demo", "files": []}"#.utf8),
    Array("Metadata-Version: 2.1\nName: demo\nVersion: 1.0\nSummary: a\n  b\n\nText".utf8),
    // A page, deflated by nobody: gzip with a stored block.
    [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 0, 0xFD, 0xFF, 0x7B, 0x7D]
      + [0x43, 0xBF, 0xA6, 0xA3, 2, 0, 0, 0],
    [0x1F, 0x8B], [0x50, 0x4B, 0x03, 0x04],
  ]

  private static let tokens = [
    "Name: ", "Version: ", "Tag: py3-none-any\n", "Build: 1\n", ".dist-info/", "METADATA", "WHEEL",
    "PKG-INFO", "\n", "\u{1B}[31m", "\u{9B}", "\u{202E}", "..", "/", "Links for ", "<title>",
    "\"name\":\"x\"", "1!1.0+local",
  ]

  @Test func `what a content says of itself is a name, a version and one line`() throws {
    let folder = try ScratchFolder()
    let run = FuzzRun("content-identity", tokens: Self.tokens, pieces: [[0xFF], [0x1F, 0x8B]])
    let findings = try run.findings(from: Self.seeds) { bytes in
      let path = try folder.write("content", bytes)
      let identities = try [false, true].map { isCompressed in
        let file = try OwnedDescriptor.openRegularFile(path)
        return ContentIdentity.of(try FileRange(file), isCompressed: isCompressed)
      }
      guard identities.contains(where: { $0.kind != .other }) else { return .refused }
      return .read([
        "a project is called like one": identities.compactMap(\.project).allSatisfy {
          PackageName($0) != nil
        },
        "a version is one": identities.compactMap(\.version).allSatisfy { Version($0) != nil },
        "a title is one line": identities.compactMap(\.title).allSatisfy { title in
          !title.isEmpty && title.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
        },
        "no file is called like a path": identities.compactMap(\.fileName).allSatisfy {
          !$0.utf8.contains(UInt8(ascii: "/"))
        },
      ])
    }
    #expect(findings.isEmpty)
  }
}
