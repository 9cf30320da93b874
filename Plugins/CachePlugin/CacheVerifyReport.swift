internal import PipCache
internal import PipDiagnostics
internal import PipPluginKit
internal import PipSystem
internal import SystemPackage

/// The answer of `swiftpip cache verify`.
struct CacheVerifyReport: Report {
  struct Result: Encodable, Sendable {
    let report: CacheVerifyReport

    private enum CodingKeys: String, CodingKey {
      case checked
      case damaged
      case quarantine
      case quarantineBytes
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(report.verification.checked, forKey: .checked)
      let damaged = LongList(report.verification.damages) { damage in
        EncodedDamage(damage: damage, report: report)
      }
      try container.encode(damaged, forKey: .damaged)
      try container.encodePath(
        Quarantine(of: report.directory).path.systemText,
        forKey: .quarantine,
        bytesKey: .quarantineBytes
      )
    }
  }

  private struct EncodedDamage: Encodable {
    let damage: Verification.Damage
    let report: CacheVerifyReport

    private enum CodingKeys: String, CodingKey {
      case path
      case pathBytes
      case title
      case problem
      case detail
      case repaired
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encodePath(
        damage.entry.place.path(in: report.directory).systemText,
        forKey: .path,
        bytesKey: .pathBytes
      )
      try container.encode(damage.entry.title, forKey: .title)
      try container.encode(damage.problem.code, forKey: .problem)
      try container.encode(damage.problem.words, forKey: .detail)
      try container.encode(report.repaired.contains(damage.entry.place), forKey: .repaired)
    }
  }

  let directory: FilePath
  let verification: Verification
  /// Where what was put aside had been.
  let repaired: Set<CacheEntry.Place>
  /// Whether the system refused to put something aside.
  let wasRefused: Bool
  let diagnostics: [Diagnostic]

  var result: Result { Result(report: self) }

  private var remaining: Int {
    verification.damages.count { !repaired.contains($0.entry.place) }
  }

  var exitStatus: ExitStatus {
    guard remaining == 0 else { return .no }
    return verification.obstacles.count > 0 || wasRefused ? .failure : .success
  }

  func write(to page: inout Page, verbosity: Verbosity) {
    for damage in verification.damages {
      let entry = damage.entry
      page.line(
        Page.Span(repaired.contains(entry.place) ? "put aside " : "damaged ", .bad),
        Page.Span(entry.title ?? entry.place.path(in: directory).systemText, .strong),
        Page.Span(": \(damage.problem.words)")
      )
      guard verbosity > .normal, entry.title != nil else { continue }
      page.line(Page.Span("  \(entry.place.path(in: directory).systemText)", .faint))
    }
    let checked = verification.checked
    let count = checked == 1 ? "1 entry" : "\(checked) entries"
    guard !verification.damages.isEmpty else {
      guard verification.obstacles.count == 0 else {
        return page.line("\(count) checked, all whole, and not all could be looked at")
      }
      return page.line(Page.Span("\(count) checked, all whole", .good))
    }
    page.line("\(count) checked, \(verification.damages.count) damaged, \(remaining) remaining")
    if remaining > 0, repaired.isEmpty {
      page.line(Page.Span("to put them aside: swiftpip cache verify --repair", .faint))
    }
    guard !repaired.isEmpty else { return }
    let path = ShellWord(Quarantine(of: directory).path.systemText)
    page.line(Page.Span("to look at them: find \(path) -type f", .faint))
    page.line(Page.Span("to drop them: rm -r \(path), or wait for prune in a month", .faint))
  }
}
