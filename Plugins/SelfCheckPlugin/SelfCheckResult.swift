internal import PipPackaging
internal import PipPluginKit
internal import PipSystem
internal import PipVersionCheck
internal import SystemPackage

/// The `result` of `swiftpip self-check --format json`: `docs/formats/json-output-1.md`.
struct SelfCheckResult: Encodable, Sendable {
  let report: SelfCheckReport

  private enum CodingKeys: String, CodingKey {
    case package
    case prefix
    case prefixBytes
    case installed
    case latest
    case outdated
    case notify
    case reason
    case source
    case checkedAt
    case nextCheckAt
    case stateFile
    case stateFileBytes
    case index
    case upgradeCommand
    case gates
  }

  func encode(to encoder: any Encoder) throws {
    let finding = report.finding
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(report.package, forKey: .package)
    try container.encodePath(report.prefix, forKey: .prefix, bytesKey: .prefixBytes)
    try container.encode(report.installed, forKey: .installed)
    try container.encode(finding.latest?.description, forKey: .latest)
    try container.encode(finding.isOutdated, forKey: .outdated)
    try container.encode(finding.isWorthNotice, forKey: .notify)
    try container.encode(finding.reason, forKey: .reason)
    try container.encode(finding.source, forKey: .source)
    try container.encode(finding.checkedAt?.rfc3339, forKey: .checkedAt)
    try container.encode(report.nextCheckAt?.rfc3339, forKey: .nextCheckAt)
    if let stateFile = report.stateFile {
      try container.encodePath(
        stateFile.systemText,
        forKey: .stateFile,
        bytesKey: .stateFileBytes
      )
    } else {
      try container.encodeNil(forKey: .stateFile)
    }
    try container.encode(report.index.map { SystemText.readable($0) }, forKey: .index)
    try container.encode(SystemText.readable(report.upgradeCommand), forKey: .upgradeCommand)
    if report.isExplained { try container.encode(gates, forKey: .gates) }
  }

  private var gates: [GateVerdict] {
    report.verdicts.map { GateVerdict($0.gate, saw: SystemText.readable($0.saw), $0.decision) }
  }
}
