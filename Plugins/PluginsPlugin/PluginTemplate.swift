internal import ArgumentParser

/// The files of a plugin to begin with.
struct PluginTemplate: Sendable, Hashable {
  /// What it is written in.
  enum Language: String, ExpressibleByArgument, CaseIterable, Sendable {
    case swift
    case python

    static var allValueStrings: [String] { allCases.map(\.rawValue) }
    static var allValueDescriptions: [String: String] { [:] }
  }

  /// A file.
  struct File: Sendable, Hashable {
    /// Its path in the plugin's folder.
    let path: String
    let text: String
    var isProgram = false
  }

  let name: String
  let language: Language
  /// Where the kit is; nil where it needs none.
  let kit: PackageLocation?

  /// Its files.
  var files: [File] {
    let files =
      switch language {
      case .python: Self.python
      case .swift: Self.swift
      }
    return files.map { file in
      File(path: filled(file.path), text: filled(file.text), isProgram: file.isProgram)
    }
  }

  /// What its parts are, and where.
  var parts: [(name: String, value: String)] {
    switch language {
    case .python:
      [
        ("program", "swiftpip-\(name)"), ("manifest", "swiftpip-\(name).json"),
        ("tests", "test_plugin.py"),
      ]
    case .swift:
      [
        ("plugin", "Sources/\(type)"), ("program", "Sources/swiftpip-\(name)"),
        ("tests", "Tests/\(type)Tests"),
      ]
    }
  }

  /// The name of the plugin's type: `GreetPlugin` for `greet`, `ABCPlugin` for `a.b-c`.
  var type: String {
    let words = name.split { $0 == "-" || $0 == "." }
    return words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined() + "Plugin"
  }

  /// Whether the kit is where others do not have it.
  private var isKitInFolder: Bool {
    if case .folder = kit { true } else { false }
  }

  private static let stepThatFetchesKit = """
          - name: The source of swiftpip, of the repository that the variable SWIFTPIP_REPOSITORY names
            run: |
              git clone --depth 1 "${{ vars.SWIFTPIP_REPOSITORY }}" ../swiftpip
              echo "SWIFTPIP_KIT=$(realpath ../swiftpip)" >> "$GITHUB_ENV"

    """

  private static let noteOnKit = """

    The source of swiftpip is where `Package.swift` says, or in the folder that the variable `SWIFTPIP_KIT` names: set
    that where you build it elsewhere. The CI file takes it from the repository that its variable
    `SWIFTPIP_REPOSITORY` names.

    """

  private func filled(_ text: String) -> String {
    var filled = ""
    var rest = text[...]
    while let start = rest.firstRange(of: "{{"),
      let end = rest[start.upperBound...].firstRange(of: "}}")
    {
      filled += rest[..<start.lowerBound]
      switch rest[start.upperBound..<end.lowerBound] {
      case "name": filled += name
      case "type": filled += type
      case "command": filled += "\(type.dropLast("Plugin".count))Command"
      case "kit": filled += kit?.dependency ?? ""
      case "kitstep": filled += isKitInFolder ? Self.stepThatFetchesKit : ""
      case "kitnote": filled += isKitInFolder ? Self.noteOnKit : ""
      case let other: filled += "{{\(other)}}"
      }
      rest = rest[end.upperBound...]
    }
    return filled + rest
  }
}
