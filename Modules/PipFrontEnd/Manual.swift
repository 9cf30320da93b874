internal import ArgumentParser
internal import PipCommandTree
internal import PipConfiguration
internal import PipFiles
internal import PipPluginKit
internal import PipSystem
internal import SystemPackage

/// `swiftpip manual [COMMAND...]`: pages of the manual, as `man` reads them.
struct Manual<Host: PluginHost>: PluginCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "manual",
      abstract: "Prints a page of the manual, or writes all of them.",
      discussion: "To read one: swiftpip manual cache info | man -l -"
    )
  }

  @Argument(help: ArgumentHelp("The words of a command.", valueName: "command"))
  var path: [String] = []

  @Option(
    name: .customLong("directory"),
    help: ArgumentHelp("Write all pages into a folder, such as share/man/man1.", valueName: "dir"),
    completion: .directory
  )
  var directory: String?

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func validate() throws {
    guard directory == nil || path.isEmpty else {
      throw ValidationError("with --directory all pages are written, not that of one command")
    }
  }

  func run(in context: Context) async throws -> ManualReport {
    let tree = try WholeTree<Host>.tree(in: context)
    let date = String(context.clock().rfc3339.prefix(10))
    func text(_ page: ManualPage) -> String {
      page.text(version: SwiftpipVersion.text, date: date)
    }
    guard let directory else {
      guard let page = ManualPage(of: path, in: tree) else {
        throw UsageError.unknownCommand(path.joined(separator: " "), nearest: nil)
      }
      return ManualReport(pages: [page.fileName], text: text(page))
    }
    let start = context.surroundings.process.workingDirectory ?? ""
    let folder = start.pushing(FilePath(systemText: directory))
    try folder.makeDirectories(permissions: .ofFolders)
    let pages = ManualPage.all(of: tree)
    for page in pages {
      try Publication.publish(
        Array(text(page).utf8),
        at: folder.appending(page.fileName),
        mode: .leftByUmask
      )
    }
    return ManualReport(pages: pages.map(\.fileName), text: nil)
  }
}

/// The answer of `swiftpip manual`.
struct ManualReport: Report {
  struct Result: Encodable, Sendable {
    let pages: [String]
    let text: String?
  }

  let pages: [String]
  /// The page; nil where all were written.
  let text: String?

  var result: Result { Result(pages: pages, text: text) }

  func write(to page: inout Page, verbosity: Verbosity) {
    guard let text else { return page.line("\(pages.count) pages") }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    for line in lines { page.line(String(line)) }
  }
}
