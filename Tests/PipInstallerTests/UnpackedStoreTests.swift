import Foundation
import PipArchives
import PipEnvironments
import PipHashing
import PipPackaging
import PipSystem
import SystemPackage
import TestSupport
import Testing

@testable import PipInstaller

@Suite struct UnpackedStoreTests {
  private static var wheel: TestWheel {
    var wheel = TestWheel()
    wheel.entryPoints = "[console_scripts]\ndemo = demo:main\n"
    wheel.files += [
      ("demo-1.0.data/scripts/tool", "#!python\nx\n", 0o100644),
      ("demo-1.0.data/platlib/y.so", "lib", 0o100755), ("demo/run.sh", "#!/bin/sh\n", 0o100755),
      ("demo/empty.txt", "", 0o100644),
    ]
    return wheel
  }

  /// A cache, and environments that are filled from it.
  private struct Place: ~Copyable {
    let folder: ScratchFolder
    let store: UnpackedStore

    init() throws {
      let folder = try ScratchFolder()
      let cache = try folder.makeFolder("cache")
      store = UnpackedStore(cacheDirectory: cache)
      self.folder = folder
    }

    /// Where the wheel is unpacked.
    var entry: FilePath {
      store.directory.appending(HashAlgorithm.sha256.digest(of: wheel.bytes).hexadecimal)
    }

    func install(
      _ environment: String,
      _ wheel: TestWheel = UnpackedStoreTests.wheel,
      digest: Digest? = nil
    ) async throws -> FilePath {
      let prefix = try folder.makeFolder(environment)
      var source = try wheel.source(in: folder)
      source.digest = digest
      try await WheelBatch([source], through: store).install(
        into: InstallSite(
          scheme: InstallScheme.test("/final"),
          staging: InstallScheme.test(prefix),
          interpreter: "/final/bin/python",
          pythonMajor: 3,
          pythonMinor: 11
        )
      )
      return prefix
    }

    private var wheel: TestWheel { UnpackedStoreTests.wheel }
  }

  /// What is below an environment: modes and contents.
  private func tree(_ prefix: FilePath) throws -> [String: String] {
    var tree: [String: String] = [:]
    let names = FileManager.default.enumerator(atPath: prefix.string)?.allObjects ?? []
    for name in names.compactMap({ $0 as? String }) {
      let path = prefix.appending(name)
      let status = try path.status()
      guard status.kind == .regular else { continue }
      let text = try String(contentsOfFile: path.string, encoding: .utf8)
      tree[name] = "\(String(status.mode.rawValue, radix: 8)) \(text)"
    }
    return tree
  }

  private func inode(_ path: FilePath) throws -> UInt64 { try path.status().identity.inode }

  @Test func `what was unpacked once is linked the next time`() async throws {
    let place = try Place()
    let first = try await place.install("one")
    #expect(try place.entry.appending("manifest").status().kind == .regular)
    let second = try await place.install("two")
    #expect(try tree(first) == tree(second))
    #expect(try tree(first).count == 11)
    for name in ["demo/empty.txt", "demo-1.0.dist-info/METADATA"] {
      let path = "lib/site-packages/\(name)"
      #expect(try inode(first.appending(path)) == inode(second.appending(path)), "\(name)")
    }
    let script = try String(contentsOfFile: second.appending("bin/tool").string, encoding: .utf8)
    #expect(script == "#!/final/bin/python\nx\n")
  }

  @Test func `without a store the same files are there`() async throws {
    let place = try Place()
    let first = try await place.install("one")
    let prefix = try place.folder.makeFolder("plain")
    try await WheelBatch([try Self.wheel.source(in: place.folder)]).install(
      into: InstallSite(
        scheme: InstallScheme.test("/final"),
        staging: InstallScheme.test(prefix),
        interpreter: "/final/bin/python",
        pythonMajor: 3,
        pythonMinor: 11
      )
    )
    #expect(try tree(first) == tree(prefix))
  }

  @Test func `what has changed since is not used, and made anew`() async throws {
    let place = try Place()
    let good = try tree(await place.install("one"))
    let changes: [(String, (FilePath) throws -> Void)] = [
      ("other content", { try Data("other".utf8).write(to: URL(fileURLWithPath: $0.string)) }),
      (
        "another file",
        { path in
          try FileManager.default.removeItem(atPath: path.string)
          try Data("x = 1\n".utf8).write(to: URL(fileURLWithPath: path.string))
        }
      ),
      (
        "others may write",
        { path in
          try FileManager.default.setAttributes(
            [.posixPermissions: 0o666],
            ofItemAtPath: path.string
          )
        }
      ),
      ("it is gone", { try FileManager.default.removeItem(atPath: $0.string) }),
    ]
    for (number, (name, change)) in changes.enumerated() {
      try change(place.entry.appending("0"))
      #expect(try tree(await place.install("again-\(number)")) == good, "\(name)")
      // And it is unpacked anew by the next who wants it.
      #expect(try tree(await place.install("anew-\(number)")) == good, "\(name)")
      let digest = HashAlgorithm.sha256.digest(of: Self.wheel.bytes)
      let fileName = try #require(WheelFileName(Self.wheel.fileName))
      let isThere = place.store.find(digest, named: fileName) != nil
      #expect(isThere, "\(name)")
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: place.store.directory.string)
    #expect(names.count == 1)
  }

  @Test func `manifests that lie are not believed`() async throws {
    let place = try Place()
    _ = try await place.install("one")
    let digest = HashAlgorithm.sha256.digest(of: Self.wheel.bytes)
    let manifest = try Data(
      contentsOf: URL(fileURLWithPath: place.entry.appending("manifest").string)
    )
    let text = String(decoding: manifest, as: UTF8.self)
    #expect(UnpackedManifest(Array(manifest), digest)?.files.count == 9)
    #expect(UnpackedManifest(Array(manifest), HashAlgorithm.sha256.digest(of: "")) == nil)
    for (old, new) in [
      ("demo/run.sh", "../run.sh"), ("demo/run.sh", "demo//run.sh"), ("demo/run.sh", ""),
      ("sha256=", "md5=="), ("purelib\tr", "nowhere\tr"), ("wheel 1", "wheel 2"), ("\n", "\n\n"),
    ] {
      #expect(text.contains(old))
      #expect(UnpackedManifest(Array(text.replacing(old, with: new).utf8), digest) == nil, "\(new)")
    }
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<2000 {
      var bytes = Array(manifest)
      let index = Int.random(in: bytes.indices, using: &generator)
      bytes[index] = UInt8.random(in: 0...255, using: &generator)
      _ = UnpackedManifest(bytes, digest)
    }
  }

  @Test func `a store that others can write to is not used`() async throws {
    let place = try Place()
    let good = try tree(await place.install("one"))
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o777],
      ofItemAtPath: place.store.directory.string
    )
    #expect(try tree(await place.install("two")) == good)
    let digest = HashAlgorithm.sha256.digest(of: Self.wheel.bytes)
    let name = try #require(WheelFileName(Self.wheel.fileName))
    let isThere = place.store.find(digest, named: name) != nil
    #expect(!isThere)
  }

  @Test func `another wheel than was said is refused, and nothing of it kept`() async throws {
    let place = try Place()
    await #expect(throws: InstallerError.otherDigest(Self.wheel.fileName)) {
      _ = try await place.install("one", digest: HashAlgorithm.sha256.digest(of: "other"))
    }
    var flawed = Self.wheel
    flawed.record = { $0.replacing(",0\n", with: ",1\n") }
    await #expect(throws: InstallerError.self) { _ = try await place.install("two", flawed) }
    let names = try FileManager.default.contentsOfDirectory(atPath: place.store.directory.string)
    #expect(names.isEmpty)
  }

  @Test func `what was never finished goes, and what nobody asks for`() async throws {
    let place = try Place()
    _ = try await place.install("one")
    let draft = place.store.directory.appending("\(place.entry.lastSystemText)abcdefgh.tmp")
    try FileManager.default.createDirectory(
      atPath: draft.appending("0").string,
      withIntermediateDirectories: true
    )
    let stranger = try place.folder.makeFolder("cache/swiftpip/unpacked/notes")
    let now = Timestamp.now()
    func isThere(_ path: FilePath) -> Bool { FileManager.default.fileExists(atPath: path.string) }
    place.store.keepHouse(now: now)
    #expect(isThere(draft) && isThere(place.entry))
    place.store.keepHouse(now: now + .seconds(3600))
    #expect(!isThere(draft) && isThere(place.entry))
    place.store.keepHouse(now: now + .seconds(61 * 86_400))
    #expect(!isThere(place.entry) && isThere(stranger))
  }
}
