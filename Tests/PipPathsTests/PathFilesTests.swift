import PipPaths
import SystemPackage
import TestSupport
import Testing

@Suite struct PathFilesTests {
  @Test func `lines name folders, in the order of the files' names`() throws {
    let folder = try ScratchFolder()
    for name in ["site", "one", "two", "site/inner", "three"] { try folder.makeFolder(name) }
    try folder.write("file", "")
    let path = folder.path.string
    try folder.write("site/b.pth", "\(path)/two\n../one  \r\n\(path)/two\n")
    try folder.write(
      "site/a.pth",
      "# \(path)/three\nimport sys; sys.path.insert(0, '\(path)/three')\n\ninner\nmissing\n../file\n"
    )
    try folder.write("site/.hidden.pth", "\(path)/three\n")
    try folder.write("site/c.txt", "\(path)/three\n")
    let found = PathFiles.folders(in: folder.path.appending("site"))
    #expect(
      found.map { String($0.string.dropFirst(path.utf8.count)) } == ["/site/inner", "/two", "/one"]
    )
  }

  @Test func `what is no text, or no file, adds nothing`() throws {
    let folder = try ScratchFolder()
    try folder.makeFolder("site/folder.pth")
    try folder.write("site/nul.pth", [0, 0x2F, 0x0A, 0xFF, 0xFE, 0x0A])
    #expect(PathFiles.folders(in: folder.path.appending("site")).isEmpty)
    #expect(PathFiles.folders(in: folder.path.appending("nowhere")).isEmpty)
  }
}
