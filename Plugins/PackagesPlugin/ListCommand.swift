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
    var distributions = try await choice.distributions(in: python)
    if isOnlyNotRequired {
      let environment = try await python.facts().markerEnvironment
      let required = Set(
        distributions.flatMap { $0.requirements(in: environment) ?? [] }.map(\.name)
      )
      distributions.removeAll { required.contains($0.name) }
    }
    return ListReport(distributions: distributions)
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

  @OptionGroup var place: DistributionPlace

  /// Returns the distributions of an environment that are wanted.
  ///
  /// - Parameters:
  ///   - environment: the environment.
  ///   - isWithExcluded: whether those that were excluded by name are among them.
  /// - Returns: the distributions.
  /// - Throws: what `DistributionPlace.distributions` throws.
  func distributions(
    in environment: PythonEnvironment,
    withExcluded isWithExcluded: Bool = false
  ) async throws -> [InstalledDistribution] {
    try await place.distributions(in: environment).filter { distribution in
      isWanted(distribution) && (isWithExcluded || !isExcluded(distribution))
    }
  }

  /// Tells whether a distribution was excluded by its name.
  func isExcluded(_ distribution: InstalledDistribution) -> Bool {
    excluded.contains { PackageName($0) == distribution.name }
  }

  private func isWanted(_ distribution: InstalledDistribution) -> Bool {
    guard isOnlyEditable || isWithoutEditable else { return true }
    let isEditable = distribution.editableLocation != nil
    return isEditable ? !isWithoutEditable : !isOnlyEditable
  }
}

/// Where distributions are looked for.
struct DistributionPlace: ParsableArguments {
  @Option(
    name: .customLong("path"),
    help: ArgumentHelp("Only what is in a folder (repeatable).", valueName: "dir"),
    completion: .directory
  )
  var folders: [String] = []

  @Flag(
    name: [.customShort("l"), .customLong("local")],
    help: "Nothing that a virtual environment has from the system."
  )
  var isOnlyLocal = false

  @Flag(name: .customLong("user"), help: "Only what is installed for this user alone.")
  var isOnlyOfUser = false

  func validate() throws {
    guard folders.isEmpty || !(isOnlyLocal || isOnlyOfUser) else {
      throw ValidationError("--path can be combined with neither --local nor --user")
    }
  }

  /// Returns the distributions that are there.
  func distributions(in environment: PythonEnvironment) async throws -> [InstalledDistribution] {
    guard folders.isEmpty else {
      return InstalledDistribution.all(in: folders.map { FilePath(systemText: $0) })
    }
    let all = try await environment.distributions()
    guard isOnlyLocal || isOnlyOfUser else { return all }
    let facts = try await environment.facts()
    let folders = ["purelib", "platlib"].compactMap { facts.userScheme[$0] }
    let prefix = FilePath(systemText: facts.prefix)
    return all.filter { distribution in
      let isOfUser = folders.contains(distribution.location.systemText)
      // Outside of a virtual environment all is local, as for pip.
      let isLocal = !facts.isVirtualEnvironment || distribution.location.starts(with: prefix)
      return (isOfUser || !isOnlyOfUser) && (isLocal || !isOnlyLocal)
    }
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

  let distributions: [InstalledDistribution]

  var result: [Row] {
    distributions.map { distribution in
      Row(
        name: distribution.writtenName,
        version: distribution.shownVersion,
        location: distribution.location.systemText,
        installer: distribution.installer,
        editableLocation: distribution.editableLocation
      )
    }
  }

  func write(to page: inout Page, verbosity: Verbosity) {
    guard !distributions.isEmpty else { return }
    var header = ["Package", "Version"]
    let editable = distributions.map(\.editableLocation)
    let hasEditable = editable.contains { $0 != nil }
    if hasEditable { header.append("Editable project location") }
    if verbosity > .normal { header += ["Location", "Installer"] }
    var table = [header]
    for (distribution, editableLocation) in zip(distributions, editable) {
      var cells = [distribution.writtenName, distribution.shownVersion]
      if hasEditable { cells.append(editableLocation ?? "") }
      if verbosity > .normal {
        cells += [distribution.location.systemText, distribution.installer]
      }
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
