#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// A moment in time: seconds and nanoseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
package struct Timestamp: Sendable, Hashable, Comparable {
  /// Whole seconds since the epoch, negative before it.
  package var seconds: Int64

  /// Nanoseconds after `seconds`, 0 to 999,999,999.
  package var nanoseconds: Int32

  /// Creates a moment.
  package init(seconds: Int64, nanoseconds: Int32 = 0) {
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }

  /// Returns what the system's real-time clock shows.
  package static func now() -> Timestamp {
    var time = timespec()
    // The structure is ours and the clock always exists (POSIX).
    _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(time)
  }

  init(_ time: timespec) {
    self.init(seconds: Int64(time.tv_sec), nanoseconds: Int32(time.tv_nsec))
  }

  package static func < (left: Timestamp, right: Timestamp) -> Bool {
    (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
  }

  /// Returns how long after another moment this one is, negative where it is before.
  package func since(_ other: Timestamp) -> Duration {
    let (seconds, overflow) = seconds.subtractingReportingOverflow(other.seconds)
    guard !overflow else { return .seconds(self > other ? Int64.max / 2 : Int64.min / 2) }
    return .seconds(seconds) + .nanoseconds(Int64(nanoseconds) - Int64(other.nanoseconds))
  }

  /// Returns the moment that is a duration later, to the nanosecond, or the end of time where there
  /// is no such moment: what is later never comes out earlier.
  package static func + (moment: Timestamp, duration: Duration) -> Timestamp {
    let (seconds, attoseconds) = duration.components
    let nanoseconds = Int64(moment.nanoseconds) + attoseconds / 1_000_000_000
    let carry = nanoseconds >= 1_000_000_000 ? 1 : nanoseconds < 0 ? -1 : 0
    let (sum, overflow) = moment.seconds.addingReportingOverflow(seconds)
    let (carried, carryOverflow) = sum.addingReportingOverflow(Int64(carry))
    guard !overflow, !carryOverflow else { return duration < .zero ? .earliest : .latest }
    return Timestamp(
      seconds: carried,
      nanoseconds: Int32(nanoseconds - Int64(carry) * 1_000_000_000)
    )
  }

  /// Returns the moment that is a duration earlier, to the nanosecond.
  package static func - (moment: Timestamp, duration: Duration) -> Timestamp {
    moment + (.zero - duration)
  }

  private static let earliest = Timestamp(seconds: .min)
  private static let latest = Timestamp(seconds: .max, nanoseconds: 999_999_999)
}
