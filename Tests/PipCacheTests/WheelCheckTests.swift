import PipArchives
import PipSystem
import TestSupport
import Testing

@testable import PipCache

@Suite struct WheelCheckTests {
  private static let emptyDigest = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"

  private func problem(member: String, listed: String) throws -> EntryProblem? {
    var writer = ZipWriter()
    writer.add(member, "")
    writer.add("demo-1.0.dist-info/RECORD", "\(listed),sha256=\(Self.emptyDigest),0\n")
    let folder = try ScratchFolder()
    let path = try folder.write("demo.whl", writer.finished())
    let file = try OwnedDescriptor.openRegularFile(path)
    return WheelCheck.problem(of: try ZipArchive(FileRange(file)))
  }

  @Test func `a file is listed by its name, and not by one that only looks the same`() throws {
    let (composed, decomposed) = ("demo/\u{E9}.py", "demo/e\u{301}.py")
    #expect(try problem(member: composed, listed: composed) == nil)
    #expect(try problem(member: decomposed, listed: decomposed) == nil)
    #expect(try problem(member: composed, listed: decomposed) == .record(decomposed))
    #expect(try problem(member: decomposed, listed: composed) == .record(composed))
  }

  @Test(arguments: ["./demo/a.py", "demo\\a.py", ".\\demo\\a.py"])
  func `a file is found however its path is written`(listed: String) throws {
    #expect(try problem(member: "demo/a.py", listed: listed) == nil)
  }

  @Test func `a row that says nothing keeps no other from being compared`() throws {
    let listed = "odd,row,of,four\nhash,without,1\nshort\ndemo/a.py"
    #expect(try problem(member: "demo/a.py", listed: listed) == nil)
    #expect(try problem(member: "demo/b.py", listed: listed) == .record("demo/a.py"))
  }

  @Test func `a digest may stand in hexadecimal digits`() throws {
    let digest = "E3B0C44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    #expect(try problem(member: "a.py", listed: "a.py,sha256=\(digest),\na.py") == nil)
    let other = "a.py,sha256=\(digest.dropLast())0,\na.py"
    #expect(try problem(member: "a.py", listed: other) == .record("a.py"))
  }
}
