import Testing

@testable import PipIndex

@Suite struct RetryPolicyTests {
  private static let refused = IndexError.unreachable("x", .notConnected("refused"))

  private func pause(
    _ failure: IndexError,
    attempt: Int = 0,
    retryAfter: Duration? = nil,
    remaining: Duration = .seconds(60),
    chance: Double = 1
  ) -> Duration? {
    RetryPolicy(retries: 5).pause(
      after: failure,
      attempt: attempt,
      retryAfter: retryAfter,
      remaining: remaining,
      chance: chance
    )
  }

  @Test(arguments: [429, 500, 502, 503, 504, 520, 524])
  func `a status that may pass is worth another try`(status: Int) {
    #expect(pause(.status("x", status)) == .milliseconds(250))
  }

  @Test(arguments: [400, 401, 403, 404, 407, 501, 505])
  func `a status that stays is not`(status: Int) {
    #expect(pause(.status("x", status)) == nil)
  }

  @Test(arguments: [
    IndexError.untrusted("x", "y"), .tooLarge("x", limit: 1), .malformedPage("x", "y"), .cancelled,
    .unusable(.proxy, .notAnAddress), .unreachable("x", .redirectedTooOften),
    .unreachable("x", .notHTTP("y")),
  ])
  func `what another try cannot change is not tried again`(failure: IndexError) {
    #expect(pause(failure) == nil)
  }

  @Test func `pauses double up to a limit, and chance takes at most half of them`() {
    let pauses = (0..<5).map { pause(Self.refused, attempt: $0) }
    #expect(pauses == [250, 500, 1000, 2000, 4000].map { .milliseconds($0) })
    #expect(pause(Self.refused, attempt: 2, chance: 0) == .milliseconds(500))
    let patient = RetryPolicy(retries: .max)
    let last = patient.pause(
      after: Self.refused,
      attempt: .max - 1,
      retryAfter: nil,
      remaining: .seconds(60),
      chance: 1
    )
    #expect(last == .seconds(8))
  }

  @Test func `there are so many retries and no more`() {
    #expect(pause(Self.refused, attempt: 4) != nil)
    #expect(pause(Self.refused, attempt: 5) == nil)
  }

  @Test func `a pause that outlasts the deadline is not made`() {
    #expect(pause(Self.refused, remaining: .milliseconds(200)) == nil)
    #expect(pause(.status("x", 429), retryAfter: .seconds(30), remaining: .seconds(5)) == nil)
  }

  @Test func `a server that asks for time gets it`() {
    #expect(pause(.status("x", 429), retryAfter: .seconds(3)) == .seconds(3))
    #expect(pause(.status("x", 503), retryAfter: .zero) == .milliseconds(250))
  }
}
