import PipSystem
import TestSupport
import Testing

@Suite struct TimestampTests {
  @Test func `earlier moments are less, by seconds and then by nanoseconds`() {
    let moments = [
      Timestamp(seconds: .min), Timestamp(seconds: -1, nanoseconds: 999_999_999),
      Timestamp(seconds: 0), Timestamp(seconds: 0, nanoseconds: 1), Timestamp(seconds: .max),
    ]
    #expect(moments.shuffled().sorted() == moments)
  }

  @Test(
    "a moment and a duration make the moment to the nanosecond",
    arguments: [
      (10, 0, Duration.seconds(5), 15, 0),
      (10, 0, .seconds(-5), 5, 0),
      (10, 999_999_999, .nanoseconds(1), 11, 0),
      (10, 0, .nanoseconds(-1), 9, 999_999_999),
      (10, 500_000_000, .milliseconds(1_500), 12, 0),
      (0, 0, .milliseconds(-1), -1, 999_000_000),
      (-1, 999_999_999, .nanoseconds(1), 0, 0),
      (10, 5, .zero, 10, 5),
    ] as [(Int64, Int32, Duration, Int64, Int32)]
  )
  func addition(
    seconds: Int64,
    nanoseconds: Int32,
    duration: Duration,
    laterSeconds: Int64,
    laterNanoseconds: Int32
  ) {
    let moment = Timestamp(seconds: seconds, nanoseconds: nanoseconds)
    let later = Timestamp(seconds: laterSeconds, nanoseconds: laterNanoseconds)
    #expect(moment + duration == later)
    #expect(later - duration == moment)
    #expect(later.since(moment) == duration)
  }

  @Test func `adding what lies between two moments leads from one to the other`() {
    var generator = SeededGenerator(seed: 11)
    for _ in 0..<500 {
      let moments = (0..<2).map { _ in
        Timestamp(
          seconds: Int64.random(in: -100_000_000_000...100_000_000_000, using: &generator),
          nanoseconds: Int32.random(in: 0...999_999_999, using: &generator)
        )
      }
      #expect(moments[0] + moments[1].since(moments[0]) == moments[1])
    }
  }

  @Test func `the ends of time are far apart in the right direction`() {
    let (first, last) = (Timestamp(seconds: .min), Timestamp(seconds: .max))
    #expect(last.since(first) > .seconds(1_000_000_000_000))
    #expect(first.since(last) < .seconds(-1_000_000_000_000))
    #expect(last.since(last) == .zero)
  }

  @Test func `nothing is later than the end of time or earlier than its beginning`() {
    let last = Timestamp(seconds: .max, nanoseconds: 999_999_999)
    let first = Timestamp(seconds: .min)
    #expect(last + .seconds(1) == last)
    #expect(last + .nanoseconds(1) == last)
    #expect(last + .seconds(Int64.max) == last)
    #expect(first - .seconds(1) == first)
    #expect(first - .nanoseconds(1) == first)
    #expect(first - .seconds(Int64.max) == first)
  }

  @Test func `the clock shows a time after this was written`() {
    #expect(Timestamp.now() > Timestamp(seconds: 1_700_000_000))
  }
}
