import Foundation
import PipEnvironments
import PipPackaging
import PipSystem
import SystemPackage
import TestSupport
import Testing

@testable import PipInstaller

@Suite struct WheelBatchTests {
  private func install(
    _ wheels: [TestWheel],
    in folder: borrowing ScratchFolder,
    _ request: InstallRequest = InstallRequest()
  ) async throws -> FilePath {
    let prefix = try folder.makeFolder("env")
    let scheme = InstallScheme.test(prefix)
    var sources: [WheelSource] = []
    for wheel in wheels { sources.append(try wheel.source(in: folder, request)) }
    try await WheelBatch(sources).install(
      into: InstallSite(
        scheme: InstallScheme.test("/final"),
        staging: scheme,
        interpreter: "/final/bin/python",
        pythonMajor: 3,
        pythonMinor: 11
      )
    )
    return prefix
  }

  private func text(_ path: FilePath) throws -> String {
    try String(contentsOfFile: path.string, encoding: .utf8)
  }

  @Test func `each file is in the place of its kind, and RECORD says so`() async throws {
    let folder = try ScratchFolder()
    var wheel = TestWheel()
    wheel.entryPoints = "[console_scripts]\ndemo = demo:main\n[other]\nx = y\n"
    wheel.files += [
      ("demo-1.0.data/scripts/tool", "#!python\nx\n", 0o100644),
      ("demo-1.0.data/scripts/demo", "left out", 0o100755),
      ("demo-1.0.data/data/share/x", "data", 0o100644),
      ("demo-1.0.data/headers/x.h", "header", 0o100644),
      ("demo-1.0.data/platlib/y.so", "lib", 0o100755),
    ]
    let prefix = try await install([wheel], in: folder, InstallRequest(isRequested: true))
    #expect(try text(prefix.appending("bin/tool")) == "#!/final/bin/python\nx\n")
    #expect(try text(prefix.appending("bin/demo")).contains("from demo import main"))
    #expect(try text(prefix.appending("share/x")) == "data")
    #expect(try text(prefix.appending("include/site/demo/x.h")) == "header")
    #expect(try text(prefix.appending("lib64/site-packages/y.so")) == "lib")
    for (path, isRunnable) in [
      ("bin/demo", true), ("lib64/site-packages/y.so", true), ("share/x", false),
    ] {
      let mode = try prefix.appending(path).status().mode
      #expect(mode.contains(.ownerExecute) == isRunnable)
    }
    let metadata = prefix.appending("lib/site-packages/demo-1.0.dist-info")
    #expect(try text(metadata.appending("INSTALLER")) == "swiftpip\n")
    let rows = try #require(RecordFile(Array(text(metadata.appending("RECORD")).utf8))).rows
    #expect(
      rows.map(\.path) == [
        "../../bin/demo", "../../bin/tool", "../../include/site/demo/x.h",
        "../../lib64/site-packages/y.so", "../../share/x", "demo-1.0.dist-info/INSTALLER",
        "demo-1.0.dist-info/METADATA", "demo-1.0.dist-info/RECORD", "demo-1.0.dist-info/REQUESTED",
        "demo-1.0.dist-info/WHEEL", "demo-1.0.dist-info/entry_points.txt", "demo/__init__.py",
      ]
    )
    #expect(rows.allSatisfy { $0.digest != nil || $0.path == "demo-1.0.dist-info/RECORD" })
  }

  @Test func `of a file that two have the last one's counts`() async throws {
    for isReversed in [false, true] {
      let folder = try ScratchFolder()
      let one = TestWheel([("tests/__init__.py", "one"), ("one.py", "")])
      var two = TestWheel([("tests/__init__.py", "two"), ("two.py", "")])
      two.name = "second"
      let wheels = [one, two]
      let prefix = try await install(isReversed ? wheels.reversed() : wheels, in: folder)
      let content = try text(prefix.appending("lib/site-packages/tests/__init__.py"))
      #expect(content == (isReversed ? "one" : "two"))
    }
  }

  @Test func `the first flaw ends it`() async throws {
    let folder = try ScratchFolder()
    var flawed = TestWheel()
    flawed.record = { $0.replacing(",6", with: ",7") }
    await #expect(throws: InstallerError.malformed(flawed.fileName, .digest("demo/__init__.py"))) {
      _ = try await install([flawed], in: folder)
    }
  }
}

@Suite struct UninstallationTests {
  @Test func `only what is a distribution's own goes`() throws {
    let folder = try ScratchFolder()
    let scheme = InstallScheme.test(folder.path)
    let rows = [
      "demo/a.py", "demo/__pycache__/a.cpython-311.pyc", "../../bin/demo", "../../bin/python3",
      "../../pyvenv.cfg", "./", "", "demo/", "../../../outside", "/etc/passwd", "../..",
      "missing.py",
      "demo-1.0.dist-info/RECORD",
    ]
    for path in rows where !path.hasSuffix("/") && !path.isEmpty && path != "missing.py" {
      if path.hasPrefix("/") || path.hasPrefix("../../../") || path == "../.." { continue }
      try folder.write("lib/site-packages/\(path)", "x")
    }
    try folder.write("lib/site-packages/demo/__pycache__/a.cpython-312.opt-1.pyc", "x")
    try folder.write("lib/site-packages/demo/__pycache__/ab.cpython-312.pyc", "x")
    let record = rows.map { "\($0),," }.joined(separator: "\n")
    try folder.write("lib/site-packages/demo-1.0.dist-info/RECORD", record)
    try folder.write("lib/site-packages/demo-1.0.dist-info/METADATA", "Name: demo\nVersion: 1.0\n")
    let distribution = try #require(InstalledDistribution.all(in: [scheme.purelib]).first)
    let removal = try Uninstallation(of: distribution, in: scheme)
    let library = scheme.purelib
    let expected = [
      scheme.scripts.appending("demo"), library.appending("demo-1.0.dist-info/RECORD"),
      library.appending("demo/__pycache__/a.cpython-311.pyc"),
      library.appending("demo/__pycache__/a.cpython-312.opt-1.pyc"), library.appending("demo/a.py"),
      library.appending("missing.py"),
    ]
    #expect(Set(removal.files) == Set(expected))
    #expect(removal.spared.contains("/etc/passwd") && removal.spared.contains("../../pyvenv.cfg"))
  }

  @Test func `without a RECORD it is not known what is whose`() throws {
    let folder = try ScratchFolder()
    try folder.write("demo-1.0.dist-info/METADATA", "Name: demo\nVersion: 1.0\n")
    let distribution = try #require(InstalledDistribution.all(in: [folder.path]).first)
    #expect(throws: UninstallationError.unknownFiles(distribution)) {
      try Uninstallation(of: distribution, in: .test(folder.path))
    }
  }
}
