import PipPaths
import SystemPackage
import TestSupport
import Testing

@Suite struct FilePathPythonRulesTests {
  @Test(
    arguments: [
      ("plain/deep", "plain/deep"),
      ("missing/a/../b", "missing/b"),
      ("link/x", "plain/x"),
      ("link/../x", "x"),
      ("chain", "plain"),
      ("chain/./q//r/", "plain/q/r"),
      ("dangling/x", "nowhere/deep/x"),
      ("dangling/../x", "nowhere/x"),
      ("loop", "loop"),
      ("loop/x", "loop/x"),
      ("loop/../x", "x"),
      ("ping/x/y", "ping/x/y"),
      ("inside/outside", "plain"),
      ("file/x", "file/x"),
    ])
  func `links are replaced as far as they lead`(text: String, expected: String) throws {
    let folder = try ScratchFolder()
    try folder.makeFolder("plain")
    try folder.makeFolder("inside")
    try folder.write("file", "")
    try folder.link("link", to: "plain")
    try folder.link("chain", to: "link")
    try folder.link("dangling", to: "nowhere/deep")
    try folder.link("loop", to: "loop")
    try folder.link("ping", to: "pong")
    try folder.link("pong", to: "ping")
    try folder.link("inside/outside", to: "../link/.")
    let path = FilePath(folder.path.string + "/" + text)
    #expect(path.realPath(from: nil) == folder.path.appending(expected))
    #expect(FilePath(text).realPath(from: folder.path) == folder.path.appending(expected))
  }

  @Test func `an absolute link starts anew`() throws {
    let folder = try ScratchFolder()
    let real = try folder.makeFolder("real")
    try folder.link("link", to: real.string)
    #expect(FilePath("link/x").realPath(from: folder.path) == real.appending("x"))
  }

  @Test func `a long chain of links ends`() throws {
    let folder = try ScratchFolder()
    for index in 0..<300 { try folder.link("c\(index)", to: "c\(index + 1)") }
    let path = try #require(folder.path.appending("c0").realPath(from: nil))
    #expect(path.starts(with: folder.path))
  }

  @Test func `a relative path without a start is nowhere`() {
    #expect(FilePath("a").realPath(from: nil) == nil)
    #expect(FilePath("a").absolute(from: nil) == nil)
  }

  @Test(
    arguments: [
      ("/a/../b", "/b"), ("a/./b", "/w/a/b"), ("../a", "/a"), ("../../a", "/a"), ("/", "/"),
    ])
  func `an absolute path has no dots`(text: FilePath, expected: FilePath) {
    #expect(text.absolute(from: "/w") == expected)
  }
}
