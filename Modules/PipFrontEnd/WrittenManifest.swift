internal import ArgumentParser
internal import PipCommandTree
internal import PipPluginKit

/// A manifest as it is written (`docs/formats/plugin-manifest-1.md`).
struct WrittenManifest: Encodable {
  struct Hook: Encodable {
    let name: String
    let when: String
    let commands: [String]
  }

  let name: String
  let version: String
  let abstract: String
  let commands: [Command]
  let hooks: [Hook]

  private enum Keys: String, CodingKey {
    case schema, name, version, abstract, `protocol`, commands, hooks, min, max
    case discussion, effect, arguments, options, optional, repeats, completion, short, value
  }

  func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: Keys.self)
    try members.encode(1, forKey: .schema)
    try members.encode(name, forKey: .name)
    try members.encode(version, forKey: .version)
    try members.encode(abstract, forKey: .abstract)
    try members.encode(["min": 1, "max": 1], forKey: .protocol)
    try members.encode(commands, forKey: .commands)
    if !hooks.isEmpty { try members.encode(hooks, forKey: .hooks) }
  }

  struct Command: Encodable {
    let command: CommandTree
    let effect: CommandEffect

    /// Describes a command, or a group by what any of its commands does.
    init(_ type: any ParsableCommand.Type) {
      command = CommandTree(of: type)
      effect = Self.installs(type) ? .installs : .reads
    }

    private static func installs(_ type: any ParsableCommand.Type) -> Bool {
      (type as? any PluginCommand.Type)?.effect == .installs
        || type.configuration.subcommands.contains(where: installs)
    }

    func encode(to encoder: any Encoder) throws {
      var members = encoder.container(keyedBy: Keys.self)
      try members.encode(command.name, forKey: .name)
      try members.encode(command.abstract, forKey: .abstract)
      if !command.discussion.isEmpty { try members.encode(command.discussion, forKey: .discussion) }
      if effect == .installs { try members.encode("installs", forKey: .effect) }
      try members.encode(command.arguments.map(Argument.init), forKey: .arguments)
      try members.encode(command.options.compactMap(Option.init), forKey: .options)
    }
  }

  private struct Argument: Encodable {
    let argument: CommandTree.Argument

    func encode(to encoder: any Encoder) throws {
      var members = encoder.container(keyedBy: Keys.self)
      try members.encode(argument.valueName, forKey: .name)
      try members.encode(argument.abstract, forKey: .abstract)
      try members.encode(argument.isOptional, forKey: .optional)
      try members.encode(argument.isRepeated, forKey: .repeats)
      try WrittenManifest.encode(argument.completion, to: &members)
    }
  }

  private struct Option: Encodable {
    let option: CommandTree.Option
    let name: String

    /// Nil for an option that has no long name, which no manifest can have.
    init?(_ option: CommandTree.Option) {
      guard let name = option.names.first(where: { $0.hasPrefix("--") }) else { return nil }
      self.option = option
      self.name = String(name.dropFirst(2))
    }

    func encode(to encoder: any Encoder) throws {
      var members = encoder.container(keyedBy: Keys.self)
      try members.encode(name, forKey: .name)
      let short = option.names.first { $0.count == 2 && !$0.hasPrefix("--") }
      try members.encodeIfPresent(short?.dropFirst().description, forKey: .short)
      try members.encode(option.abstract, forKey: .abstract)
      try members.encodeIfPresent(option.valueName, forKey: .value)
      if option.isRepeated { try members.encode(true, forKey: .repeats) }
      try WrittenManifest.encode(option.completion, to: &members)
    }
  }

  private static func encode(
    _ completion: CommandTree.Completion,
    to members: inout KeyedEncodingContainer<Keys>
  ) throws {
    switch completion {
    case .nothing: break
    case .files: try members.encode("file", forKey: .completion)
    case .directories: try members.encode("directory", forKey: .completion)
    case .values(let values): try members.encode(values, forKey: .completion)
    }
  }
}
