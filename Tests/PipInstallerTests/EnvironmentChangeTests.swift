import Foundation
import PipEnvironments
import PipSystem
import SystemPackage
import TestSupport
import Testing

@testable import PipInstaller

@Suite struct EnvironmentChangeTests {
  private static let now = Timestamp(seconds: 4_000_000_000, nanoseconds: 0)

  /// The files below a folder, and what is in them.
  private func files(_ folder: FilePath) throws -> [String: String] {
    let names = FileManager.default.enumerator(atPath: folder.string)?.allObjects ?? []
    var files: [String: String] = [:]
    for name in names.compactMap({ $0 as? String }) {
      let path = folder.appending(name)
      guard try path.status(following: .nothing).kind == .regular else { continue }
      files[name] = try String(contentsOfFile: path.string, encoding: .utf8)
    }
    return files
  }

  private func prepare(_ change: EnvironmentChange, _ name: String, _ text: String) throws {
    let path = change.staging.purelib.appending(name)
    try path.removingLastComponent().makeDirectories(permissions: [.ownerReadWriteExecute])
    try text.write(toFile: path.string, atomically: false, encoding: .utf8)
  }

  @Test func `nothing is seen of a change until it is made, and all of it afterwards`() throws {
    let folder = try ScratchFolder()
    try folder.write("lib/site-packages/there/a.py", "old")
    try folder.write("lib/site-packages/gone/x.py", "old")
    try folder.write("lib/site-packages/gone-1.dist-info/RECORD", "old")
    let scheme = InstallScheme.test(folder.path)
    let change = try EnvironmentChange.begin(in: scheme, now: Self.now)
    try prepare(change, "there/a.py", "new")
    try prepare(change, "there/b/c.py", "new")
    try prepare(change, "new-1.dist-info/RECORD", "new")
    #expect(try !files(scheme.purelib).contains { $0.value == "new" && !$0.key.hasPrefix(".") })
    let gone = ["gone/x.py", "gone-1.dist-info/RECORD", "there/a.py", "missing.py"]
    try change.commit(removing: gone.map { scheme.purelib.appending($0) })
    #expect(
      try files(scheme.purelib) == [
        "there/a.py": "new", "there/b/c.py": "new", "new-1.dist-info/RECORD": "new",
      ]
    )
    #expect(!FileManager.default.fileExists(atPath: scheme.purelib.appending("gone").string))
  }

  @Test func `a file that is there under another name is put in its place as well`() throws {
    let folder = try ScratchFolder()
    let scheme = InstallScheme.test(folder.path)
    try folder.write("lib/site-packages/there/a.py", "same")
    let change = try EnvironmentChange.begin(in: scheme, now: Self.now)
    let staged = change.staging.purelib.appending("there")
    try staged.makeDirectories(permissions: [.ownerReadWriteExecute])
    try FileManager.default.linkItem(
      atPath: scheme.purelib.appending("there/a.py").string,
      toPath: staged.appending("a.py").string
    )
    try change.commit(removing: [])
    #expect(try files(scheme.purelib) == ["there/a.py": "same"])
  }

  @Test func `what is in the way is told before anything is changed`() throws {
    for (there, comes) in [("a", "a/b"), ("a/b", "a")] {
      let folder = try ScratchFolder()
      let scheme = InstallScheme.test(folder.path)
      try folder.write("lib/site-packages/\(there)", "old")
      try folder.write("lib/site-packages/other.py", "old")
      let change = try EnvironmentChange.begin(in: scheme, now: Self.now)
      try prepare(change, comes, "new")
      try prepare(change, "c.py", "new")
      do {
        try change.commit(removing: [scheme.purelib.appending("other.py")])
        Issue.record("nothing was in the way")
      } catch {
        #expect(!error.didBegin)
      }
      change.abandon()
      #expect(try files(scheme.purelib) == [there: "old", "other.py": "old"])
    }
  }

  @Test func `a change that was stopped is made to its end by the next`() throws {
    let folder = try ScratchFolder()
    let scheme = InstallScheme.test(folder.path)
    let library = scheme.purelib
    try folder.write("lib/site-packages/gone.py", "old")
    try folder.write("lib/site-packages/there/a.py", "old")
    let stage = "lib/site-packages/.swiftpip-12345678"
    try folder.write("\(stage)/0/there/b.py", "new")
    try folder.write("\(stage)/0/new-1.dist-info/RECORD", "new")
    let journal = ChangeJournal(folders: [library], removed: [library.appending("gone.py")])
    try folder.write("\(stage)/journal", journal.bytes)
    #expect(EnvironmentChange.unfinished(in: scheme).count == 1)
    let next = try EnvironmentChange.begin(in: scheme, now: Self.now)
    next.abandon()
    #expect(
      try files(library) == [
        "there/a.py": "old", "there/b.py": "new", "new-1.dist-info/RECORD": "new",
      ]
    )
    #expect(EnvironmentChange.unfinished(in: scheme).isEmpty)
  }

  @Test func `what a link leads to is not removed`() throws {
    let folder = try ScratchFolder()
    let scheme = InstallScheme.test(folder.path.appending("env"))
    try folder.write("outside/a.py", "theirs")
    try folder.makeFolder("env/lib/site-packages")
    try folder.link("env/lib/site-packages/demo", to: folder.path.appending("outside").string)
    let change = try EnvironmentChange.begin(in: scheme, now: Self.now)
    try change.commit(removing: [scheme.purelib.appending("demo/a.py"), "/etc/nothing-of-ours"])
    #expect(try files(folder.path)["outside/a.py"] == "theirs")
  }

  @Test func `where both folders for modules are one, each file has one path`() throws {
    let folder = try ScratchFolder()
    try folder.write("lib/site-packages/demo/a.py", "old")
    try folder.write("lib/site-packages/demo/b.py", "old")
    let record =
      "demo/a.py,,\n../../lib64/site-packages/demo/b.py,,\n../../bin/demo,,\ndemo-1.0.dist-info/METADATA,,\ndemo-1.0.dist-info/RECORD,,\n"
    try folder.write("lib/site-packages/demo-1.0.dist-info/RECORD", record)
    try folder.write("lib/site-packages/demo-1.0.dist-info/METADATA", "Name: demo\nVersion: 1.0\n")
    try folder.write("bin/demo", "old")
    let apart = InstallScheme.test(folder.path)
    #expect(apart.unified() == apart)
    #expect(apart.library(at: apart.platlib) == apart.platlib)
    try folder.link("lib64", to: "lib")
    let scheme = apart.unified()
    #expect(scheme.platlib == apart.purelib)
    let found = try #require(InstalledDistribution.all(in: [apart.platlib]).first)
    #expect(found.location == apart.platlib)
    #expect(scheme.holds(found))
    let removed = try Uninstallation(of: found, in: scheme)
    #expect(removed.spared.isEmpty)
    #expect(removed.files.count == 5)
    let libraryFiles = removed.files.filter { $0.starts(with: scheme.purelib) }
    #expect(libraryFiles.count == 4)
    // What comes for one folder and goes from the other would go for good if it was stopped in between.
    let change = try EnvironmentChange.begin(in: scheme, now: Self.now)
    #expect(change.staging.platlib == change.staging.purelib)
    try prepare(change, "demo/a.py", "new")
    try change.commit(removing: removed.files)
    let left = try files(scheme.purelib)
    #expect(left == ["demo/a.py": "new"])
    #expect(!FileManager.default.fileExists(atPath: folder.path.appending("bin/demo").string))
  }

  @Test func `what is behind a link in the environment goes, and what is outside is spared`() throws
  {
    let folder = try ScratchFolder()
    let scheme = InstallScheme.test(folder.path.appending("env"))
    let record =
      "demo/a.py,,\n../../../lib64/site-packages/b.py,,\naway/c.py,,\n../../share/x,,\ndemo-1.0.dist-info/RECORD,,\n"
    let library = "env/lib/site-packages"
    try folder.write("\(library)/demo-1.0.dist-info/RECORD", record)
    try folder.write("\(library)/demo-1.0.dist-info/METADATA", "Name: demo\nVersion: 1.0\n")
    try folder.write("env/store/demo/a.py", "a")
    try folder.link("\(library)/demo", to: "../../store/demo")
    try folder.write("away/c.py", "theirs")
    try folder.link("\(library)/away", to: "../../../away")
    try folder.write("env/own/x", "x")
    try folder.link("env/share", to: "own")
    let found = try #require(InstalledDistribution.all(in: [scheme.purelib]).first)
    let removed = try Uninstallation(of: found, in: scheme)
    #expect(removed.spared == ["../../../lib64/site-packages/b.py", "away/c.py"])
    let change = try EnvironmentChange.begin(in: scheme, now: Self.now)
    try change.commit(removing: removed.files)
    for path in ["env/store/demo/a.py", "env/own/x", "\(library)/demo-1.0.dist-info/RECORD"] {
      #expect(
        !FileManager.default.fileExists(atPath: folder.path.appending(path).string),
        "\(path)"
      )
    }
    #expect(FileManager.default.fileExists(atPath: folder.path.appending("away/c.py").string))
  }

  @Test func `what was only prepared goes once it is old`() throws {
    let folder = try ScratchFolder()
    let scheme = InstallScheme.test(folder.path)
    try folder.write("lib/site-packages/.swiftpip-12345678/0/x.py", "new")
    let soon = Timestamp(seconds: Int64(Date().timeIntervalSince1970), nanoseconds: 0)
    try EnvironmentChange.finishAll(in: scheme, now: soon)
    #expect(try files(scheme.purelib).count == 1)
    try EnvironmentChange.finishAll(in: scheme, now: Self.now)
    #expect(try files(scheme.purelib).isEmpty)
  }

  @Test func `a journal is read as it was written, and nothing else is one`() throws {
    let strange = FilePath(
      systemText: SystemText.string(decoding: Array("/a b/%\n\u{1}".utf8) + [0xFF])
    )
    let journal = ChangeJournal(folders: ["/x", strange], removed: [strange.appending("y")])
    #expect(ChangeJournal(journal.bytes) == journal)
    for count in 0..<journal.bytes.count {
      #expect(ChangeJournal(Array(journal.bytes.prefix(count))) == nil)
    }
    for text in ["remove x", "remove /a/../b", "other /x", "remove /%0", "remove /%00", "remove"] {
      #expect(ChangeJournal(Array("swiftpip change 1\n\(text)\nend\n".utf8)) == nil)
    }
  }
}
