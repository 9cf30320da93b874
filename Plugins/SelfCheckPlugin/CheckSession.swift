internal import PipConfiguration
internal import PipEnvironments
internal import PipPackaging
internal import PipPaths
internal import PipPluginKit
internal import PipSelfCheck
internal import PipSystem
internal import PipVersionCheck
internal import SystemPackage

/// All that a check needs, gathered from the settings: asked by name or in passing, it is the same.
struct CheckSession: Sendable {
  let subject: CheckSubject
  let settings: Settings
  let context: Context
  let policy: CheckPolicy
  let claimAge: Duration
  let store: StateStore
  let interpreter: PipEnvironments.Interpreter
  let memory: InterpreterMemory
  /// The version of the environment's pip, whatever package is checked.
  let pipVersion: String?

  /// Finds the subject and where it is remembered.
  static func begin(
    for package: PackageName,
    _ settings: Settings,
    in context: Context,
    interval: Duration? = nil
  ) async throws -> CheckSession {
    let cacheDirectory = settings.cacheDirectory.directory
    let interpreter = PipEnvironments.Interpreter(
      executable: settings.interpreter.executable,
      environment: context.surroundings.environment
    )
    let memory = InterpreterMemory(cacheDirectory: cacheDirectory)
    let finder = SubjectFinder(settings: settings, interpreter: interpreter, memory: memory)
    let subject = try await finder.subject(for: package)
    let pip = PackageName.pip
    let installedPip =
      package == pip ? subject.installed : try await finder.subject(for: pip).installed
    var policy = CheckPolicy()
    if let interval = try interval ?? own("check-interval", settings) { policy.interval = interval }
    return CheckSession(
      subject: subject,
      settings: settings,
      context: context,
      policy: policy,
      claimAge: try own("claim-age", settings) ?? SelfCheck.usualClaimAge,
      store: StateStore(
        cacheDirectory: cacheDirectory,
        prefix: settings.prefix,
        package: package
      ),
      interpreter: interpreter,
      memory: memory,
      pipVersion: installedPip?.description
    )
  }

  /// The same check about an environment that is being made: what its pip is nobody knows yet, what the index
  /// has can be found out.
  func about(environmentToBe prefix: String) -> CheckSession {
    CheckSession(
      subject: CheckSubject(
        package: subject.package,
        prefix: prefix,
        installed: Version("0"),
        installer: "pip",
        isExternallyManaged: false
      ),
      settings: settings,
      context: context,
      policy: policy,
      claimAge: claimAge,
      store: StateStore(
        cacheDirectory: settings.cacheDirectory.directory,
        prefix: prefix,
        package: subject.package
      ),
      interpreter: interpreter,
      memory: memory,
      pipVersion: pipVersion
    )
  }

  /// Runs the check.
  ///
  /// - Throws: mistakes in settings, and a Python that cannot be asked.
  func run(
    occasion: CheckRequest.Occasion,
    isForced: Bool = false
  ) async throws -> CheckOutcome {
    let question = IndexQuestion(
      package: subject.package,
      pipVersion: pipVersion,
      configuration: settings.configuration,
      sections: settings.sections,
      surroundings: context.surroundings,
      interpreter: interpreter,
      memory: memory,
      programVersion: SwiftpipVersion.text,
      deadline: context.startedAt + Self.patience
    )
    let (package, context) = (subject.package, context)
    let source =
      package == .pip ? nil : context.versionSources.first { $0.covers(package.normalized) }
    let request = CheckRequest(
      occasion: occasion,
      disabledBy: try sourceOfTrue("disable-pip-version-check"),
      withoutIndexBecauseOf: try withoutIndexBecauseOf,
      isOffline: context.isOffline,
      isForced: isForced
    )
    let check = SelfCheck(
      subject: subject,
      request: request,
      policy: policy,
      store: store,
      claimAge: claimAge,
      clock: context.clock,
      askedOf: { source.map { "plugin source \($0.name)" } ?? question.askedOf }
    )
    if let source {
      return await check.run { _ in await source.answer(about: package, in: context) }
    }
    return try await check.run { pages in try await question.ask(knowing: pages) }
  }

  /// pip gives its own check five seconds.
  private static let patience = Duration.seconds(5)

  /// When a finding is shown to somebody who did not ask.
  func noticePolicy() throws -> NoticePolicy {
    var policy = NoticePolicy()
    if let interval = try Self.own("notice-interval", settings) { policy.interval = interval }
    return policy
  }

  /// The index that is asked, credentials masked: the one that is set, else the last one that answered.
  var index: String? {
    settings.setting("index-url").map { IndexQuestion.shown($0.value) } ?? store.index()
  }

  /// The command that would replace the package by a newer one.
  var upgradeCommand: String {
    UpgradeCommand(
      package: subject.package,
      prefix: settings.prefix,
      executable: settings.interpreter.executable,
      pythonVersion: pythonVersion
    ).text(in: context.surroundings)
  }

  private var pythonVersion: String? {
    guard case .virtualEnvironment(_, let configuration) = settings.interpreter.kind else {
      return nil
    }
    return configuration.pythonVersion
  }

  private var withoutIndexBecauseOf: String? {
    get throws {
      guard settings.configuration.list("find-links", for: settings.sections).isEmpty else {
        return nil
      }
      return try sourceOfTrue("no-index")
    }
  }

  /// Returns where a switch is set to true, nil where it is not.
  private func sourceOfTrue(_ name: String) throws -> String? {
    guard let setting = settings.setting(name), try setting.boolean() else { return nil }
    return setting.source.description
  }

  private static func own(_ name: String, _ settings: Settings) throws -> Duration? {
    try settings.configuration.own(name).map { setting in try setting.duration() }
  }
}
