import PipArchives
import PipSystem
import SystemPackage
import TestSupport
import Testing

@Suite struct FileRangeTests {
  @Test func `what cannot be read is noted once, by whoever asks for it`() throws {
    let folder = try ScratchFolder()
    let path = try folder.write("file", "content")
    let note = ReadNote()
    let whole = try FileRange(
      OwnedDescriptor.openRegularFile(path, following: .nothing),
      noting: note
    )
    #expect(try whole.read(at: 3, count: 100) == Array("tent".utf8))
    #expect(note.failure == nil)
    // For writing only.
    let closed = try OwnedDescriptor.open(path, .writeOnly)
    let range = FileRange(closed, offset: 0, length: 7, noting: note)
    #expect(throws: SystemFailure.self) { _ = try range.read(at: 0, count: 1) }
    #expect(note.failure?.errno == .badFileDescriptor)
  }
}
