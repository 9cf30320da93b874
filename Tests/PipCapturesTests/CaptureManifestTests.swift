import PipHashing
import PipPackaging
import PipSnapshots
import Testing

@testable import PipCaptures

@Suite struct CaptureManifestTests {
  private static func manifest(
    of wheels: [String] = ["demo-1-py3-none-any.whl"]
  ) throws
    -> CaptureManifest
  {
    let digest = HashAlgorithm.sha256.digest(of: "content")
    let small: [CapturedFile.Path] = [.description, .lock, .requirements]
    let files = try wheels.map {
      CapturedFile(
        .wheel(try #require(WheelFileName($0))),
        size: 7,
        digest: digest,
        source: .httpV2
      )
    }
    return CaptureManifest(
      files + small.map { CapturedFile($0, size: 7, digest: digest) },
      omitted: ["local": .init(reason: "editable", version: "1", commit: "0a")],
      removed: ["query": 2],
      maker: SnapshotManifest.Maker(tool: "swiftpip", platform: "linux"),
      identity: digest
    )
  }

  @Test func `what is written is read`() throws {
    let manifest = try Self.manifest()
    #expect(try CaptureManifest(manifest.text) == manifest)
    #expect(manifest.bytes == 28)
  }

  @Test func `what contradicts itself is refused`() throws {
    let text = String(decoding: try Self.manifest().text, as: UTF8.self)
    for (old, new) in [
      ("\"size\":7", "\"size\":8"), ("\"files\":4", "\"files\":5"), ("wheels/demo", "../demo"),
      ("wheels/demo", "wheels/../demo"), ("\"version\":1}", "\"version\":2}"),
      ("\"source\":\"http-v2\"", "\"source\":\"elsewhere\""), ("environment.json", "other.json"),
      ("\"identity\":\"", "\"identity\":\"00"),
    ] {
      #expect(text.contains(old))
      #expect(throws: CapturesError.self) {
        try CaptureManifest(Array(text.replacing(old, with: new).utf8))
      }
    }
    #expect(throws: CapturesError.manifest("its last line has no end")) {
      try CaptureManifest(Array(text.dropLast().utf8))
    }
  }

  @Test func `two wheels that differ only in case are refused`() throws {
    let text = try Self.manifest(of: ["Demo-1-py3-none-any.whl", "demo-1-py3-none-any.whl"]).text
    #expect(throws: CapturesError.manifest("two files differ only in case")) {
      try CaptureManifest(text)
    }
  }
}
