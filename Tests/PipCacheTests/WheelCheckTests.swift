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
}
