import PipPackaging
import PipSystem
import SystemPackage
import TestSupport
import Testing

@testable import PipIndex

@Suite struct FindLinksTests {
  private func answer(
    _ path: FilePath,
    _ kind: IndexSource.Kind = .findLinks,
    limits: IndexLimits = IndexLimits()
  ) throws -> PageAnswer {
    let project = try #require(PackageName("Demo"))
    let source = IndexSource(kind, .local(path))
    return try FindLinks(limits: limits).answer(for: project, from: source, at: path)
  }

  @Test func `a folder offers its files and those that its pages list`() throws {
    try withScratchDirectory { directory in
      try write("", to: directory.appending("demo-1.0-py3-none-any.whl"))
      try write(
        "<a href='demo-2.0.tar.gz'>x</a><a href='https://index.example/demo-3.0.tar.gz'>y</a>",
        to: directory.appending("more.html")
      )
      guard case .page(let page, nil) = try answer(directory) else {
        Issue.record("no page")
        return
      }
      let urls = Dictionary(uniqueKeysWithValues: page.files.map { ($0.fileName, $0.url) })
      #expect(
        urls == [
          "demo-1.0-py3-none-any.whl": "file://\(directory)/demo-1.0-py3-none-any.whl",
          "demo-2.0.tar.gz": "file://\(directory)/demo-2.0.tar.gz",
          "demo-3.0.tar.gz": "https://index.example/demo-3.0.tar.gz",
        ]
      )
    }
  }

  @Test func `a link to a folder and a page are as good`() throws {
    try withScratchDirectory { directory in
      let (folder, link) = (directory.appending("real"), directory.appending("link"))
      try folder.makeDirectory(permissions: .ownerReadWriteExecute)
      try write("", to: folder.appending("demo-1.0.zip"))
      try makeLink(at: link, to: folder)
      #expect(try answer(link).fileNames == ["demo-1.0.zip"])
      let page = directory.appending("page.html")
      try write("<a href=demo-1.1.zip>x</a>", to: page)
      #expect(try answer(page).fileNames == ["demo-1.1.zip"])
    }
  }

  @Test func `a file that is no page is itself what is offered`() throws {
    try withScratchDirectory { directory in
      let wheel = directory.appending("demo-1.0-py3-none-any.whl")
      try write("<a href=demo-9.zip>x</a>", to: wheel)
      #expect(try answer(wheel).fileNames == ["demo-1.0-py3-none-any.whl"])
    }
  }

  @Test(arguments: [
    ("https://index.example/a/demo-1.0-py3-none-any.whl?x=1", "demo-1.0-py3-none-any.whl"),
    ("https://index.example/demo-1.0.tar.gz", "demo-1.0.tar.gz"),
    ("https://index.example/demo-1.0%2Btwo.zip", "demo-1.0+two.zip"),
    ("https://index.example/simple/", nil),
    ("https://index.example/links.html", nil),
  ])
  func `an address may be that of a distribution`(text: String, name: String?) throws {
    #expect(try #require(IndexURL(text)).distribution?.fileName == name)
  }

  @Test func `names that are no text or need escapes survive`() throws {
    try withScratchDirectory { directory in
      for name in ["demo-1.0 é%41.zip", "demo-\u{10FFFF}.zip"] {
        try write("", to: directory.appending(FilePath(systemText: name).components))
      }
      guard case .page(let page, _) = try answer(directory) else {
        Issue.record("no page")
        return
      }
      for file in page.files {
        let path = directory.appending(FilePath(systemText: file.fileName).components)
        #expect(IndexURL(file.url)?.filePath == path)
      }
      #expect(page.files.count == 2)
    }
  }

  @Test func `an index in folders has a page for each project`() throws {
    try withScratchDirectory { directory in
      #expect(try answer(directory, .index) == .notFound)
      let folder = directory.appending("demo")
      try folder.makeDirectory(permissions: .ownerReadWriteExecute)
      try write("<a href=../../demo-1.0.zip>x</a>", to: folder.appending("index.html"))
      #expect(try answer(directory, .index).fileNames == ["demo-1.0.zip"])
    }
  }

  @Test(arguments: [IndexSource.Kind.index, .findLinks])
  func `a place that is missing is an error of the setting`(kind: IndexSource.Kind) throws {
    try withScratchDirectory { directory in
      let missing = directory.appending("missing")
      let error = #expect(throws: IndexError.self) { try answer(missing, kind) }
      #expect(error?.code == "index.bad-setting")
    }
  }

  @Test func `a folder or page over the limits is refused`() throws {
    try withScratchDirectory { directory in
      for number in 0..<3 { try write("12345", to: directory.appending("demo-\(number).html")) }
      var limits = IndexLimits()
      limits.folderEntries = 2
      limits.pageBytes = 4
      #expect(throws: IndexError.tooLarge(directory.string, limit: 2, .entries)) {
        try answer(directory, limits: limits)
      }
      let page = directory.appending("demo-0.html")
      #expect(throws: IndexError.tooLarge(page.string, limit: 4)) {
        try answer(page, limits: limits)
      }
    }
  }
}
