import PipArchives
import PipDiagnostics
import PipPackaging
import PipSystem
import SystemPackage
import TestSupport
import Testing

@testable import PipInstaller

@Suite struct WheelTests {
  /// Opens a wheel and reads all of its files.
  private func flaw(of wheel: TestWheel) throws -> WheelFlaw? {
    do {
      let folder = try ScratchFolder()
      let source = try wheel.source(in: folder)
      var wheel = try Wheel(try source.open(), named: source.name)
      for index in wheel.contents.layout.files.indices { try wheel.read(index) { _ in } }
      return nil
    } catch InstallerError.malformed(_, let flaw) {
      return flaw
    }
  }

  @Test func `what helps is said where a wheel cannot be read`() {
    func hint(_ error: ArchivesError) -> String? {
      InstallerError.archive("demo.whl", error).diagnostic.hint
    }
    #expect(hint(.notAnArchive) == "fetch it anew")
    #expect(hint(.unreadable(SystemFailure("open", "/a", .permissionDenied))) == nil)
    #expect(
      hint(.unreadable(SystemFailure("open", "/a", .tooManyOpenFiles)))?.contains("ulimit") == true
    )
  }

  @Test func `a wheel that is as it should be has no flaw`() throws {
    var wheel = TestWheel()
    wheel.entryPoints = "[console_scripts]\ndemo = demo:main\n"
    wheel.files += [("demo-1.0.data/scripts/tool", "#!python\n", 0o100755)]
    #expect(try flaw(of: wheel) == nil)
  }

  @Test(arguments: [
    "../x", "/x", "a/../../x", "a/./b", "a//b", "./a", "a\\b", "a\u{1}b", "a\u{7F}b", "..", "a/..",
  ])
  func `a path that leads elsewhere is refused`(path: String) throws {
    #expect(try flaw(of: TestWheel([(path, "")])) == .path(path))
  }

  @Test func `what is neither a file nor a folder is refused`() throws {
    for (path, mode) in [("link", 0o120777), ("fifo", 0o010644), ("x/", 0o100644), ("y", 0o040755)]
    {
      var wheel = TestWheel()
      wheel.files.append((path, "", mode))
      #expect(try flaw(of: wheel) == .kind(path))
    }
  }

  @Test func `files below .data are for places that there are`() throws {
    for path in ["demo-1.0.data/other/x", "demo-1.0.data/x", "other.data/Purelib/x"] {
      #expect(try flaw(of: TestWheel([(path, "")])) == .scheme(path))
    }
    let twice = TestWheel([("a.py", ""), ("demo-1.0.data/purelib/a.py", "")])
    #expect(try flaw(of: twice) == .twice("demo-1.0.data/purelib/a.py"))
  }

  @Test func `the metadata is this wheel's, and one's only`() throws {
    var wheel = TestWheel()
    wheel.metadata = "Metadata-Version: 2.1\nName: other\nVersion: 1.0\n"
    #expect(try flaw(of: wheel) == .otherProject("other 1.0"))
    wheel.metadata = "Metadata-Version: 2.1\nName: demo\nVersion: 2.0\n"
    #expect(try flaw(of: wheel) == .otherProject("demo 2.0"))
    wheel.metadata = "Name: demo\n"
    #expect(try flaw(of: wheel) == .unreadable("METADATA"))
    let several = TestWheel([("other-1.dist-info/METADATA", "")])
    #expect(try flaw(of: several) == .severalMetadata(["other-1.dist-info", "demo-1.0.dist-info"]))
  }

  @Test func `the folder of metadata has the whole name, not one that begins so`() throws {
    let folder = try ScratchFolder()
    var wheel = TestWheel()
    wheel.name = "demonstration"
    let path = try folder.write("demo-1.0-py3-none-any.whl", wheel.bytes)
    let name = try #require(WheelFileName("demo-1.0-py3-none-any.whl"))
    #expect(
      throws: InstallerError.malformed(name.fileName, .noMetadata(expected: "demo-1.0.dist-info"))
    ) {
      _ = try Wheel(FileRange(.openRegularFile(path)), named: name)
    }
  }

  @Test func `the form is one that is known`() throws {
    var wheel = TestWheel()
    wheel.format = "Wheel-Version: 2.0\n"
    #expect(try flaw(of: wheel) == .laterFormat("2.0"))
    for text in ["", "Wheel-Version: x\n", "Wheel-Version: 1.-1\n"] {
      wheel.format = text
      #expect(try flaw(of: wheel) == .unreadable("WHEEL"))
    }
  }

  @Test func `RECORD names every file, with a digest that holds`() throws {
    var wheel = TestWheel()
    func flaw(_ record: @escaping (String) -> String?) throws -> WheelFlaw? {
      wheel.record = record
      return try self.flaw(of: wheel)
    }
    #expect(try flaw { _ in nil } == .missing("RECORD"))
    #expect(try flaw { _ in "" } == .unrecorded("demo-1.0.dist-info/METADATA"))
    let file = "demo/__init__.py"
    func line(_ change: @escaping (String) -> String) -> (String) -> String {
      { text in
        text.split(separator: "\n").map { $0.hasPrefix(file) ? change(String($0)) : String($0) }
          .joined(separator: "\n")
      }
    }
    #expect(try flaw(line { $0.replacing("sha256=", with: "md5=") }) == .weakHash(file))
    #expect(try flaw(line { _ in "\(file),," }) == .weakHash(file))
    #expect(try flaw(line { $0.replacing(",6", with: ",7") }) == .digest(file))
    #expect(
      try flaw(line { _ in "\(file),sha256=\(String(repeating: "A", count: 43)),6" })
        == .digest(file)
    )
    #expect(
      try flaw { $0 + "demo/x,sha256=\(String(repeating: "A", count: 43)),1\n" }
        == .absent("demo/x")
    )
    // What has no digest was no file; it is not taken over.
    #expect(try flaw { $0 + "demo/,,\ndemo/x,,\n" } == nil)
    for path in ["../../x", "demo/../../x", "/etc/x", "./", "..", "demo/./x"] {
      #expect(try flaw { $0 + "\(path),,\n" } == .path(path))
    }
    #expect(try flaw { $0.replacing("demo/__init__", with: "./demo/__init__") } == nil)
  }

  @Test func `what only installers may write is left out`() throws {
    let folder = try ScratchFolder()
    let wheel = TestWheel([
      ("demo-1.0.dist-info/INSTALLER", "evil"), ("demo-1.0.dist-info/direct_url.json", "{}"),
      ("demo-1.0.dist-info/REQUESTED", ""), ("demo.py", ""),
    ])
    let source = try wheel.source(in: folder)
    let opened = try Wheel(try source.open(), named: source.name)
    let paths = opened.contents.layout.files.map { String(decoding: $0.path, as: UTF8.self) }
    #expect(paths.filter { !$0.contains(".dist-info") } == ["demo.py"])
    #expect(paths.count == 4)
  }
}
