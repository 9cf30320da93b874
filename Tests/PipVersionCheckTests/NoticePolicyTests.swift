import PipSystem
import PipVersionCheck
import Testing

@Suite struct NoticePolicyTests {
  private let policy = NoticePolicy()
  private let reader = NoticePolicy.Audience(
    isTerminal: true,
    buildMachineVariable: nil,
    isQuiet: false
  )

  private func finding(_ latest: String = "25.0") throws -> CheckFinding {
    .of(try record(latest), from: .state, for: try subject(), CheckRequest(occasion: .passing))
  }

  @Test func `somebody at a terminal is told`() throws {
    #expect(policy.isShown(try finding(), to: reader, lastShownAt: nil, now: present))
  }

  @Test func `what is up to date is told to nobody`() throws {
    #expect(!policy.isShown(try finding("24.0"), to: reader, lastShownAt: nil, now: present))
  }

  @Test(
    "where nobody reads nothing is told",
    arguments: [
      NoticePolicy.Audience(isTerminal: false, buildMachineVariable: nil, isQuiet: false),
      NoticePolicy.Audience(isTerminal: true, buildMachineVariable: "CI", isQuiet: false),
      NoticePolicy.Audience(isTerminal: true, buildMachineVariable: nil, isQuiet: true),
    ]
  )
  func unread(audience: NoticePolicy.Audience) throws {
    #expect(!policy.reaches(audience))
    #expect(!policy.isShown(try finding(), to: audience, lastShownAt: nil, now: present))
  }

  @Test(
    "the next notice comes a day after the last",
    arguments: [
      (Duration.zero, false), (.days(1) - .nanoseconds(1), false), (.days(1), true),
      (.days(2), true),
      // A notice from the future means that a clock moved.
      (.seconds(-1), true), (.days(-3_000), true),
    ]
  )
  func interval(ago: Duration, isShown: Bool) throws {
    let last = present - ago
    let shown = policy.isShown(try finding(), to: reader, lastShownAt: last, now: present)
    #expect(shown == isShown)
  }

  @Test func `without an interval every run tells`() throws {
    let policy = NoticePolicy(interval: .zero)
    #expect(policy.isShown(try finding(), to: reader, lastShownAt: present, now: present))
  }

  @Test(
    "these variables give a build machine away",
    arguments: [
      "BUILD_BUILDID", "BUILD_ID", "BUILD_NUMBER", "CI", "PIP_IS_CI", "RUN_ID", "TF_BUILD",
    ]
  )
  func buildMachines(name: String) {
    for value in ["1", "true", "yes", "x", " "] {
      let environment = Environment([name: value])
      #expect(NoticePolicy.buildMachineVariable(in: environment) == name)
    }
  }

  @Test(
    "these do not",
    arguments: [
      [:], ["CI": ""], ["CI": "false"], ["CI": "False"], ["CI": "0"], ["ci": "1"], ["TERM": "dumb"],
      ["PIP_IS_CI": "FALSE", "BUILD_ID": "0"],
    ]
  )
  func people(variables: [String: String]) {
    #expect(NoticePolicy.buildMachineVariable(in: Environment(variables)) == nil)
  }

  @Test func `one variable that says no does not hide another`() {
    let environment = Environment(["BUILD_ID": "false", "CI": "1"])
    #expect(NoticePolicy.buildMachineVariable(in: environment) == "CI")
  }
}
