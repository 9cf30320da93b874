import PipPackaging
import Testing

@Suite struct EntryPointsTests {
  @Test func `groups have names and values, in their order`() throws {
    let text = """
      ignored = before
      # a comment
      [console_scripts]
      b = x:y
       a=z : w
      b = later
      [ other ]
      c =

      """
    let entryPoints = try #require(EntryPoints(Array(text.utf8)))
    let scripts = entryPoints["console_scripts"]
    #expect(scripts.map(\.name) == ["b", "a"])
    #expect(scripts.map(\.value) == ["later", "z : w"])
    #expect(entryPoints[" other "].map(\.value) == [""])
    #expect(entryPoints["missing"].isEmpty)
    #expect(entryPoints.groupNames == [" other ", "console_scripts"])
  }

  @Test(arguments: ["[a]\nb", "[a]\n= b", "\u{0}[a]\nb"])
  func `what has no name in a group is none`(text: String) {
    #expect((EntryPoints(Array(text.utf8)) == nil) == text.hasPrefix("[a]"))
    #expect(EntryPoints([0xFF]) == nil)
  }

  @Test(
    arguments: [
      ("a", "a", nil), ("a.b:c", "a.b", "c"), ("a:b.c", "a", "b.c"), ("a:b [x]", "a", "b"),
      ("\u{E9}:b", "\u{E9}", "b"),
    ] as [(String, String, String?)]
  )
  func `a reference has a module and perhaps an attribute`(
    text: String,
    module: String,
    attribute: String?
  ) throws {
    let reference = try #require(ObjectReference(text))
    #expect(reference.module == module && reference.attribute == attribute)
  }

  @Test(arguments: ["", ":", "a:", "a b", "a-b:c", "a:b c", "a:b:c", ".a:b", "a;import os:b"])
  func `another text is no reference`(text: String) {
    #expect(ObjectReference(text) == nil)
  }
}

@Suite struct WheelMetadataTests {
  @Test func `a wheel says its format and whether it is pure`() throws {
    let text = "Wheel-Version: 1.0\nRoot-Is-Purelib: TRUE\nTag: py3-none-any\nTag: cp3.cp4-x-y\n"
    let wheel = try #require(WheelMetadata(Array(text.utf8)))
    #expect(wheel.version == [1, 0] && wheel.isRootPure)
    let supported = SupportedTags([CompatibilityTag(python: "cp4", abi: "x", platform: "y")])
    #expect(wheel.isAccepted(by: supported))
    #expect(!wheel.isAccepted(by: SupportedTags([])))
  }

  @Test(arguments: ["", "Wheel-Version: 1.x\n", "Wheel-Version: \n", "Tag: a\n"])
  func `without a version it is none`(text: String) {
    #expect(WheelMetadata(Array(text.utf8)) == nil)
  }
}

@Suite struct RecordWritingTests {
  @Test func `rows are sorted and quoted as Python's csv does`() {
    let record = RecordFile(rows: [
      .init(path: "b", algorithm: "sha256", digest: "x", size: 1), .init(path: "a,\"b\"\n"),
      .init(path: "B"),
    ])
    #expect(
      String(decoding: record.bytes, as: UTF8.self)
        == "B,,\r\n\"a,\"\"b\"\"\n\",,\r\nb,sha256=x,1\r\n"
    )
  }

  @Test func `what is written is read`() {
    let rows: [RecordFile.Row] = [
      .init(path: "a b", algorithm: "sha256", digest: "x_-", size: 0), .init(path: "c\"d"),
    ]
    #expect(RecordFile(RecordFile(rows: rows).bytes)?.rows == rows)
  }
}

@Suite struct DirectURLTests {
  @Test(
    arguments: [
      (
        #"{"url": "https://h.example/r", "vcs_info": {"vcs": "git", "commit_id": "abc"}}"#,
        "n @ git+https://h.example/r@abc"
      ),
      (
        #"{"url": "https://h.example/a.whl", "archive_info": {"hash": "sha256=ff"}}"#,
        "n @ https://h.example/a.whl#sha256=ff"
      ),
      (
        #"{"url": "https://h.example/a", "archive_info": {"hashes": {"sha256": "ee"}}, "subdirectory": "s"}"#,
        "n @ https://h.example/a#sha256=ee&subdirectory=s"
      ),
      (#"{"url": "file:///p", "dir_info": {}}"#, "n @ file:///p"),
    ]
  )
  func `what is installed from an address is asked for by it`(json: String, text: String) {
    #expect(DirectURL(Array(json.utf8))?.requirement(of: "n") == text)
  }

  @Test func `an editable one has a folder`() {
    let json = #"{"url": "file:///a%20b", "dir_info": {"editable": true}}"#
    #expect(DirectURL(Array(json.utf8))?.editableLocation == "/a b")
    let other = #"{"url": "file:///a", "dir_info": {"editable": false}}"#
    #expect(DirectURL(Array(other.utf8))?.editableLocation == nil)
  }

  @Test(arguments: ["", "{}", #"{"url": "x"}"#, #"{"url": 1, "dir_info": {}}"#])
  func `another file is none`(json: String) {
    #expect(DirectURL(Array(json.utf8)) == nil)
  }
}

@Suite struct RequirementsFileTests {
  @Test func `lines are requirements or options`() throws {
    let text = """
      # a comment
      -r other.txt
      --find-links=wheels # more
      -fmore
      a==1 \\
        --hash=sha256:x --hash sha256:y
      b>=2 # why
      https://h.example/#fragment
      c; os_name == 'x'

      """
    let file = try RequirementsFile(Array(text.utf8))
    #expect(file.options.map(\.name) == ["requirement", "find-links", "find-links"])
    #expect(file.options.map(\.value) == ["other.txt", "wheels", "more"])
    #expect(
      file.lines.map(\.text) == [
        "a==1", "b>=2", "https://h.example/#fragment", "c; os_name == 'x'",
      ]
    )
    #expect(file.lines.map(\.number) == [5, 7, 8, 9])
    #expect(file.lines[0].hashes == ["sha256:x", "sha256:y"])
  }

  @Test func `options are split as a shell splits words`() throws {
    let text = """
      --pre --require-hashes -f 'a b' --find-links=c\\ d -r"e"
      six==1 --hash "sha256:x" --hash='sha256:y'

      """
    let file = try RequirementsFile(Array(text.utf8))
    #expect(
      file.options.map { "\($0.name) \($0.value)" } == [
        "pre ", "require-hashes ", "find-links a b", "find-links c d", "requirement e",
      ]
    )
    #expect(file.lines.map(\.hashes) == [["sha256:x", "sha256:y"]])
  }

  @Test(arguments: [
    ("six --hahs=sha256:00", RequirementsFile.Flaw.unknownOption("--hahs", line: 1)),
    ("six --hash", .value("--hash", line: 1)),
    ("six --pre", .unknownOption("--pre", line: 1)),
    ("six --global-option=x", .unknownOption("--global-option", line: 1)),
    ("--hash=sha256:00", .unknownOption("--hash", line: 1)),
    ("\n--pre=x", .value("--pre", line: 2)),
    ("-r", .value("-r", line: 1)),
    ("-r a b", .unexpected("b", line: 1)),
    ("-f 'a", .openQuote(line: 1)),
    ("-z", .unknownOption("-z", line: 1)),
  ])
  func `what is no option is refused`(text: String, flaw: RequirementsFile.Flaw) {
    #expect(throws: flaw) { try RequirementsFile(Array(text.utf8)) }
    #expect(!flaw.reason.isEmpty)
  }

  @Test func `files are in the encoding that they say`() throws {
    func lines(_ bytes: [UInt8]) throws -> [String] {
      try RequirementsFile(bytes).lines.map(\.text)
    }
    let text = "d\u{E9}mo"
    // The smallest byte first.
    func bytes<Unit: FixedWidthInteger>(_ units: [Unit]) -> [UInt8] {
      units.flatMap { unit in
        (0..<(Unit.bitWidth / 8)).map { UInt8(truncatingIfNeeded: unit >> Unit(8 * $0)) }
      }
    }
    let units = Array("\u{FEFF}\(text)\n".utf16)
    #expect(try lines(bytes(units)) == [text])
    #expect(try lines(bytes(units.map(\.byteSwapped))) == [text])
    let scalars = "\u{FEFF}\(text)".unicodeScalars.map(\.value)
    #expect(try lines(bytes(scalars)) == [text])
    #expect(try lines(bytes(scalars.map(\.byteSwapped))) == [text])
    #expect(try lines(Array("# -*- coding: latin-1 -*-\nd".utf8) + [0xE9, 0x6D, 0x6F]) == [text])
    #expect(throws: RequirementsFile.Flaw.otherEncoding("koi8-r")) {
      try lines(Array("#coding=koi8-r\n".utf8))
    }
    #expect(throws: RequirementsFile.Flaw.noText(encoding: "UTF-16")) {
      try lines([0xFF, 0xFE, 0])
    }
  }

  @Test func `what is no text is no file`() throws {
    let filled = try RequirementsFile(
      Array("${A}==${B} ${c} $A ${NONE} ${EMPTY} ${A\n# ${A}\n".utf8),
      filling: { ["A": "demo", "B": "1 # no comment", "EMPTY": ""][$0] }
    )
    #expect(
      filled.lines.map(\.text) == ["demo==1 # no comment ${c} $A ${NONE} ${EMPTY} ${A"]
    )
    #expect(throws: RequirementsFile.Flaw.noText(encoding: "UTF-8")) {
      try RequirementsFile([0xFF])
    }
    #expect(try RequirementsFile([]).lines.isEmpty)
    #expect(try RequirementsFile(Array("a \\".utf8)).lines.map(\.text) == ["a"])
  }
}
