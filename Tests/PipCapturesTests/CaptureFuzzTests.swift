import Foundation
import PipArchives
import PipHashing
import PipPackaging
import PipSnapshots
import PipSystem
import SystemPackage
import TestSupport
import Testing

@testable import PipCaptures

/// Captured environments that nobody would write: refused, or what they say.
@Suite struct CaptureFuzzTests {
  private static let tokens = [
    "environment.json", "pylock.toml", "requirements.txt", "wheels/", "../", "/", "path", "sha256",
    "size", "source", "http-v2", "rebuilt", "identity", "omitted", "version", "\":", "{", "}", ",",
    "9223372036854775807", "-1", "\\u0000", "\n", "demo-1-py3-none-any.whl",
  ]

  private static func wheel() throws -> WheelFileName {
    try #require(WheelFileName("demo-1-py3-none-any.whl"))
  }

  /// The description of an environment with one distribution.
  private static func description() throws -> EnvironmentDescription {
    EnvironmentDescription(
      interpreter: EnvironmentDescription.Interpreter(
        implementation: "cpython",
        version: "3.11.2",
        abiFlags: "",
        pointerBits: 64,
        platform: "linux-x86_64",
        library: "",
        markers: [:]
      ),
      distributions: [
        EnvironmentDescription.Distribution(
          name: "demo",
          version: "1",
          wheel: try wheel().fileName,
          content: HashAlgorithm.sha256.digest(of: "content").hexadecimal,
          installer: "pip",
          requested: true
        )
      ]
    )
  }

  private static func captured() throws -> (CaptureManifest, [CapturedFile.Path: CapturedContent]) {
    let texts: [CapturedFile.Path: [UInt8]] = [
      .description: try description().bytes, .lock: Array("lock".utf8), .requirements: [],
      .wheel(try wheel()): Array("wheel".utf8),
    ]
    let files = texts.map { path, bytes in
      CapturedFile(
        path,
        size: Int64(bytes.count),
        digest: HashAlgorithm.sha256.digest(of: bytes),
        source: path == .description || path == .lock || path == .requirements ? nil : .httpV2
      )
    }
    let maker = SnapshotManifest.Maker(tool: "swiftpip", platform: "linux")
    return (
      CaptureManifest(
        files,
        omitted: [:],
        removed: [:],
        maker: maker,
        identity: try description().identity
      ),
      texts.mapValues { .bytes($0) }
    )
  }

  /// Collects what is written.
  private final class Memory: ByteSink {
    var bytes: [UInt8] = []

    func write(_ bytes: RawSpan) throws(SystemFailure) {
      unsafe bytes.withUnsafeBytes { unsafe self.bytes.append(contentsOf: $0) }
    }
  }

  @Test func `a manifest is refused or the same when it is written again`() throws {
    let honest = try Self.captured().0.text
    let findings = try FuzzRun("capture-manifest", tokens: Self.tokens).findings(from: [honest]) {
      guard let manifest = try? CaptureManifest($0) else { return .refused }
      return .read(["it is read again": try CaptureManifest(manifest.text) == manifest])
    }
    #expect(findings.isEmpty)
  }

  @Test func `a file is refused, or the same read in place and from its beginning`() throws {
    let memory = Memory()
    let (manifest, contents) = try Self.captured()
    _ = try CaptureWriter.write(manifest, contents, .none, time: 0, to: memory)
    let run = FuzzRun("capture-file", tokens: Self.tokens, pieces: [Array("ustar\u{0}00".utf8)])
    let findings = try run.findings(from: [memory.bytes]) { bytes in
      let folder = try ScratchFolder()
      let path = try folder.write("file", bytes)
      let inPlace = try? CapturedEnvironment.inPlace(path)
      let file = try OwnedDescriptor.openRegularFile(path)
      let read = try? CapturedEnvironment.read(FileSource(file), puttingWheelsInto: nil)
      guard let read else {
        // Where it lies a wheel is compared only when it is read.
        return .refused
      }
      return .read([
        "it is read in place as well": inPlace?.manifest == read.manifest,
        "what it says is the same": inPlace?.description == read.description,
      ])
    }
    #expect(findings.isEmpty)
  }

  @Test func `a description is refused or the same when it is written again`() throws {
    let findings = try FuzzRun("environment-description", tokens: Self.tokens)
      .findings(from: [try Self.description().bytes]) { bytes in
        guard let description = try? EnvironmentDescription(bytes) else { return .refused }
        return .read([
          "it is read again": try EnvironmentDescription(description.bytes) == description
        ])
      }
    #expect(findings.isEmpty)
  }
}
