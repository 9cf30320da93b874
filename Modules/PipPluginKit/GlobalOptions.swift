public import ArgumentParser

/// The options that every command of swiftpip has, before or after the command's name.
///
/// ```swift
/// struct Greet: PluginCommand {
///   static let configuration = CommandConfiguration(abstract: "Greets.")
///   @OptionGroup(title: "Global options") var global: GlobalOptions
///
///   func run(in context: Context) async throws -> Greeting {
///     Greeting(isShort: global.verbosity == .quiet)
///   }
/// }
///
/// struct Greeting: Report {
///   let isShort: Bool
///   var result: [String: Bool] { ["short": isShort] }
///
///   func write(to page: inout Page, verbosity: Verbosity) { page.line(isShort ? "hi" : "good morning") }
/// }
/// ```
///
/// What they say has been worked into the context, which is where commands look. A test can look at them:
///
/// ```swift
/// let global = try GlobalOptions.parse(["--python", "venv", "--offline", "--format", "json", "-v"])
/// let isAboutVenv = global.python == "venv" && global.isOffline && !global.isIsolated
/// let isForPrograms = global.format == .json && global.color == .auto
/// let isWordy = global.loudness > global.quietness
/// let isAsEver = global.cacheDirectory == nil && !global.withoutCache && !global.withoutPlugins
/// ```
public struct GlobalOptions: ParsableArguments {
  /// How a report is rendered.
  ///
  /// ```swift
  /// let formats: Set<GlobalOptions.Format> = [.human, .json, .abspath]
  /// let offered = GlobalOptions.Format.allValueStrings  // human, json
  /// let explained = GlobalOptions.Format.allValueDescriptions
  /// ```
  public enum Format: String, ExpressibleByArgument, CaseIterable, Sendable {
    /// Text for people.
    case human
    /// One JSON document.
    case json
    /// A path a line, as `pip cache list` has it; only commands that list files.
    case abspath

    /// What help and completion offer: what every command has.
    public static var allValueStrings: [String] { [human.rawValue, json.rawValue] }
    /// Nothing: the values speak for themselves.
    public static var allValueDescriptions: [String: String] { [:] }
  }

  /// When output is coloured.
  ///
  /// ```swift
  /// let colors: [GlobalOptions.Color] = [.auto, .always, .never]
  /// let offered = GlobalOptions.Color.allValueStrings  // auto, always, never
  /// let explained = GlobalOptions.Color.allValueDescriptions
  /// ```
  public enum Color: String, ExpressibleByArgument, CaseIterable, Sendable {
    /// On a terminal that shows colours.
    case auto
    /// Everywhere.
    case always
    /// Nowhere.
    case never

    /// What help and completion offer.
    public static var allValueStrings: [String] { allCases.map(\.rawValue) }
    /// Nothing: the values speak for themselves.
    public static var allValueDescriptions: [String: String] { [:] }
  }

  /// pip's cache.
  @Option(
    name: .customLong("cache-dir"),
    help: ArgumentHelp("Use DIR as pip's cache.", valueName: "dir"),
    completion: .directory
  )
  public var cacheDirectory: String?

  /// Whether pip's cache is left alone.
  @Flag(name: .customLong("no-cache-dir"), help: "Leave pip's cache alone.")
  public var withoutCache = false

  /// The environment that the command is about.
  @Option(
    name: .customLong("python"),
    help: ArgumentHelp(
      "An interpreter or an environment folder (default: $VIRTUAL_ENV, then python3 on PATH).",
      valueName: "path"
    ),
    completion: .file()
  )
  public var python: String?

  /// Whether the user's configuration is ignored.
  @Flag(name: .customLong("isolated"), help: "Ignore PIP_* variables and the user's configuration.")
  public var isIsolated = false

  /// Whether the network must not be used.
  @Flag(name: .customLong("offline"), help: "Never open a socket.")
  public var isOffline = false

  // To describe a default value or a list of values, ArgumentParser asks the runtime at each start
  // what it knows of their types. So these two have no default, what they are without the option is
  // said by hand, and their types list their values themselves.

  @Option(name: .customLong("format"), help: "How to answer (default: human).")
  private var chosenFormat: Format?

  @Option(name: .customLong("color"), help: "When to colour the output (default: auto).")
  private var chosenColor: Color?

  /// How the report is rendered.
  public var format: Format { chosenFormat ?? .human }

  /// When output is coloured.
  public var color: Color { chosenColor ?? .auto }

  /// How often the user asked for less.
  @Flag(name: [.customShort("q"), .customLong("quiet")], help: "Say less.")
  public var quietness: Int

  /// How often the user asked for more.
  @Flag(name: [.customShort("v"), .customLong("verbose")], help: "Say more.")
  public var loudness: Int

  /// Whether external plugins are not even looked for.
  @Flag(name: .customLong("no-plugins"), help: "Do not look for external plugins.")
  public var withoutPlugins = false

  /// The spellings of those that are followed by a value.
  package static let namesWithValue: Set<String> = [
    "--cache-dir", "--python", "--format", "--color",
  ]

  /// The spellings of those that are not.
  package static let namesOfFlags: Set<String> = [
    "--no-cache-dir", "--isolated", "--offline", "-q", "--quiet", "-v", "--verbose", "--no-plugins",
  ]

  /// The spellings of those that only say how much is said.
  package static let namesOfVerbosity: Set<String> = ["-q", "--quiet", "-v", "--verbose"]

  /// What no other option may be called: these, and what ArgumentParser has for every command.
  package static let allNames = namesWithValue.union(namesOfFlags)
    .union(["-h", "--help", "--version"])

  /// Tells whether an argument is one dash and letters that are all flags which every command has: `-qq`.
  package static func areFlags(_ argument: String) -> Bool {
    let letters = argument.dropFirst()
    return argument.hasPrefix("-") && !letters.isEmpty
      && letters.allSatisfy { namesOfFlags.contains("-\($0)") }
  }

  /// Creates the options, which ArgumentParser fills in then: to have those of a command line, parse it.
  ///
  /// ```swift
  /// let global = try GlobalOptions.parse(["--quiet"])
  /// ```
  public init() {}

  /// How much is said.
  public var verbosity: Verbosity {
    switch loudness - quietness {
    case ..<0: .quiet
    case 0: .normal
    default: .verbose
    }
  }
}

/// How much a command says beside its answer.
///
/// ```swift
/// struct Count: Report {
///   let count: Int
///   var result: [String: Int] { ["count": count] }
///
///   func write(to page: inout Page, verbosity: Verbosity) {
///     switch verbosity {
///     case .quiet: page.line("\(count)")
///     case .normal: page.line("\(count) packages")
///     case .verbose: page.line("\(count) packages, each counted once")
///     }
///   }
/// }
/// ```
public enum Verbosity: Int, Sendable, Comparable {
  /// Errors only.
  case quiet
  /// Errors and warnings.
  case normal
  /// Notes, too.
  case verbose

  /// Tells whether less is said.
  ///
  /// ```swift
  /// let isTerse = context.verbosity < .normal
  /// ```
  public static func < (left: Verbosity, right: Verbosity) -> Bool {
    left.rawValue < right.rawValue
  }

  /// Tells whether diagnostics of a severity are shown.
  ///
  /// ```swift
  /// if context.verbosity.shows(.note) { page.line("nothing else is to be told") }
  /// ```
  ///
  /// - Parameter severity: how much a diagnostic matters.
  /// - Returns: whether the user wants to know it.
  public func shows(_ severity: Diagnostic.Severity) -> Bool {
    switch severity {
    case .error: true
    case .warning: self >= .normal
    case .note: self >= .verbose
    }
  }
}
