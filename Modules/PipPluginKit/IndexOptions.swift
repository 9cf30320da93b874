public import ArgumentParser

/// The options of commands that ask an index, as pip has them.
///
/// ```swift
/// struct Look: PluginCommand {
///   static let configuration = CommandConfiguration(abstract: "Looks for versions.")
///   @OptionGroup(title: "Package index options") var index: IndexOptions
///   @OptionGroup(title: "Global options") var global: GlobalOptions
///
///   var pipOptions: [PipOption] { index.pipOptions }
///
///   func run(in context: Context) async throws -> Versions { Versions() }
/// }
///
/// struct Versions: Report {
///   var result: [String: [String]] { ["versions": []] }
///   func write(to page: inout Page, verbosity: Verbosity) { page.line("no versions") }
/// }
/// ```
public struct IndexOptions: ParsableArguments {
  @Option(
    name: [.customLong("index-url"), .customShort("i")],
    help: ArgumentHelp("The index to ask.", valueName: "url")
  )
  var indexURL: String?

  @Option(
    name: .customLong("extra-index-url"),
    help: ArgumentHelp("One more index to ask.", valueName: "url")
  )
  var extraIndexURLs: [String] = []

  @Option(
    name: [.customLong("find-links"), .customShort("f")],
    help: ArgumentHelp("A folder or page with links to packages.", valueName: "url|path"),
    completion: .directory
  )
  var findLinks: [String] = []

  @Flag(name: .customLong("no-index"), help: "Ask no index, only --find-links.")
  var withoutIndex = false

  @Option(
    name: .customLong("cert"),
    help: ArgumentHelp("Certificates to trust, a PEM file or a folder.", valueName: "path"),
    completion: .file()
  )
  var certificates: String?

  @Option(
    name: .customLong("proxy"),
    help: ArgumentHelp("The proxy, [user:password@]host:port.", valueName: "proxy")
  )
  var proxy: String?

  @Option(
    name: .customLong("timeout"),
    help: ArgumentHelp("Seconds to wait for a connection or an answer.", valueName: "seconds")
  )
  var timeout: SecondsArgument?

  @Option(
    name: .customLong("retries"),
    help: ArgumentHelp("How often to try again.", valueName: "count")
  )
  var retries: WholeNumberArgument?

  @Option(
    name: .customLong("trusted-host"),
    help: ArgumentHelp("A host, or host:port, to trust without proof.", valueName: "host")
  )
  var trustedHosts: [String] = []

  /// The spellings of those that are followed by a value.
  package static let namesWithValue: Set<String> = [
    "--index-url", "-i", "--extra-index-url", "--find-links", "-f", "--cert", "--proxy",
    "--timeout",
    "--retries", "--trusted-host",
  ]

  /// Creates the options, which ArgumentParser fills in then: to have those of a command line, parse it.
  ///
  /// ```swift
  /// let index = try IndexOptions.parse(["--index-url", "https://index.example/simple"])
  /// let options = index.pipOptions  // index-url
  /// ```
  public init() {}

  /// The options that were given, as pip's configuration names them.
  public var pipOptions: [PipOption] {
    let single: [(String, String?)] = [
      ("index-url", indexURL),
      ("no-index", withoutIndex ? "true" : nil),
      ("cert", certificates),
      ("proxy", proxy),
      ("timeout", timeout?.text),
      ("retries", retries?.text),
    ]
    let repeated = [
      ("extra-index-url", extraIndexURLs),
      ("find-links", findLinks),
      ("trusted-host", trustedHosts),
    ]
    return single.compactMap { name, value in value.map { PipOption(name, $0) } }
      + repeated.flatMap { name, values in values.map { PipOption(name, $0) } }
  }
}
