import PipSystem
import PipVersionCheck
import Testing

@Suite struct CheckPolicyTests {
  private let policy = CheckPolicy()

  private func step(
    for subject: CheckSubject,
    _ request: CheckRequest = CheckRequest(occasion: .passing),
    knowing memory: CheckMemory = CheckMemory()
  ) -> CheckStep {
    policy.nextStep(for: subject, request, knowing: memory, now: present).step
  }

  private func failure(_ count: Int, ago: Duration = .zero) -> FailureRecord {
    FailureRecord(count: count, failedAt: present - ago, reason: .indexUnreachable)
  }

  // MARK: - The gates, one by one

  @Test func `a check that never was made asks`() throws {
    #expect(step(for: try subject()) == .ask)
  }

  @Test(
    "without the package there is nothing to check",
    arguments: [
      CheckRequest(occasion: .asked), CheckRequest(occasion: .asked, isForced: true),
      CheckRequest(occasion: .passing), CheckRequest(occasion: .passing, disabledBy: "--x"),
    ]
  )
  func notInstalled(request: CheckRequest) throws {
    let memory = CheckMemory(record: try record())
    let missing = try subject(installed: nil)
    #expect(step(for: missing, request, knowing: memory) == .stop(.packageNotInstalled))
  }

  @Test func `a check in passing stops where checks are turned off`() throws {
    let request = CheckRequest(occasion: .passing, disabledBy: "PIP_DISABLE_PIP_VERSION_CHECK")
    #expect(step(for: try subject(), request) == .stop(.disabled))
  }

  @Test func `a check in passing stops where another package manager owns the environment`() throws
  {
    let foreign = try subject(isExternallyManaged: true)
    #expect(step(for: foreign) == .stop(.externallyManaged))
  }

  @Test(
    "a check in passing stops where pip did not install it",
    arguments: ["", "uv", "PIP", "pip "]
  )
  func otherInstaller(installer: String) throws {
    #expect(step(for: try subject(installer: installer)) == .stop(.notInstalledByPip))
  }

  @Test func `whoever asks by name is answered in spite of these gates`() throws {
    let request = CheckRequest(occasion: .asked, disabledBy: "--disable-pip-version-check")
    let foreign = try subject(installer: "uv", isExternallyManaged: true)
    #expect(step(for: foreign, request) == .ask)
    let known = try record()
    #expect(step(for: foreign, request, knowing: CheckMemory(record: known)) == .answer(known))
  }

  @Test func `a check stops where there is no index to ask`() throws {
    for occasion in [CheckRequest.Occasion.asked, .passing] {
      for isForced in [false, true] {
        let request = CheckRequest(
          occasion: occasion,
          withoutIndexBecauseOf: "PIP_NO_INDEX",
          isForced: isForced
        )
        #expect(step(for: try subject(), request) == .stop(.noIndex))
      }
    }
  }

  @Test func `a check stops where the network is not to be used`() throws {
    for isForced in [false, true] {
      let request = CheckRequest(occasion: .asked, isOffline: true, isForced: isForced)
      #expect(step(for: try subject(), request) == .stop(.offline))
    }
  }

  @Test func `a known answer needs neither index nor network`() throws {
    let request = CheckRequest(
      occasion: .passing,
      withoutIndexBecauseOf: "PIP_NO_INDEX",
      isOffline: true
    )
    let known = try record()
    let memory = CheckMemory(record: known, failure: failure(3))
    #expect(step(for: try subject(), request, knowing: memory) == .answer(known))
  }

  @Test(
    "an answer is good for seven days, to the nanosecond",
    arguments: [
      (Duration.zero, true), (.days(6), true), (.days(7) - .nanoseconds(1), true), (.days(7), true),
      (.days(7) + .nanoseconds(1), false), (.days(8), false), (.days(40_000), false),
    ]
  )
  func freshness(age: Duration, isGood: Bool) throws {
    let known = try record(age: age)
    let memory = CheckMemory(record: known)
    #expect(step(for: try subject(), knowing: memory) == (isGood ? .answer(known) : .ask))
  }

  @Test func `another interval makes an answer good for as long`() throws {
    let policy = CheckPolicy(interval: .seconds(60))
    for (age, isGood) in [(59, true), (60, true), (61, false)] {
      let known = try record(age: .seconds(age))
      let next = policy.nextStep(
        for: try subject(),
        CheckRequest(occasion: .passing),
        knowing: CheckMemory(record: known),
        now: present
      )
      #expect(next.step == (isGood ? .answer(known) : .ask))
    }
  }

  @Test func `whoever wants a new answer gets one whatever is known`() throws {
    let memory = CheckMemory(record: try record(), failure: failure(9))
    for occasion in [CheckRequest.Occasion.asked, .passing] {
      let request = CheckRequest(occasion: occasion, isForced: true)
      #expect(step(for: try subject(), request, knowing: memory) == .ask)
    }
  }

  @Test func `wanting a new answer does not open the gates of a check in passing`() throws {
    let request = CheckRequest(occasion: .passing, disabledBy: "x", isForced: true)
    #expect(step(for: try subject(), request) == .stop(.disabled))
  }

  // MARK: - Back-off

  @Test(
    "after failures the index is left alone, longer each time, at most for the interval",
    arguments: [
      (1, Duration.seconds(300)), (2, .seconds(600)), (3, .seconds(1_200)), (4, .seconds(2_400)),
      (11, .seconds(307_200)), (12, .days(7)), (13, .days(7)), (1_000, .days(7)),
      (Int(Int32.max), .days(7)), (.max, .days(7)), (0, .seconds(300)), (.min, .seconds(300)),
    ]
  )
  func backOff(count: Int, delay: Duration) throws {
    #expect(policy.retryAt(failure(count)) == present + delay)
    let stillOff = CheckMemory(failure: failure(count, ago: delay - .nanoseconds(1)))
    #expect(step(for: try subject(), knowing: stillOff) == .stop(.indexUnreachable))
    let overNow = CheckMemory(failure: failure(count, ago: delay))
    #expect(step(for: try subject(), knowing: overNow) == .ask)
  }

  @Test(
    "odd settings neither hang nor trap",
    arguments: [
      (Duration.zero, Duration.zero), (.seconds(-5), .zero), (.zero, .days(7)),
      (.seconds(-1), .days(7)), (.seconds(300), .seconds(1)), (.seconds(1), .seconds(Int64.max)),
      (.seconds(Int64.max), .seconds(Int64.max)),
    ]
  )
  func oddSettings(firstBackOff: Duration, interval: Duration) throws {
    let policy = CheckPolicy(interval: interval, firstBackOff: firstBackOff)
    #expect(policy.retryAt(failure(.max)) <= present + max(interval, .zero))
    #expect(policy.goodUntil(try record()) == present + interval)
  }

  @Test func `a failure stops a check with its own reason`() throws {
    let failure = FailureRecord(count: 1, failedAt: present, reason: .noCandidate)
    let memory = CheckMemory(failure: failure)
    #expect(step(for: try subject(), knowing: memory) == .stop(.noCandidate))
  }

  @Test(
    "a failure counts for the indexes that failed, and for all where nobody knows which",
    arguments: [("a", "a", false), ("a", "b", true), ("", "b", false)]
  )
  func failureOfOthers(failed: String, asked: String, isAsked: Bool) throws {
    let failure = FailureRecord(
      count: 1,
      failedAt: present,
      reason: .indexUnreachable,
      askedOf: failed
    )
    var request = CheckRequest(occasion: .asked)
    request.askedOf = asked
    let step = CheckPolicy().nextStep(
      for: try subject(),
      request,
      knowing: CheckMemory(failure: failure),
      now: present
    ).step
    #expect(step == (isAsked ? .ask : .stop(.indexUnreachable)))
  }

  @Test func `a failure from the future proves nothing`() throws {
    let memory = CheckMemory(failure: failure(3, ago: .seconds(-1)))
    #expect(step(for: try subject(), knowing: memory) == .ask)
  }

  @Test func `each failure adds one to those before it`() {
    var record: FailureRecord?
    for count in 1...5 {
      record = .adding(.indexUnreachable, at: present, to: record)
      #expect(record?.count == count)
    }
    let latest = FailureRecord.adding(.noCandidate, at: present + .days(1), to: record)
    #expect(latest.reason == .noCandidate)
    #expect(latest.failedAt == present + .days(1))
  }

  @Test func `the count of failures has an end`() {
    let many = FailureRecord(count: .max, failedAt: present, reason: .noCandidate)
    #expect(FailureRecord.adding(.noCandidate, at: present, to: many).count == Int(Int32.max))
  }

  // MARK: - The order of the gates

  @Test func `the gates are passed in one order`() throws {
    let (step, verdicts) = policy.nextStep(
      for: try subject(),
      CheckRequest(occasion: .passing),
      knowing: CheckMemory(),
      now: present
    )
    #expect(step == .ask)
    #expect(
      verdicts.map(\.gate) == [
        "package", "disabled", "externally-managed", "installer", "state", "index", "network",
        "back-off",
      ]
    )
    #expect(verdicts.allSatisfy { $0.decision == .passed })
  }

  @Test func `of several closed gates the first one tells`() throws {
    var request = CheckRequest(
      occasion: .passing,
      disabledBy: "x",
      withoutIndexBecauseOf: "y",
      isOffline: true
    )
    let memory = CheckMemory(failure: failure(1))
    var subject = try subject(installed: nil, installer: "uv", isExternallyManaged: true)
    var reasons: [CheckStep] = []
    func look() { reasons.append(step(for: subject, request, knowing: memory)) }
    look()
    subject.installed = try version("24.0")
    look()
    request.disabledBy = nil
    look()
    subject.isExternallyManaged = false
    look()
    subject.installer = "pip"
    look()
    request.withoutIndexBecauseOf = nil
    look()
    request.isOffline = false
    look()
    #expect(
      reasons == [
        .stop(.packageNotInstalled), .stop(.disabled), .stop(.externallyManaged),
        .stop(.notInstalledByPip), .stop(.noIndex), .stop(.offline), .stop(.indexUnreachable),
      ]
    )
  }

  @Test func `a closed gate ends the list of verdicts, and an overruled one is told as such`()
    throws
  {
    let foreign = try subject(installer: "uv")
    let passing = policy.nextStep(
      for: foreign,
      CheckRequest(occasion: .passing),
      knowing: CheckMemory(),
      now: present
    )
    #expect(passing.verdicts.last == GateVerdict("installer", saw: "installed by uv", .stopped))
    let asked = policy.nextStep(
      for: foreign,
      CheckRequest(occasion: .asked),
      knowing: CheckMemory(record: try record()),
      now: present
    )
    #expect(asked.verdicts.contains(GateVerdict("installer", saw: "installed by uv", .silenced)))
    #expect(asked.verdicts.last?.gate == "state")
    #expect(asked.verdicts.last?.decision == .answered)
  }

  @Test(
    "what is wrong with a state is told at its gate",
    arguments: [
      (StateFile.Defect.missing, "never checked"),
      (.unreadable("Permission denied"), "Permission denied"), (.tooLarge, "too large"),
      (.malformed, "malformed"), (.foreignKey("/other"), "/other"), (.invalidTime("soon"), "soon"),
      (.invalidVersion("new"), "new"), (.fromTheFuture(present), "2026-11-22T07:38:38Z"),
    ]
  )
  func defects(defect: StateFile.Defect, words: String) throws {
    let next = policy.nextStep(
      for: try subject(),
      CheckRequest(occasion: .asked),
      knowing: CheckMemory(defect: defect),
      now: present
    )
    #expect(next.step == .ask)
    let verdict = try #require(next.verdicts.first { $0.gate == "state" })
    #expect(verdict.saw.contains(words))
  }
}
