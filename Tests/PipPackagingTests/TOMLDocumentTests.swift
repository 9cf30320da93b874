import Testing

@testable import PipPackaging

@Suite struct TOMLDocumentTests {
  private static func read(_ text: String) throws -> [String: TOMLValue] {
    try TOMLDocument.read(Array(text.utf8))
  }

  @Test func `values of every kind are read`() throws {
    let text = #"""
      # A document.
      title = "a \"b\" \u00e9\t"
      'literal name' = 'C:\path'
      long = """
      one \
         two
      three"""
      raw = '''a'b'''
      number = 1_000
      hex = 0xFF
      negative = -17
      real = 6.02e23
      truth = true
      moment = 1979-05-27 07:32:00Z
      day = 1979-05-27
      list = [1, [2, "x"], # with a comment
        { a.b = 1 },
      ]
      dotted.name.deep = 1
      dotted.other = 2
      [table]
      x = 1
      [table.inner]
      y = 2
      [[many]]
      z = 1
      [[many]]
      z = 2
      [many.sub]
      w = 3
      """#
    let document = try Self.read(text)
    #expect(document["title"] == .text("a \"b\" é\t"))
    #expect(document["literal name"] == .text("C:\\path"))
    #expect(document["long"] == .text("one two\nthree"))
    #expect(document["raw"] == .text("a'b"))
    #expect(document["number"] == .integer(1000) && document["hex"] == .integer(255))
    #expect(document["negative"] == .integer(-17) && document["real"] == .number("6.02e23"))
    #expect(document["truth"] == .truth(true))
    #expect(document["moment"] == .moment("1979-05-27 07:32:00Z"))
    #expect(document["day"] == .moment("1979-05-27"))
    #expect(
      document["list"]
        == .list([
          .integer(1), .list([.integer(2), .text("x")]),
          .table(["a": .table(["b": .integer(1)])]),
        ])
    )
    #expect(
      document["dotted"]
        == .table(["name": .table(["deep": .integer(1)]), "other": .integer(2)])
    )
    #expect(
      document["table"] == .table(["x": .integer(1), "inner": .table(["y": .integer(2)])])
    )
    #expect(
      document["many"]
        == .list([
          .table(["z": .integer(1)]),
          .table(["z": .integer(2), "sub": .table(["w": .integer(3)])]),
        ])
    )
  }

  @Test(arguments: [
    "a = 1\na = 2", "a = 1\n[a]", "[a]\n[a]", "[a]\n[[a]]", "a.b = 1\n[a]", "a = {b = 1}\na.c = 2",
    "a", "a =", "= 1", "a = \"x", "a = 'x\n'", "a = [1", "a = {b = 1", "[a", "a = 01", "a = 1__0",
    "a = 1.", "a = .5", "a = \"\\x\"", "a = \"\\ud800\"", "a = 1 b = 2", "a = tru", "a = 0x",
    "a = 99999999999999999999", "a = \"\u{1}\"", "# \u{1}", "a = {b = 1\n}",
  ])
  func `what is no document is refused`(text: String) {
    #expect(throws: TOMLError.self) { try Self.read(text) }
  }

  @Test func `nesting has an end`() {
    let deep = "a = " + String(repeating: "[", count: 5000) + String(repeating: "]", count: 5000)
    #expect(throws: TOMLError(line: 1, reason: "values are nested too deep")) {
      try Self.read(deep)
    }
    #expect(throws: TOMLError.self) {
      try Self.read(String(repeating: "a.", count: 5000) + "a = 1")
    }
    #expect(throws: TOMLError.self) { try TOMLDocument.read([0x61, 0x3D, 0xFF]) }
  }
}

@Suite struct LockfileTests {
  private static let lock = Lockfile(
    creator: "swift\"pip",
    requiresPython: ">=3.8",
    packages: [
      Lockfile.Package(
        name: "demo",
        version: "1.0",
        marker: "python_version > '3'",
        wheels: [
          Lockfile.File(
            name: "demo-1.0-py3-none-any.whl",
            path: "wheels/demo-1.0-py3-none-any.whl",
            size: 7,
            hashes: ["sha256": "00"]
          )
        ]
      )
    ]
  )

  @Test func `what is written is read`() throws {
    #expect(try Lockfile(Self.lock.bytes) == Self.lock)
  }

  @Test func `files have names, or those of where they are`() throws {
    let text = """
      lock-version = "1.1"
      created-by = "somebody"
      [[packages]]
      name = "Demo_Project"
      sdist = { path = "x.tar.gz", hashes = { sha256 = "00" } }
      wheels = [ { url = "https://index.example/a/demo_project-1-py3-none-any.whl" } ]
      """
    let lock = try Lockfile(Array(text.utf8))
    #expect(lock.packages.first?.name == "demo-project")
    #expect(lock.packages.first?.wheels.first?.name == "demo_project-1-py3-none-any.whl")
    #expect(lock.packages.first?.otherSources == ["sdist"])
  }

  @Test func `what is no lock is refused`() {
    for text in [
      "", "lock-version = 1", "lock-version = \"1.0\"", "lock-version = \"1.0\"\npackages = 1",
    ] {
      #expect(throws: LockfileError.self) { try Lockfile(Array(text.utf8)) }
    }
    #expect(throws: LockfileError.laterVersion("2.0")) {
      try Lockfile(Array("lock-version = \"2.0\"\npackages = []".utf8))
    }
    #expect(Lockfile.isName("pylock.toml") && Lockfile.isName("pylock.x.toml"))
    #expect(!Lockfile.isName("pylock.x.y.toml") && !Lockfile.isName("lock.toml"))
  }
}
