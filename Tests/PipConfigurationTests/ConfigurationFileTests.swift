import PipSystem
import Testing

@testable import PipConfiguration

@Suite struct ConfigurationFileTests {
  private func value(
    _ name: String,
    in section: String = "global",
    of text: String
  ) throws -> String? {
    try ConfigurationFile.parse(Array(text.utf8)).value(name, in: section)
  }

  private func problem(of bytes: [UInt8]) -> BrokenLine? {
    do {
      _ = try ConfigurationFile.parse(bytes)
      return nil
    } catch {
      return error.lines.last
    }
  }

  @Test(
    arguments: [
      ("[global]\ntimeout = 5\n", "5"),
      ("[global]\ntimeout: 5", "5"),
      ("[global]\r\ntimeout=5\r\n", "5"),
      ("[global]\rtimeout=5", "5"),
      ("[global] ; text after the bracket\ntimeout=5", "5"),
      ("[global]\nTimeOut=5", "5"),
      ("[global]\n--timeout=5", "5"),
      ("  [global]\ntimeout=5", "5"),
      ("[global]\ntimeout = 5 ; kept", "5 ; kept"),
      ("[global]\ntimeout = a = b : c", "a = b : c"),
      ("[global]\ntimeout =", ""),
      ("[global]\ntimeout = \"5\"", "\"5\""),
      ("[global]\ntimeout = %(x)s", "%(x)s"),
      ("[global]\n# c\n; c\n  # c\ntimeout = 5", "5"),
      ("[global]\n\u{3000}timeout\u{A0}=\u{2003}5\u{85}", "5"),
    ])
  func `an option is read in every spelling that Python reads`(
    text: String,
    expected: String
  ) throws {
    #expect(try value("timeout", of: text) == expected)
  }

  @Test(
    arguments: [
      ("[global]\nfind-links =\n  a\n  b\n", "\na\nb"),
      ("[global]\nfind-links = a\n\n  b", "a\n\nb"),
      ("[global]\nfind-links = a\n  # comment\n  b", "a\nb"),
      ("[global]\nfind-links = a\n  c = d\n  [e]", "a\nc = d\n[e]"),
      ("[global]\nfind-links = a\n\n\n[install]\n", "a"),
      ("  [global]\n  find-links = a\n  b = c\n", "a"),
      ("[global]\n  find-links = a\n b = c\n", "a"),
    ])
  func `a value goes on in lines that are indented deeper`(text: String, expected: String) throws {
    #expect(try value("find-links", of: text) == expected)
  }

  @Test func `underscores in names are dashes`() throws {
    #expect(try value("cache-dir", of: "[global]\nCache_Dir = /c") == "/c")
  }

  @Test func `two spellings of one name are read and the later one counts`() throws {
    #expect(try value("cache-dir", of: "[global]\ncache_dir=1\ncache-dir=2") == "2")
  }

  @Test func `section names are taken exactly`() throws {
    #expect(try value("a", in: "global", of: "[Global]\na=1") == nil)
    #expect(try value("a", in: "a]b", of: "[a]b]\na=1") == "1")
  }

  @Test func `defaults hold in sections of the file and nowhere else`() throws {
    let text = "[DEFAULT]\na=1\nb=1\n[global]\nb=2\n[DEFAULT]\nc=3\n"
    #expect(try value("a", of: text) == "1")
    #expect(try value("b", of: text) == "2")
    #expect(try value("c", of: text) == "3")
    #expect(try value("a", in: "install", of: text) == nil)
    #expect(try value("a", in: "DEFAULT", of: text) == nil)
  }

  @Test(
    arguments: [
      ("a=1", 1, BrokenLine.Problem.noSection),
      ("\n# c\n[]\n", 3, .noSection),
      ("\u{FEFF}[global]\n", 1, .byteOrderMark),
      ("[global]\nabc\n", 2, .noDelimiter),
      ("[global]\n\n= 5\n", 3, .noName),
      ("[global]\n[install]\n[global]\n", 3, .duplicateSection("global")),
      ("[global]\na=1\nA : 2\n", 3, .duplicateOption("a", section: "global")),
      ("[DEFAULT]\na=1\n[DEFAULT]\na=2\n", 4, .duplicateOption("a", section: "DEFAULT")),
    ])
  func `what pip refuses is refused with its line`(
    text: String,
    number: Int,
    problem: BrokenLine.Problem
  ) {
    #expect(self.problem(of: Array(text.utf8)) == BrokenLine(number: number, problem: problem))
  }

  @Test func `of many broken lines only some are told`() {
    let bytes = Array(("[global]\n" + String(repeating: "bare\n", count: 5_000)).utf8)
    #expect(throws: ConfigurationFile.Unreadable.self) { try ConfigurationFile.parse(bytes) }
    #expect(problem(of: bytes)?.number == 9)
  }

  @Test func `bytes that are no UTF-8 are kept`() throws {
    let file = try ConfigurationFile.parse(Array("[global]\ncache-dir=/tmp/".utf8) + [0xE9])
    #expect(!file.isUTF8)
    let value = try #require(file.value("cache-dir", in: "global"))
    #expect(SystemText.bytes(of: value) == Array("/tmp/".utf8) + [0xE9])
  }

  @Test func `an empty file says nothing`() throws {
    let file = try ConfigurationFile.parse([])
    #expect(file.isUTF8)
    #expect(file.value("a", in: "global") == nil)
  }

  @Test func `many defaults and many sections cost no product of both`() throws {
    let defaults = (0..<3_000).map { "k\($0)=v\n" }.joined()
    let sections = (0..<3_000).map { "[s\($0)]\n" }.joined()
    let file = try ConfigurationFile.parse(Array(("[DEFAULT]\n" + defaults + sections).utf8))
    #expect(file.value("k2999", in: "s2999") == "v")
  }
}
