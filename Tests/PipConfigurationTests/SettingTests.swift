import PipConfiguration
import PipDiagnostics
import SystemPackage
import Testing

@Suite struct SettingTests {
  private func setting(_ value: String) -> Setting {
    Setting(name: "x", value: value, source: .variable("PIP_X"))
  }

  @Test(arguments: ["y", "yes", "t", "true", "on", "1", "YES", "True", "oN"])
  func `pip's words for yes are true`(value: String) throws {
    #expect(try setting(value).boolean())
  }

  @Test(arguments: ["n", "no", "f", "false", "off", "0", "NO", "False", "oFf"])
  func `pip's words for no are false`(value: String) throws {
    #expect(try !setting(value).boolean())
  }

  @Test(arguments: ["", "2", "maybe", " true", "ye", "none"])
  func `other words are no truth values`(value: String) {
    #expect(throws: ConfigurationError.invalidValue(setting(value), expected: .boolean)) {
      try setting(value).boolean()
    }
  }

  @Test(
    arguments: [
      ("5", 5), (" 5 ", 5), ("+5", 5), ("-5", -5), ("0", 0), ("00", 0), ("010", 8), ("0x1F", 31),
      ("0b101", 5), ("-0x10", -16), ("9223372036854775807", Int.max),
    ])
  func `whole numbers are read in the bases that optparse knows`(text: String, number: Int) throws {
    #expect(try setting(text).integer() == number)
  }

  @Test(
    arguments: [
      "", " ", "-", "+", "--5", "+-5", "0x", "0x-1", "08", "5.0", "five", "9223372036854775808",
      "99999999999999999999999999", "٣",
    ])
  func `other texts are no whole numbers`(text: String) {
    #expect(throws: ConfigurationError.invalidValue(setting(text), expected: .integer)) {
      try setting(text).integer()
    }
  }

  @Test(
    arguments: [
      ("15", Duration.seconds(15)), (" 0.5 ", .milliseconds(500)), ("1e2", .seconds(100)),
      ("0", .zero),
    ])
  func `times are seconds`(text: String, duration: Duration) throws {
    #expect(try setting(text).seconds() == duration)
  }

  @Test(arguments: ["", "-1", "inf", "nan", "1e10", "1e999", "0x10", "15s", "1 5"])
  func `other texts are no times`(text: String) {
    #expect(throws: ConfigurationError.invalidValue(setting(text), expected: .seconds)) {
      try setting(text).seconds()
    }
  }

  @Test(
    arguments: [
      ("/a/b", "/h", "/a/b"), ("~", "/h", "/h"), ("~/b", "/h", "/h/b"), ("~/b", "/h//", "/h/b"),
      ("~", "/", "/"), ("~/b", "", "/b"), ("~", "", "/"), ("a~", "/h", "a~"),
      ("~no-such-user-here/b", "/h", "~no-such-user-here/b"), ("false", "/h", "false"),
      ("~/b", "rel", "rel/b"),
    ])
  func `a tilde at the start of a path is the home`(
    text: String,
    home: String,
    expected: FilePath
  )
    throws
  {
    let home = HomeDirectory(variable: home, ofRealUser: "/database")
    #expect(try setting(text).path(home: home) == expected)
  }

  @Test func `without HOME the user database knows the home`() throws {
    let known = HomeDirectory(variable: nil, ofRealUser: "/database")
    #expect(try setting("~/b").path(home: known) == "/database/b")
    let unknown = HomeDirectory(variable: nil, ofRealUser: nil)
    #expect(try setting("~/b").path(home: unknown) == "~/b")
  }

  @Test func `a path with a NUL is refused`() {
    let home = HomeDirectory(variable: "/h", ofRealUser: nil)
    #expect(throws: ConfigurationError.self) { try setting("/a\0/b").path(home: home) }
  }

  @Test func `a wrong value is told with its source and without its password`() {
    let wrong = Setting(
      name: "no-index",
      value: "https://ana:secret@index.example/",
      source: .file("/etc/pip.conf", section: "global")
    )
    let diagnostic = ConfigurationError.invalidValue(wrong, expected: .boolean).diagnostic
    #expect(diagnostic.message.hasPrefix("/etc/pip.conf [global] says no-index is"))
    #expect(!diagnostic.message.contains("secret"))
  }
}
