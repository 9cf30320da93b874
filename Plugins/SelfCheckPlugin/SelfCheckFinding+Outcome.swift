internal import PipPackaging
internal import PipPluginKit
internal import PipVersionCheck

extension SelfCheckFinding {
  /// Creates what plugins are told of a check.
  init(_ finding: CheckFinding, of subject: CheckSubject) {
    self.init(
      package: subject.package.normalized,
      prefix: subject.prefix,
      installed: subject.installed?.description,
      latest: finding.latest?.description,
      isOutdated: finding.isOutdated,
      reason: finding.reason.rawValue
    )
  }
}
