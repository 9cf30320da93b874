import PipSystem
import PipVersionCheck
import Testing

@testable import PipSelfCheck

@Suite struct OwnMemoryTests {
  private func read(_ text: String) -> OwnMemory? {
    OwnMemory(Array(text.utf8), key: "/v", package: "pip")
  }

  @Test func `all that is remembered comes back`() throws {
    let moment = Timestamp(seconds: 1_795_333_118)
    var memory = OwnMemory(key: SystemText.string(decoding: [0x2F, 0xFF]), package: "uv")
    memory.record = CheckRecord(checkedAt: moment, latest: try version("1!2.0rc1+local"))
    memory.failure = FailureRecord(count: 3, failedAt: moment, reason: .noCandidate)
    memory.index = "https://****@index.example/simple/"
    memory.notifiedAt = moment
    memory.pages = [
      PageMemory(page: "00", etag: "\"a\"", lastModified: nil, latest: "2.0", chooser: "11"),
      PageMemory(page: "01", etag: nil, lastModified: "now", latest: nil, chooser: "11"),
    ]
    #expect(OwnMemory(try memory.bytes(), key: memory.key, package: "uv") == memory)
    #expect(OwnMemory(try memory.bytes(), key: "/v", package: "uv") == nil)
    #expect(OwnMemory(try memory.bytes(), key: memory.key, package: "pip") == nil)
  }

  @Test(
    "what is no memory of this subject is none",
    arguments: [
      "", "[]", "{}", "null", "5", "nonsense", #"{"schema":1}"#,
      #"{"schema":2,"key":"/v","package":"pip","pages":[]}"#,
      #"{"schema":"1","key":"/v","package":"pip","pages":[]}"#,
      #"{"schema":1,"key":"/w","package":"pip","pages":[]}"#,
      #"{"schema":1,"key":"/v","package":"uv","pages":[]}"#,
      #"{"schema":1,"key":"/v","package":"pip","pages":{}}"#,
      #"{"schema":1,"key":"/v","package":"pip","pages":[],"failure":5}"#,
      #"{"schema":1,"key":"/v","package":"pip","pages":[],"failure":{"count":1e99,"at":"","#
        + #""reason":"no-candidate"}}"#,
    ]
  )
  func refuses(text: String) {
    #expect(read(text) == nil)
  }

  @Test(
    "a part that makes no sense is left out",
    arguments: [
      #""checkedAt":"soon","latest":"25.0""#, #""checkedAt":"2026-11-20T00:00:00Z""#,
      #""latest":"25.0""#, #""checkedAt":"2026-11-20T00:00:00Z","latest":"newest""#,
      #""failure":{"count":0,"at":"2026-11-20T00:00:00Z","reason":"no-candidate"}"#,
      #""failure":{"count":-5,"at":"2026-11-20T00:00:00Z","reason":"no-candidate"}"#,
      #""failure":{"count":1,"at":"soon","reason":"no-candidate"}"#,
      #""failure":{"count":1,"at":"2026-11-20T00:00:00Z","reason":"newer-release"}"#,
      #""notifiedAt":"soon""#, #""unknown":[1,2]"#,
    ]
  )
  func leavesOut(member: String) throws {
    let memory = try #require(
      read(#"{"schema":1,"key":"/v","package":"pip","pages":[],\#(member)}"#)
    )
    #expect(memory == OwnMemory(key: "/v", package: "pip"))
  }

  @Test func `a key that only looks the same is another's`() throws {
    let memory = OwnMemory(key: "/e\u{301}", package: "pip")
    #expect(OwnMemory(try memory.bytes(), key: "/\u{E9}", package: "pip") == nil)
  }
}
