package import PipDiagnostics
package import SystemPackage

/// All settings of a run: options, variables, files; each value remembers its source.
///
/// pip's order is kept, which goes by section first and by file second: `[global]` is weaker than
/// the command's section, that is weaker than `PIP_` variables, those are weaker than options. Within
/// a section a later file wins. Empty values are then taken out, so an empty value in a later file
/// unsets that section's earlier one, but no weaker section's.
package struct Configuration: Sendable, Hashable {
  /// A file that was read.
  struct LoadedFile: Sendable, Hashable {
    var path: FilePath
    var content: ConfigurationFile
  }

  /// What was noticed while loading and stopped nobody.
  package internal(set) var notices: [Diagnostic] = []

  /// Where `~` leads.
  package let home: HomeDirectory

  /// Files from the weakest to the strongest, each once.
  var files: [LoadedFile] = []

  /// pip's variables by the option they set.
  var variables: [String: Setting] = [:]

  /// swiftpip's own variables by the option they set.
  var ownVariables: [String: Setting] = [:]

  private var flags: [CommandLineFlag] = []

  init(home: HomeDirectory) {
    self.home = home
  }

  /// The files that were read, from the weakest to the strongest.
  package var paths: [FilePath] {
    files.map(\.path)
  }

  /// Returns the same settings with options of the command line on top, in their order.
  package func layering(flags: [CommandLineFlag]) -> Configuration {
    var copy = self
    copy.flags += flags
    return copy
  }

  /// Returns the value of an option for a command.
  ///
  /// - Parameters:
  ///   - name: pip's name of the option, without dashes.
  ///   - aliases: other names of the same option, as `pypi-url` is for `index-url`.
  ///   - sections: the command's sections, the weakest first; `[global]` always comes before them.
  /// - Returns: the strongest value, nil where there is none.
  package func setting(
    _ name: String,
    aliases: [String] = [],
    for sections: [String]
  ) -> Setting? {
    let names = [name] + aliases
    if let flag = flags.last(where: { names.contains($0.name) }) { return Setting(flag) }
    return layers(names, for: sections).last
  }

  /// Returns the values of an option that takes several: those of the strongest variable or section,
  /// then each of the command line.
  ///
  /// Only variables and files hold several values in one text, with white space between them.
  package func list(
    _ name: String,
    aliases: [String] = [],
    for sections: [String]
  ) -> [Setting] {
    let names = [name] + aliases
    let configured = layers(names, for: sections).last?.words ?? []
    return configured + flags.filter { names.contains($0.name) }.map { Setting($0) }
  }

  /// Returns what variables and sections say about an option, the weakest first.
  package func configured(_ name: String, for sections: [String]) -> [Setting] {
    layers([name], for: sections)
  }

  /// Returns the options of the command line that have one of some names, in their order.
  package func flags(named names: Set<String>) -> [CommandLineFlag] {
    flags.filter { names.contains($0.name) }
  }

  /// Returns the value of one of swiftpip's own options: of the command line, else of the variable
  /// `SWIFTPIP_NAME`, else of the section `[swiftpip]`.
  package func own(_ name: String) -> Setting? {
    if let flag = flags.last(where: { $0.name == name }) { return Setting(flag) }
    return ownVariables[name] ?? merged([name], in: "swiftpip")
  }

  private func layers(_ names: [String], for sections: [String]) -> [Setting] {
    let ordered = ["global"] + sections.filter { $0 != "global" }
    return ordered.compactMap { merged(names, in: $0) } + strongestVariable(names)
  }

  private func strongestVariable(_ names: [String]) -> [Setting] {
    names.lazy.compactMap { variables[$0] }.prefix(1).map(\.self)
  }

  /// Returns what the files together say in one section, nil where that is nothing or empty.
  private func merged(_ names: [String], in section: String) -> Setting? {
    let candidates = names.compactMap { merged($0, in: section) }
    // Of two names for one option, pip heeds the one that it met last for the first time.
    return candidates.max { $0.rank < $1.rank }?.setting
  }

  private func merged(_ name: String, in section: String) -> (setting: Setting, rank: (Int, Int))? {
    var rank: (Int, Int)?
    var setting: Setting?
    for (index, file) in files.enumerated() {
      guard let entry = file.content.entry(name, in: section) else { continue }
      rank = rank ?? (index, entry.position)
      setting = Setting(
        name: name,
        value: entry.value,
        source: .file(file.path, section: section)
      )
    }
    guard let setting, let rank, !setting.value.isEmpty else { return nil }
    return (setting, rank)
  }
}

extension Setting {
  /// The setting that an option on the command line makes; one without a value is turned on.
  package init(_ flag: CommandLineFlag) {
    self.init(name: flag.name, value: flag.value ?? "true", source: .flag(flag.name))
  }
}
