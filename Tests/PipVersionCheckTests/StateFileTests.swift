import PipPackaging
import PipSystem
import PipVersionCheck
import TestSupport
import Testing

@Suite struct StateFileTests {
  private static let prefix = "/srv/venv"

  private func read(
    _ text: String,
    for prefix: String = prefix
  ) throws(StateFile.Defect) -> CheckRecord {
    try StateFile.read(Array(text.utf8), for: prefix, now: present)
  }

  private func defect(_ bytes: [UInt8], for prefix: String = prefix) -> StateFile.Defect? {
    do {
      _ = try StateFile.read(bytes, for: prefix, now: present)
      return nil
    } catch {
      return error
    }
  }

  private static func state(
    key: String = "\"/srv/venv\"",
    time: String = "\"2026-11-20T00:00:00Z\"",
    version: String = "\"25.0\""
  ) -> String {
    "{\"key\":\(key),\"last_check\":\(time),\"pypi_version\":\(version)}"
  }

  // MARK: - Writing

  @Test func `the bytes are pip's, with whole seconds and Z`() throws {
    let moment = Timestamp(seconds: present.seconds, nanoseconds: 360_829_000)
    let record = CheckRecord(checkedAt: moment, latest: try version("99.0"))
    let bytes = StateFile.bytes(of: record, for: "/srv/v311")
    #expect(
      String(decoding: bytes, as: UTF8.self)
        == #"{"key":"/srv/v311","last_check":"2026-11-22T07:38:38Z","pypi_version":"99.0"}"#
    )
  }

  @Test(
    "a key is escaped as Python does it",
    arguments: [
      ("/tmp/é😀\"\\", #"/tmp/\u00e9\ud83d\ude00\"\\"#),
      ("\u{7F}", #"\u007f"#), ("\u{80}", #"\u0080"#), ("~ !", "~ !"), ("/a b/", "/a b/"),
      ("\u{0}\u{1}\u{1F}", #"\u0000\u0001\u001f"#), ("\u{08}\u{0C}\n\r\t", #"\b\f\n\r\t"#),
      ("\u{FFFF}", #"\uffff"#), ("\u{10000}", #"\ud800\udc00"#), ("\u{10FFFD}", #"\udbff\udffd"#),
      ("e\u{301}", #"e\u0301"#), ("\u{2028}", #"\u2028"#), ("\r\n", #"\r\n"#), ("", ""),
      ("<>&'/", "<>&'/"),
    ]
  )
  func escaping(prefix: String, escaped: String) throws {
    let bytes = StateFile.bytes(of: try record(), for: prefix)
    #expect(
      String(decoding: bytes, as: UTF8.self)
        == "{\"key\":\"\(escaped)\",\"last_check\":\"2026-11-22T07:38:38Z\","
        + "\"pypi_version\":\"25.0\"}"
    )
    #expect(bytes.allSatisfy { $0 < 0x80 })
    let again = try StateFile.read(bytes, for: prefix, now: present)
    #expect(again == (try record()))
    #expect(StateFile.key(of: bytes).map { Array($0.utf8) } == Array(prefix.utf8))
  }

  @Test func `the longest path there is makes a state that can be read`() throws {
    let prefix = "/" + String(repeating: "\u{1}", count: 4_095)
    let bytes = StateFile.bytes(of: try record(), for: prefix)
    #expect(bytes.count <= StateFile.sizeLimit)
    #expect(defect(bytes, for: prefix) == nil)
  }

  @Test(
    "a version is written in its normal form",
    arguments: [("V25.0-RC1", "25.0rc1"), ("25", "25")]
  )
  func normalVersion(written: String, normal: String) throws {
    let text = String(decoding: StateFile.bytes(of: try record(written), for: "/"), as: UTF8.self)
    #expect(text.hasSuffix("\"pypi_version\":\"\(normal)\"}"))
  }

  // MARK: - Reading

  @Test(
    "what pips wrote is read",
    arguments: [
      ("2026-11-20T00:00:00Z", 0), ("2026-11-20T00:00:00.360829+00:00", 360_829_000),
      ("2026-11-20T00:00:00+00:00", 0),
    ] as [(String, Int32)]
  )
  func times(time: String, nanoseconds: Int32) throws {
    let record = try read(Self.state(time: "\"\(time)\""))
    #expect(record.checkedAt == Timestamp(seconds: 1_795_132_800, nanoseconds: nanoseconds))
    #expect(record.latest == (try version("25.0")))
  }

  @Test(
    "spaces, order and further members do not matter",
    arguments: [
      #" { "pypi_version" : "25.0", "key" : "/srv/venv", "last_check" : "2026-11-20T00:00:00Z" } "#,
      #"{"a":[1,{}],"key":"/srv/venv","last_check":"2026-11-20T00:00:00Z","pypi_version":"25.0"}"#,
      #"{"key":"\/srv\/venv","last_check":"2026-11-20T00:00:00Z","pypi_version":"25.0"}"# + "\n",
      #"{"key":"\u002fsrv/venv","last_check":"2026-11-20T00:00:00Z","pypi_version":"25.0"}"#,
    ]
  )
  func tolerance(text: String) throws {
    #expect(try read(text).latest == version("25.0"))
  }

  @Test(
    "what is no object with three texts is malformed",
    arguments: [
      "", " ", "{", "{}", "[]", "5", "null", "true", "\"key last_check pypi_version\"", "nonsense",
      #"["key","last_check","pypi_version"]"#, #"{"foo":"bar"}"#, #"{"key":"/srv/venv"}"#,
      #"{"last_check":"2026-11-20T00:00:00Z","pypi_version":"25.0"}"#,
      #"{"key":"/srv/venv","pypi_version":"25.0"}"#,
      #"{"key":"/srv/venv","last_check":"2026-11-20T00:00:00Z"}"#,
      #"{"key":"/srv/venv","last_check":"2026-11-20T00:00:00Z","pypi_version":"25.0"#,
      #"{"key":"/srv/venv","last_check":"2026-11-20T00:00:00Z","pypi_version":"25.0"}}"#,
      #"{"key":"\ud800","last_check":"2026-11-20T00:00:00Z","pypi_version":"25.0"}"#,
      state(key: "null"), state(key: "1"), state(time: "null"), state(time: "1795132800"),
      state(time: "1.5"), state(time: "[]"), state(time: "{}"), state(time: "true"),
      state(version: "null"), state(version: "25.0"), state(version: "25"), state(version: "[]"),
      state(version: "{\"a\":1}"), state(version: "1e999"),
    ]
  )
  func malformed(text: String) {
    #expect(defect(Array(text.utf8)) == .malformed)
  }

  @Test(
    "bytes that are no text are malformed",
    arguments: [
      [0xFF], [0x00], [UInt8](repeating: 0, count: 1_000), Array("{\"key\":\"\u{0}".utf8) + [0xC3],
      Array("{\"key\":\"/srv/venv".utf8) + [0xFF]
        + Array("\",\"last_check\":\"2026-11-20T00:00:00Z\",\"pypi_version\":\"25.0\"}".utf8),
    ] as [[UInt8]]
  )
  func noText(bytes: [UInt8]) {
    #expect(defect(bytes) == .malformed)
  }

  @Test func `another encoding than pip's is malformed, and so is a mark of it`() {
    let state = Array(Self.state().utf8)
    let encodings: [[UInt8]] = [
      [0xEF, 0xBB, 0xBF] + state,
      [0xFF, 0xFE] + state.flatMap { [$0, 0] }, state.flatMap { [$0, 0] },
      [0xFE, 0xFF] + state.flatMap { [0, $0] }, state.flatMap { [0, $0] },
      [0xFF, 0xFE, 0, 0] + state.flatMap { [$0, 0, 0, 0] }, state.flatMap { [0, 0, 0, $0] },
    ]
    for bytes in encodings {
      #expect(defect(bytes) == .malformed)
      #expect(StateFile.key(of: bytes) == nil)
    }
  }

  @Test(
    "a text that is no time with an offset is told",
    arguments: [
      "", "soon", "2026-11-20T00:00:00", "2026-11-20", "2026-11-20T00:00:00z", "1795132800",
    ]
  )
  func badTime(time: String) {
    #expect(defect(Array(Self.state(time: "\"\(time)\"").utf8)) == .invalidTime(time))
  }

  @Test("a text that is no version is told", arguments: ["", "latest", "1..2", "25.0 or so", "-1"])
  func badVersion(version: String) {
    #expect(defect(Array(Self.state(version: "\"\(version)\"").utf8)) == .invalidVersion(version))
  }

  @Test(
    "the state of another environment is told",
    arguments: [
      "", "/srv/venv/", "/srv/Venv", "/srv/venv2", "srv/venv",
    ]
  )
  func foreign(key: String) {
    #expect(defect(Array(Self.state(key: "\"\(key)\"").utf8)) == .foreignKey(key))
  }

  @Test func `a key that only looks the same is another environment's`() throws {
    let (composed, decomposed) = ("/tmp/\u{E9}", "/tmp/e\u{301}")
    let bytes = StateFile.bytes(of: try record(), for: decomposed)
    #expect(defect(bytes, for: decomposed) == nil)
    #expect(defect(bytes, for: composed) == .foreignKey(decomposed))
  }

  @Test func `a time that has not come yet is told, and the present is not the future`() {
    let soon = present + .seconds(1)
    #expect(defect(Array(Self.state(time: "\"\(soon.rfc3339)\"").utf8)) == .fromTheFuture(soon))
    #expect(defect(Array(Self.state(time: "\"\(present.rfc3339)\"").utf8)) == nil)
    let ever = #"{"key":"/srv/venv","last_check":"9999-12-31T23:59:59Z","pypi_version":"1"}"#
    #expect(defect(Array(ever.utf8)) == .fromTheFuture(Timestamp(seconds: 253_402_300_799)))
  }

  @Test func `a file is read up to the size of any state`() {
    let state = Array(Self.state().utf8)
    let padding = [UInt8](repeating: 0x20, count: StateFile.sizeLimit - state.count)
    #expect(defect(state + padding) == nil)
    #expect(defect(state + padding + [0x20]) == .tooLarge)
    #expect(StateFile.key(of: state + padding + [0x20]) == nil)
    #expect(StateFile.key(of: state + padding + [0x20], limit: 100_000) == Self.prefix)
  }

  @Test("deep nesting is malformed and costs no stack", arguments: ["[", "{\"a\":", "[{\"key\":"])
  func deep(opening: String) {
    let count = StateFile.sizeLimit / opening.utf8.count
    #expect(defect(Array(String(repeating: opening, count: count).utf8)) == .malformed)
  }

  @Test func `deep nesting beside the members does not trap`() {
    for depth in [10, 500, 600, 10_000] {
      let value = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
      let text =
        #"{"a":\#(value),"key":"/srv/venv","last_check":"2026-11-20T00:00:00Z","#
        + #""pypi_version":"25.0"}"#
      let found = defect(Array(text.utf8))
      #expect(found == nil || found == .malformed)
    }
  }

  @Test func `of a member that is there twice the last counts`() throws {
    let text =
      #"{"key":"/other","key":"/srv/venv","last_check":"2026-11-20T00:00:00Z","#
      + #""pypi_version":"25.0","pypi_version":"26.0"}"#
    #expect(try read(text).latest == version("26.0"))
    #expect(StateFile.key(of: Array(text.utf8)) == Self.prefix)
    let other = text.replacing("\"key\":\"/srv/venv\",", with: "")
    #expect(defect(Array(other.utf8)) == .foreignKey("/other"))
  }

  @Test func `twenty thousand random changes never trap, and what is read can be written`() throws {
    var generator = SeededGenerator(seed: 42)
    let valid = Array(Self.state().utf8)
    let interesting = Array("{}[]\":,\\u0019 TZ+-.eE".utf8) + [0x00, 0x7F, 0x80, 0xC3, 0xF4, 0xFF]
    var read = 0
    for _ in 0..<20_000 {
      var bytes = valid
      for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
        let index = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes[index] = interesting.randomElement(using: &generator) ?? 0
        case 2: bytes.insert(interesting.randomElement(using: &generator) ?? 0, at: index)
        case 3: bytes.remove(at: index)
        default: bytes.removeSubrange(index...)
        }
      }
      _ = StateFile.key(of: bytes)
      guard let record = try? StateFile.read(bytes, for: Self.prefix, now: present) else {
        continue
      }
      read += 1
      let again = StateFile.bytes(of: record, for: Self.prefix)
      let reread = try StateFile.read(again, for: Self.prefix, now: present)
      #expect(reread.latest == record.latest)
      #expect(reread.checkedAt.seconds == record.checkedAt.seconds)
    }
    #expect(read > 0)
  }
}
