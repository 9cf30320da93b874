import PipPackaging
import Testing

@Suite struct PythonJSONTests {
  /// Takes a member and passes over all that is beside it.
  private struct Named: Decodable, Equatable {
    let name: String
  }

  private func name(beside value: String) -> String? {
    let json = #"{"name": "a", "x": \#(value)}"#
    return PythonJSON.decode(Named.self, from: Array(json.utf8))?.name
  }

  @Test(arguments: [
    "NaN", "Infinity", "-Infinity", "[NaN,Infinity]", "-0", "0.10", "1e5", "-1.5E-05", "1E+1",
    "1e999999", "1234567890123456789012345678901234567890", #""\u00e9\"\\\/\b\f\n\r\t""#,
    #""\ud800""#, "\"\u{7F}\u{2028}\"", "[]", "{}", "[ ]", "{\t}", "[1 ,\r\n2]", "true", "false",
    "null", #"{"": 1}"#, "[[[1]], {}]",
  ])
  func `Python reads it`(value: String) {
    #expect(name(beside: value) == "a")
  }

  @Test(arguments: [
    "", "1,", "[1,]", "[,1]", "[1 2]", #"{"a":1,}"#, #"{"a"}"#, #"{"a":}"#, "{1:1}", "{a:1}",
    #"{"a" 1}"#, "01", "-01", "1.", ".5", "+1", "1e", "1e+", "0x1", "-", "-NaN", "nan", "inf",
    "True", "None", "nul", "truefalse", "'a'", "\"\u{1F}\"", "\"\n\"", #""\x41""#, #""\u00zz""#,
    #""\u00""#, #""\U0041""#, "\"open", "// x\n1", "/**/1", "[1}", #"{"a":[}"#, "]", "\u{B}1",
    "1\u{A0}", "\u{FEFF}1",
  ])
  func `Python refuses it, wherever it stands`(value: String) {
    #expect(name(beside: value) == nil)
    #expect(name(beside: "[\(value)]") == nil || value == "" || value == "]")
  }

  @Test func `Python makes no number of too many digits`() {
    #expect(name(beside: String(repeating: "1", count: 4300)) == "a")
    #expect(name(beside: String(repeating: "1", count: 4301)) == nil)
    #expect(name(beside: String(repeating: "1", count: 4301) + ".5") == "a")
  }

  @Test(arguments: [("[", "]"), (#"{"a":"#, "}")])
  func `what is nested deep is read, what is nested deeper is not`(open: String, close: String) {
    func nested(_ depth: Int) -> String {
      String(repeating: open, count: depth) + "0" + String(repeating: close, count: depth)
    }
    #expect(name(beside: nested(800)) == "a")
    #expect(name(beside: nested(100_000)) == nil)
  }

  @Test(arguments: [
    #"{"name": "a"} x"#, #"{"name": "a"},"#, #"{"name": "a"}{}"#, #"{"name": "a"#, "",
    "\u{FEFF}{\"name\": \"a\"}", "{\"name\": \"a\"}\u{0}",
  ])
  func `there is one value and nothing beside it`(json: String) {
    #expect(PythonJSON.decode(Named.self, from: Array(json.utf8)) == nil)
  }

  @Test func `an object is one without being read`() {
    for json in ["{}", " {\"a\": \"\\ud800\"}", "\u{FEFF}{}"] {
      #expect(PythonJSON.isObject(Array(json.utf8)))
    }
    for json in ["", "[]", "5", "{", "{}x"] { #expect(!PythonJSON.isObject(Array(json.utf8))) }
    #expect(PythonJSON.isObject("{}".utf8.flatMap { [$0, 0] }))
  }

  @Test func `names with escapes are read once each`() {
    let names = (0..<16).map { #""\u006\#($0 % 10)\#($0)": 1"# }.joined(separator: ",")
    let json =
      "{\"name\": \"a\", \"x\": [\(Array(repeating: "{\(names)}", count: 300).joined(separator: ","))]}"
    let taken = ContinuousClock().measure {
      #expect(PythonJSON.decode(Named.self, from: Array(json.utf8))?.name == "a")
    }
    #expect(taken < .seconds(4))
  }

  @Test func `what is repeated is blank, whatever stands in it`() {
    let json = #" {"name": NaN, "name": [Infinity, {"x": 1, "x": 2}], "name": "a"} "#
    #expect(PythonJSON.decode(Named.self, from: Array(json.utf8)) == Named(name: "a"))
  }

  @Test func `it is UTF-8`() {
    let utf16: [UInt8] = #"{"name": "a"}"#.utf8.flatMap { [$0, 0] }
    #expect(PythonJSON.decode(Named.self, from: utf16) == nil)
    #expect(PythonJSON.decode(Named.self, from: [0xFF, 0xFE] + utf16) == nil)
    let broken = Array(#"{"name": "a", "x": ""#.utf8) + [0xC3] + Array("\"}".utf8)
    #expect(PythonJSON.decode(Named.self, from: broken) == nil)
  }
}
