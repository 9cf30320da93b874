import PipArchives
import PipEnvironments
import PipHashing
import PipPackaging
import PipSystem
import SystemPackage
import TestSupport
import Testing

@testable import PipCaptures

@Suite struct InstalledFilesTests {
  /// Installs a wheel as pip does where `lib64` is a link to `lib`: what belongs into the other folder for
  /// modules is called by the way there.
  private static func install(
    in folder: borrowing ScratchFolder
  ) throws -> (distribution: InstalledDistribution, scheme: InstallScheme) {
    try folder.write("lib/site-packages/demo/__init__.py", "x = 1\n")
    try folder.write("lib/site-packages/demo/native.so", "native")
    try folder.link("lib64", to: "lib")
    let metadata = "lib/site-packages/demo-1.0.dist-info"
    let wheel = Self.wheel
    try folder.write("\(metadata)/METADATA", "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n")
    try folder.write("\(metadata)/WHEEL", wheel.format)
    try folder.write("\(metadata)/INSTALLER", "pip\n")
    func row(_ path: String, _ content: String) -> String {
      "\(path),sha256=\(HashAlgorithm.sha256.digest(of: content).urlSafeBase64),\(content.utf8.count)\n"
    }
    try folder.write(
      "\(metadata)/RECORD",
      row("demo/__init__.py", "x = 1\n") + row("../../lib64/site-packages/demo/native.so", "native")
        + row("demo-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n")
        + row("demo-1.0.dist-info/WHEEL", wheel.format)
        + row("demo-1.0.dist-info/INSTALLER", "pip\n") + "demo-1.0.dist-info/RECORD,,\n"
    )
    let scheme = InstallScheme(
      purelib: folder.path.appending("lib/site-packages"),
      platlib: folder.path.appending("lib64/site-packages"),
      headers: folder.path.appending("include"),
      scripts: folder.path.appending("bin"),
      data: folder.path
    )
    let found = InstalledDistribution.all(in: [scheme.platlib])
    return (try #require(found.first), scheme.unified())
  }

  private static var wheel: TestWheel {
    TestWheel([
      ("demo/__init__.py", "x = 1\n"), ("demo-1.0.data/platlib/demo/native.so", "native"),
    ])
  }

  @Test func `where both folders for modules are one, a file has one path`() throws {
    let folder = try ScratchFolder()
    let (distribution, scheme) = try Self.install(in: folder)
    let files = try #require(InstalledFiles(of: distribution, in: scheme))
    #expect(
      files.rows.keys.filter { $0.hasPrefix("demo/") }.sorted() == [
        "demo/__init__.py", "demo/native.so",
      ]
    )
    #expect(files.changed.isEmpty)
    try folder.write("lib/site-packages/demo/native.so", "another")
    #expect(files.changed == ["demo/native.so"])
  }

  @Test func `the wheel that such a distribution came from is found`() throws {
    let folder = try ScratchFolder()
    let (distribution, scheme) = try Self.install(in: folder)
    let name = try #require(WheelFileName(Self.wheel.fileName))
    try folder.write(name.fileName, Self.wheel.bytes)
    let path = folder.path.appending(name.fileName)
    let search = WheelSearch([WheelSearch.Candidate(name, from: .index, at: path)])
    let origin = try #require(search.origin(of: distribution, in: scheme))
    #expect(origin.fileName == name.fileName)
  }

  @Test func `a wheel that is made of such files has each where it is imported from`() throws {
    let folder = try ScratchFolder()
    let (distribution, scheme) = try Self.install(in: folder)
    let files = try #require(InstalledFiles(of: distribution, in: scheme))
    let rebuilt = try RebuiltWheel(of: files, in: scheme, including: [])
    var bytes: [UInt8] = []
    try rebuilt.recipe.forEachPiece { bytes += $0 }
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.contains("demo/native.so"))
    #expect(!text.contains("lib64"))
    #expect(!text.contains(".data/"))
    // It installs what the wheel does that they came from.
    let name = try #require(WheelFileName(Self.wheel.fileName))
    try folder.write(name.fileName, Self.wheel.bytes)
    let path = folder.path.appending(name.fileName)
    let search = WheelSearch([WheelSearch.Candidate(name, from: .index, at: path)])
    let origin = try #require(search.find(files, in: scheme))
    #expect(origin.content == rebuilt.contentDigest)
    #expect(origin.file.digest != rebuilt.recipe.digest)
  }
}
