internal import ArgumentParser
internal import PipEnvironments
internal import PipPackaging
internal import PipPluginKit
internal import PipSystem
internal import SystemPackage

/// Shows what is installed: `swiftpip list`.
struct ListCommand: PluginCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Shows what is installed, as \"pip list\" does."
  )

  @OptionGroup var choice: DistributionChoice

  @Flag(name: .customLong("not-required"), help: "Only what no other distribution requires.")
  var isOnlyNotRequired = false

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func run(in context: Context) async throws -> ListReport {
    let python = try await context.environment()
    var distributions = try await python.distributions()
    if isOnlyNotRequired {
      let environment = try await python.facts().markerEnvironment
      let required = Set(
        distributions.flatMap { $0.requirements(in: environment) ?? [] }.map(\.name)
      )
      distributions.removeAll { required.contains($0.name) }
    }
    return ListReport(distributions: distributions.filter(choice.isWanted))
  }
}

/// Which of the installed distributions are shown.
struct DistributionChoice: ParsableArguments {
  @Flag(name: [.customShort("e"), .customLong("editable")], help: "Only editable ones.")
  var isOnlyEditable = false

  @Flag(name: .customLong("exclude-editable"), help: "No editable ones.")
  var isWithoutEditable = false

  @Option(
    name: .customLong("exclude"),
    help: ArgumentHelp("Not this one (repeatable).", valueName: "package")
  )
  var excluded: [String] = []

  func isWanted(_ distribution: InstalledDistribution) -> Bool {
    if excluded.contains(where: { PackageName($0) == distribution.name }) { return false }
    guard isOnlyEditable || isWithoutEditable else { return true }
    let isEditable = distribution.editableLocation != nil
    return isEditable ? !isWithoutEditable : !isOnlyEditable
  }
}

/// The answer of `swiftpip list`: that of `pip list`.
struct ListReport: Report {
  struct Row: Encodable, Sendable, Hashable {
    let name: String
    let version: String
    let location: String
    let installer: String
    let editableLocation: String?

    private enum CodingKeys: String, CodingKey {
      case name
      case version
      case location
      case installer
      case editableLocation = "editable_project_location"
    }
  }

  let rows: [Row]

  init(distributions: [InstalledDistribution]) {
    rows = distributions.map { distribution in
      Row(
        name: distribution.writtenName,
        version: distribution.shownVersion,
        location: distribution.location.systemText,
        installer: distribution.installer,
        editableLocation: distribution.editableLocation
      )
    }
  }

  var result: [Row] { rows }

  func write(to page: inout Page, verbosity: Verbosity) {
    guard !rows.isEmpty else { return }
    var header = ["Package", "Version"]
    let hasEditable = rows.contains { $0.editableLocation != nil }
    if hasEditable { header.append("Editable project location") }
    if verbosity > .normal { header += ["Location", "Installer"] }
    var table = [header]
    for row in rows {
      var cells = [row.name, row.version]
      if hasEditable { cells.append(row.editableLocation ?? "") }
      if verbosity > .normal { cells += [row.location, row.installer] }
      table.append(cells)
    }
    let widths = header.indices.map { column in table.map { $0[column].count }.max() ?? 0 }
    table.insert(widths.map { String(repeating: "-", count: $0) }, at: 1)
    for cells in table {
      var text = ""
      for (column, cell) in cells.enumerated() {
        if column > 0 { text += " " }
        text += cell + String(repeating: " ", count: widths[column] - cell.count)
      }
      // Nothing ends in spaces.
      while text.utf8.last == UInt8(ascii: " ") { text.unicodeScalars.removeLast() }
      page.line(text)
    }
  }
}
