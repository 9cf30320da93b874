internal import ArgumentParser
internal import PipRegistry

extension Registry {
  /// Returns the name of a command or group with those of its groups, such as `cache info`; nil for
  /// what no plugin declared.
  func path(of command: any ParsableCommand.Type) -> String? {
    for top in commands {
      if let path = Self.path(to: command, from: top) { return path }
    }
    return nil
  }

  private static func path(
    to command: any ParsableCommand.Type,
    from root: any ParsableCommand.Type
  ) -> String? {
    guard ObjectIdentifier(root) != ObjectIdentifier(command) else { return root._commandName }
    for child in root.configuration.subcommands {
      if let path = path(to: command, from: child) { return "\(root._commandName) \(path)" }
    }
    return nil
  }
}
