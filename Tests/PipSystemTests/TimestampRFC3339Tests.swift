import Foundation
import PipSystem
import TestSupport
import Testing

@Suite struct TimestampRFC3339Tests {
  /// 2026-11-22T07:38:38Z.
  private static let moment: Int64 = 1_795_333_118

  @Test(
    "a time with an offset is read",
    arguments: [
      ("2026-11-22T07:38:38Z", 0, 0),
      ("2026-11-22T07:38:38+00:00", 0, 0),
      ("2026-11-22T07:38:38.360829+00:00", 0, 360_829_000),
      ("2026-11-22T07:38:38.360829Z", 0, 360_829_000),
      ("2026-11-22T07:38:38.360Z", 0, 360_000_000),
      ("2026-11-22T07:38:38.5Z", 0, 500_000_000),
      ("2026-11-22T07:38:38.1234567891234Z", 0, 123_456_789),
      ("2026-11-22T07:38:38,5Z", 0, 500_000_000),
      ("2026-11-22 07:38:38Z", 0, 0),
      ("2026-11-22T07:38:38+0000", 0, 0),
      ("2026-11-22T07:38:38-00:00", 0, 0),
      ("2026-11-22T07:38:38+01:00", -3_600, 0),
      ("2026-11-22T07:38:38-05:30", 19_800, 0),
      ("2026-11-22T07:38:38+0530", -19_800, 0),
      ("2026-11-22T07:38:38+23:59:59", -86_399, 0),
      ("2026-11-22T07:38:38-235959", 86_399, 0),
      ("2026-11-22T07:38:38.000000+00:00", 0, 0),
    ] as [(String, Int64, Int32)]
  )
  func reads(text: String, difference: Int64, nanoseconds: Int32) {
    let expected = Timestamp(seconds: Self.moment + difference, nanoseconds: nanoseconds)
    #expect(Timestamp(rfc3339: text) == expected)
  }

  @Test(
    "what is no time with an offset is not read",
    arguments: [
      "", "never", "2026-11-22", "2026-11-22T07:38:38", "2026-11-22T07:38Z", "2026-11-22T07Z",
      "2026-11-22t07:38:38Z", "2026-11-22T07:38:38z", "20261122T073838Z", "2026-W47-7T07:38:38Z",
      "2026-11-22T07:38:38.Z", "2026-11-22T07:38:38.+00:00", "2026-11-22T07:38:38+",
      "2026-11-22T07:38:38+00", "2026-11-22T07:38:38+0", "2026-11-22T07:38:38+000",
      "2026-11-22T07:38:38+00:00:", "2026-11-22T07:38:38+00:0000", "2026-11-22T07:38:38+0000:00",
      "2026-11-22T07:38:38+24:00", "2026-11-22T07:38:38+00:60", "2026-11-22T07:38:38+00:00:60",
      "2026-11-22T07:38:38Z ", " 2026-11-22T07:38:38Z", "2026-11-22T07:38:38ZZ",
      "2026-11-22T07:38:38Z\0", "2026-11-22T07:38:38Z\n", "2026-11-22T07:38:38 Z",
      "2026-11-22T24:00:00Z", "2026-11-22T07:60:38Z", "2026-11-22T07:38:60Z",
      "2026-00-22T07:38:38Z", "2026-13-22T07:38:38Z", "2026-11-00T07:38:38Z",
      "2026-11-31T07:38:38Z", "2026-02-29T07:38:38Z", "2100-02-29T07:38:38Z",
      "0000-01-01T00:00:00Z", "-001-01-01T00:00:00Z", "+2026-11-22T07:38:38Z",
      "12026-11-22T07:38:38Z", "2026-1-22T07:38:38Z", "2026/11/22T07:38:38Z",
      "２０２６-11-22T07:38:38Z", "1795333118", "null", "2026-11-22T07:38:38 +00:00",
    ]
  )
  func refuses(text: String) {
    #expect(Timestamp(rfc3339: text) == nil)
  }

  @Test("the last day of February depends on the year", arguments: [1600, 2000, 2024, 2400])
  func leapYears(year: Int) {
    #expect(Timestamp(rfc3339: "\(year)-02-29T00:00:00Z") != nil)
    #expect(Timestamp(rfc3339: "\(year)-02-30T00:00:00Z") == nil)
  }

  @Test(
    "known moments are written as they are",
    arguments: [
      (0, "1970-01-01T00:00:00Z"),
      (-1, "1969-12-31T23:59:59Z"),
      (946_684_800, "2000-01-01T00:00:00Z"),
      (951_782_400, "2000-02-29T00:00:00Z"),
      (1_795_333_118, "2026-11-22T07:38:38Z"),
      (4_107_542_399, "2100-02-28T23:59:59Z"),
      (-62_135_596_800, "0001-01-01T00:00:00Z"),
      (253_402_300_799, "9999-12-31T23:59:59Z"),
    ] as [(Int64, String)]
  )
  func writes(seconds: Int64, text: String) {
    #expect(Timestamp(seconds: seconds).rfc3339 == text)
    #expect(Timestamp(rfc3339: text) == Timestamp(seconds: seconds))
  }

  @Test func `a fraction is not written, whatever the sign of the second`() {
    #expect(Timestamp(seconds: 0, nanoseconds: 999_999_999).rfc3339 == "1970-01-01T00:00:00Z")
    #expect(Timestamp(seconds: -1, nanoseconds: 1).rfc3339 == "1969-12-31T23:59:59Z")
  }

  @Test func `every day of eight centuries comes back, in order`() {
    var previous = ""
    var lost: [Int64] = []
    for day in stride(from: Int64(-146_097), through: 146_097, by: 7) {
      let moment = Timestamp(seconds: day * 86_400 + day & 0xFFFF)
      let text = moment.rfc3339
      if Timestamp(rfc3339: text) != moment || text <= previous { lost.append(day) }
      previous = text
    }
    #expect(lost.isEmpty)
  }

  @Test func `the calendar is Foundation's`() {
    let formatter = ISO8601DateFormatter()
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<300 {
      // Foundation's calendar is Julian before 1582.
      let seconds = Int64.random(in: -12_000_000_000...200_000_000_000, using: &generator)
      let date = Date(timeIntervalSince1970: TimeInterval(seconds))
      #expect(Timestamp(seconds: seconds).rfc3339 == formatter.string(from: date))
    }
  }

  @Test("the ends of time are written somehow", arguments: [Int64.min, .min + 1, .max - 1, .max])
  func extremes(seconds: Int64) {
    let text = Timestamp(seconds: seconds).rfc3339
    #expect(text.hasSuffix("Z"))
    #expect(Timestamp(rfc3339: text) == nil)
  }

  @Test func `the first and the last moment that can be read are read with any offset`() {
    #expect(Timestamp(rfc3339: "0001-01-01T00:00:00+23:59")?.seconds == -62_135_683_140)
    #expect(Timestamp(rfc3339: "9999-12-31T23:59:59-23:59")?.seconds == 253_402_387_139)
  }

  @Test func `a fraction of a hundred thousand digits is read at once`() {
    let digits = String(repeating: "9", count: 100_000)
    #expect(Timestamp(rfc3339: "2026-11-22T07:38:38.\(digits)Z")?.nanoseconds == 999_999_999)
  }

  @Test func `random changes of a time never trap`() {
    var generator = SeededGenerator(seed: 5)
    let valid = Array("2026-11-22T07:38:38.360829+00:00".utf8)
    var read = 0
    for _ in 0..<5_000 {
      var bytes = valid
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let index = Int.random(in: 0..<bytes.count, using: &generator)
        bytes[index] = Array("0123456789-:TZ+. ,".utf8).randomElement(using: &generator) ?? 0
      }
      if let moment = Timestamp(rfc3339: String(decoding: bytes, as: UTF8.self)) {
        read += 1
        #expect(Timestamp(rfc3339: moment.rfc3339)?.seconds == moment.seconds)
      }
    }
    #expect(read > 0)
  }
}
