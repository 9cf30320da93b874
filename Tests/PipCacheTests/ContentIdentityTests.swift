import PipArchives
import PipSystem
import SystemPackage
import TestSupport
import Testing

@testable import PipCache

@Suite struct ContentIdentityTests {
  private func identity(
    _ bytes: [UInt8],
    sdistLimit: Int = ContentIdentity.sdistLimit
  ) throws -> ContentIdentity {
    let folder = try ScratchFolder()
    let file = try OwnedDescriptor.openRegularFile(try folder.write("content", bytes))
    return ContentIdentity.of(try FileRange(file), isCompressed: false, sdistLimit: sdistLimit)
  }

  private func wheel(build: String) -> [UInt8] {
    var writer = ZipWriter()
    writer.add("demo-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n")
    writer.add("demo-1.0.dist-info/WHEEL", "Build: \(build)\nTag: py3-none-any\n")
    return writer.finished()
  }

  @Test func `a wheel is called as its content says`() throws {
    #expect(try identity(wheel(build: "1a")).fileName == "demo-1.0-1a-py3-none-any.whl")
  }

  @Test(arguments: ["1\u{FFFD}", "1\u{9B}31m", "1\u{85}a", "1\u{2028}a"])
  func `a wheel is not called what cannot be shown`(build: String) throws {
    let identity = try identity(wheel(build: build))
    #expect(identity.kind == .wheel)
    #expect(identity.project == "demo")
    #expect(identity.fileName == nil)
  }

  @Test func `an sdist is unpacked no further than a limit, however small it is packed`() throws {
    let archive =
      TarWriter.member("demo-1.0/large", String(repeating: "x", count: 600_000))
      + TarWriter.member(
        "demo-1.0/PKG-INFO",
        "Metadata-Version: 1.0\nName: demo\nVersion: 1.0\n"
      )
    let packed = GzipWriter.file(archive)
    #expect(try identity(packed).fileName == "demo-1.0.tar.gz")
    #expect(try identity(packed, sdistLimit: 100_000).kind == .other)
  }
}
