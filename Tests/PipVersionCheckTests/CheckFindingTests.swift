import PipSystem
import PipVersionCheck
import Testing

@Suite struct CheckFindingTests {
  private let passing = CheckRequest(occasion: .passing)

  @Test(
    "only another base version is a newer release",
    arguments: [
      ("24.0", "25.0", CheckReason.newerRelease),
      ("24.0", "24.0.1", .newerRelease),
      ("6.9.0", "10.0", .newerRelease),
      ("24.0", "1!0.1", .newerRelease),
      ("24.0rc1", "24.1", .newerRelease),
      ("24.0", "24.0", .upToDate),
      ("24.0", "24.0.0", .upToDate),
      ("24.0", "v24", .upToDate),
      ("25.0", "24.0", .upToDate),
      ("24.1.dev0", "24.0", .upToDate),
      ("24.0+vendor.1", "24.0", .upToDate),
      ("24.0.post1", "24.0", .upToDate),
      ("24.0", "24.0rc1", .upToDate),
      ("24.0", "24.0.post1", .sameBaseVersion),
      ("24.0.dev0", "24.0", .sameBaseVersion),
      ("24.0b1", "24.0rc1", .sameBaseVersion),
      ("24.0rc1", "24.0.0", .sameBaseVersion),
      ("24.0", "24.0+vendor.1", .sameBaseVersion),
      ("24.0+vendor.1", "24.0+vendor.2", .sameBaseVersion),
      ("24.0+vendor.1", "24.1", .newerRelease),
    ]
  )
  func comparison(installed: String, latest: String, reason: CheckReason) throws {
    let finding = CheckFinding.of(
      try record(latest),
      from: .index,
      for: try subject(installed: installed),
      passing
    )
    #expect(finding.reason == reason)
    #expect(finding.isOutdated == (reason == .newerRelease))
    #expect(finding.isWorthNotice == (reason == .newerRelease))
    #expect(finding.isAnswered)
    #expect(finding.latest == (try version(latest)))
    #expect(finding.checkedAt == present)
    #expect(finding.source == .index)
  }

  @Test func `what silences a notice is told as the reason, and the comparison stays`() throws {
    let disabled = CheckRequest(occasion: .asked, disabledBy: "PIP_DISABLE_PIP_VERSION_CHECK")
    let asked = CheckRequest(occasion: .asked)
    let managed = try subject(installer: "uv", isExternallyManaged: true)
    let cases: [(CheckSubject, CheckRequest, CheckReason)] = [
      (managed, disabled, .disabled), (managed, asked, .externallyManaged),
      (try subject(installer: "uv"), asked, .notInstalledByPip),
      (try subject(), asked, .newerRelease),
    ]
    for (subject, request, reason) in cases {
      let finding = CheckFinding.of(try record(), from: .state, for: subject, request)
      #expect(finding.reason == reason)
      #expect(finding.isOutdated)
      #expect(finding.isWorthNotice == (reason == .newerRelease))
      #expect(finding.isAnswered)
    }
  }

  @Test func `a check that learned nothing tells the older answer, but is worth no notice`() throws
  {
    let old = try record(age: .days(30))
    let finding = CheckFinding.without(.indexUnreachable, knowing: old, for: try subject())
    #expect(finding.latest == old.latest)
    #expect(finding.isOutdated)
    #expect(!finding.isWorthNotice)
    #expect(!finding.isAnswered)
    #expect(finding.source == .state)
    #expect(finding.checkedAt == old.checkedAt)
  }

  @Test func `a check that knows nothing says so`() throws {
    let finding = CheckFinding.without(.offline, knowing: nil, for: try subject())
    #expect(finding.latest == nil)
    #expect(!finding.isOutdated)
    #expect(finding.source == .none)
    #expect(finding.checkedAt == nil)
  }

  @Test func `what is not installed is not outdated`() throws {
    let missing = try subject(installed: nil)
    let finding = CheckFinding.without(.packageNotInstalled, knowing: try record(), for: missing)
    #expect(!finding.isOutdated)
  }

  @Test(
    "these reasons leave a question open",
    arguments: [
      CheckReason.packageNotInstalled, .noIndex, .indexUnreachable, .noCandidate,
      .claimedByAnotherRun, .offline,
    ]
  )
  func open(reason: CheckReason) throws {
    let finding = CheckFinding.without(reason, knowing: try record(), for: try subject())
    #expect(!finding.isAnswered)
    #expect(!finding.isWorthNotice)
  }

  @Test func `the codes are those of the documents`() {
    #expect(
      CheckReason.allCases.map(\.rawValue) == [
        "newer-release", "up-to-date", "same-base-version", "not-installed-by-pip",
        "externally-managed", "package-not-installed", "disabled", "no-index",
        "index-unreachable", "no-candidate", "claimed-by-another-run", "offline",
      ]
    )
  }
}
