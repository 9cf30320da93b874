internal import ArgumentParser
internal import PipDiagnostics
internal import PipEnvironments
internal import PipPackaging
internal import PipPluginKit
internal import PipSystem
internal import SystemPackage

/// Shows what distributions say of themselves: `swiftpip show`.
struct ShowCommand: PluginCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Shows what distributions say of themselves, as \"pip show\" does."
  )

  @Argument(help: ArgumentHelp("A distribution.", valueName: "package"))
  var names: [String]

  @Flag(name: [.customShort("f"), .customLong("files")], help: "Show their files as well.")
  var isWithFiles = false

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func run(in context: Context) async throws -> ShowReport {
    let python = try await context.environment()
    let environment = try await python.facts().markerEnvironment
    let installed = try await python.distributions()
    let requirements = Dictionary(
      installed.map { ($0.name, $0.requirements(in: environment)) }
    ) { first, _ in first }
    var shown: [ShowReport.Row] = []
    for name in names {
      guard let distribution = installed.first(where: { $0.name == PackageName(name) }) else {
        continue
      }
      let requires = (requirements[distribution.name] ?? nil) ?? []
      let requiredBy = installed.filter { other in
        (requirements[other.name] ?? nil)?.contains { $0.name == distribution.name } ?? false
      }
      shown.append(
        ShowReport.Row(
          distribution,
          requires: Self.sorted(Set(requires.map(\.name.original))),
          requiredBy: Self.sorted(Set(requiredBy.map(\.writtenName))),
          files: isWithFiles ? Self.files(of: distribution) : nil
        )
      )
    }
    let missing = names.filter { name in
      !installed.contains { $0.name == PackageName(name) }
    }
    return ShowReport(rows: shown, missing: missing.sorted(), isWithFiles: isWithFiles)
  }

  private static func sorted(_ names: Set<String>) -> [String] {
    names.sorted { ($0.lowercased(), $0) < ($1.lowercased(), $1) }
  }

  private static func files(of distribution: InstalledDistribution) -> [String]? {
    distribution.content(of: "RECORD").flatMap { RecordFile($0) }?.rows.map(\.path).sorted()
  }
}

/// The answer of `swiftpip show`: that of `pip show`.
struct ShowReport: Report {
  /// What is shown of a distribution.
  struct Row: Encodable, Sendable {
    let name: String
    let version: String
    let summary: String
    let homePage: String
    let author: String
    let authorEmail: String
    let license: String
    let licenseExpression: String
    let location: String
    let editableLocation: String?
    let requires: [String]
    let requiredBy: [String]
    let metadataVersion: String
    let installer: String
    let classifiers: [String]
    let entryPoints: [String]
    let projectURLs: [String]
    let files: [String]?

    init(
      _ distribution: InstalledDistribution,
      requires: [String],
      requiredBy: [String],
      files: [String]?
    ) {
      let headers = distribution.headers
      name = distribution.writtenName
      version = distribution.writtenVersion
      summary = headers["summary"] ?? ""
      projectURLs = headers.values(of: "project-url")
      homePage =
        headers["home-page"].flatMap { $0.isEmpty ? nil : $0 } ?? Self.homePage(projectURLs)
      author = headers["author"] ?? ""
      authorEmail = headers["author-email"] ?? ""
      license = headers["license"] ?? ""
      licenseExpression = headers["license-expression"] ?? ""
      location = distribution.location.systemText
      editableLocation = distribution.editableLocation
      self.requires = requires
      self.requiredBy = requiredBy
      metadataVersion = headers["metadata-version"] ?? ""
      installer = distribution.installer
      classifiers = headers.values(of: "classifier")
      var lines = String(
        decoding: distribution.content(of: "entry_points.txt") ?? [],
        as: UTF8.self
      ).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
      // What ends the last line begins none.
      if lines.last?.isEmpty == true { lines.removeLast() }
      entryPoints = lines
      self.files = files
    }

    /// Returns the page that is labelled as home of the project (PEP 753).
    private static func homePage(_ projectURLs: [String]) -> String {
      for entry in projectURLs {
        let parts = entry.split(separator: ",", maxSplits: 1)
        guard parts.count == 2 else { continue }
        let label = parts[0].lowercased().filter { $0.isLetter || $0.isNumber }
        if label == "homepage" { return String(parts[1].drop { $0 == " " }) }
      }
      return ""
    }
  }

  let rows: [Row]
  let missing: [String]
  let isWithFiles: Bool

  var result: [Row] { rows }

  var diagnostics: [Diagnostic] {
    guard !missing.isEmpty else { return [] }
    let names = missing.joined(separator: ", ")
    return [
      Diagnostic(.warning, code: "packages.not-found", message: "Package(s) not found: \(names)")
    ]
  }

  var exitStatus: ExitStatus { rows.isEmpty ? .failure : .success }

  func write(to page: inout Page, verbosity: Verbosity) {
    for (index, row) in rows.enumerated() {
      if index > 0 { page.line("---") }
      page.line("Name: \(row.name)")
      page.line("Version: \(row.version)")
      page.line("Summary: \(row.summary)")
      page.line("Home-page: \(row.homePage)")
      page.line("Author: \(row.author)")
      page.line("Author-email: \(row.authorEmail)")
      if row.licenseExpression.isEmpty {
        Self.write("License: \(row.license)", to: &page)
      } else {
        page.line("License-Expression: \(row.licenseExpression)")
      }
      page.line("Location: \(row.location)")
      if let location = row.editableLocation { page.line("Editable project location: \(location)") }
      page.line("Requires: \(row.requires.joined(separator: ", "))")
      page.line("Required-by: \(row.requiredBy.joined(separator: ", "))")
      if verbosity > .normal { writeMore(row, to: &page) }
      guard isWithFiles else { continue }
      page.line("Files:")
      guard let files = row.files else {
        page.line("Cannot locate RECORD or installed-files.txt")
        continue
      }
      for file in files { page.line("  \(file)") }
    }
  }

  private func writeMore(_ row: Row, to page: inout Page) {
    page.line("Metadata-Version: \(row.metadataVersion)")
    page.line("Installer: \(row.installer)")
    page.line("Classifiers:")
    for classifier in row.classifiers { page.line("  \(classifier)") }
    page.line("Entry-points:")
    for entry in row.entryPoints { page.line("  \(entry)") }
    page.line("Project-URLs:")
    for url in row.projectURLs { page.line("  \(url)") }
  }

  /// Some licences are whole texts.
  private static func write(_ text: String, to page: inout Page) {
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      page.line(String(line))
    }
  }
}
