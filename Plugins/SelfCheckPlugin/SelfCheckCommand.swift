internal import ArgumentParser
internal import PipPackaging
internal import PipPluginKit
internal import PipSelfCheck
internal import PipVersionCheck

/// Answers whether the pip of an environment is out of date: `swiftpip self-check`.
struct SelfCheckCommand: PluginCommand {
  static let configuration = CommandConfiguration(
    commandName: "self-check",
    _superCommandName: "swiftpip",
    abstract: "Tells whether the pip of an environment is out of date.",
    discussion: """
      The answer is kept in the file that pip itself reads and writes, so pip and swiftpip spare \
      each other's requests. Asked by name, the check always answers; where nothing is known, it \
      says why.
      """
  )

  // As for pip, whose check belongs to "pip install".
  static let pipSections = ["install"]

  @Option(
    name: .customLong("package"),
    help: ArgumentHelp("Check another package than pip.", valueName: "name")
  )
  var package: PackageArgument?

  @Flag(name: .customLong("force"), help: "Ask the index even if the answer is known.")
  var isForced = false

  @Option(
    name: .customLong("interval"),
    help: ArgumentHelp("How long an answer is good for, such as 12h or 7d.", valueName: "duration")
  )
  var interval: DurationArgument?

  @Flag(name: .customLong("exit-code"), help: "End with 2 if out of date, with 1 if not known.")
  var answersByExitCode = false

  @Flag(name: .customLong("explain"), help: "Say what each gate saw and decided.")
  var isExplained = false

  @OptionGroup(title: "Index options") var index: IndexOptions
  @OptionGroup(title: "Global options") var global: GlobalOptions

  var pipOptions: [PipOption] { index.pipOptions }

  func run(in context: Context) async throws -> SelfCheckReport {
    let settings = try await context.settings()
    let session = try await CheckSession.begin(
      for: package?.name ?? .pip,
      settings,
      in: context,
      interval: interval?.duration
    )
    let outcome = try await session.run(occasion: .asked, isForced: isForced)
    await context.announce(SelfCheckFinding(outcome.finding, of: session.subject))
    return SelfCheckReport(
      session: session,
      outcome: outcome,
      now: context.clock(),
      answersByExitCode: answersByExitCode,
      isExplained: isExplained,
      // To know it costs one more file to read.
      isIndexTold: isExplained || global.format == .json || context.verbosity == .verbose
    )
  }
}

/// The name of a package on the command line.
struct PackageArgument: ExpressibleByArgument, CustomStringConvertible {
  var name: PackageName

  init?(argument: String) {
    guard let name = PackageName(argument) else { return nil }
    self.name = name
  }

  var description: String { name.original }
}
