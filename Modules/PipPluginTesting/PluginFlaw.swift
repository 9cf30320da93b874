internal import ArgumentParser
public import PipPluginKit
internal import PipRegistry

/// A way in which a plugin is not as plugins should be.
///
/// ```swift
/// let flaws = await PluginTest.flaws(of: GreetingPlugin())
/// for flaw in flaws { page.line("\(flaw.message) [\(flaw.rule)], and \(flaw.reason)") }
/// #expect(flaws == [], "\(flaws.map(\.description))")
/// ```
public struct PluginFlaw: Sendable, Hashable, CustomStringConvertible {
  /// The rule, as a stable code.
  public let rule: String

  /// What is wrong.
  public let message: String

  /// Why that matters.
  public let reason: String

  /// All of it in a line.
  public var description: String { "[\(rule)] \(message): \(reason)" }

  /// Creates a flaw, for rules of your own.
  ///
  /// ```swift
  /// let flaw = PluginFlaw(
  ///   rule: "team.name",
  ///   message: "the plugin is not called team-SOMETHING",
  ///   reason: "the team would not find it"
  /// )
  /// ```
  public init(rule: String, message: String, reason: String) {
    self.rule = rule
    self.message = message
    self.reason = reason
  }
}

extension PluginTest {
  /// Looks for what a plugin that is written in Swift has that plugins should not have.
  ///
  /// Nothing of it is run but what it declares.
  ///
  /// ```swift
  /// @Test func `is as plugins should be`() async {
  ///   #expect(await PluginTest.flaws(of: GreetingPlugin()) == [])
  /// }
  /// ```
  ///
  /// - Parameter plugin: the plugin.
  /// - Returns: what is wrong; nothing for a plugin that is as it should be.
  public static func flaws(of plugin: some Plugin) async -> [PluginFlaw] {
    var flaws = sentence(plugin.abstract, "plugin \(plugin.name)")
    for diagnostic in Registry(collecting: [plugin]).diagnostics {
      flaws.append(
        PluginFlaw(
          rule: diagnostic.code,
          message: diagnostic.message,
          reason: diagnostic.causes.joined(separator: "; ")
        )
      )
    }
    if plugin.version.isEmpty || plugin.version.contains(where: \.isWhitespace) {
      flaws.append(
        PluginFlaw(
          rule: "plugin.version",
          message: "the version of plugin \(plugin.name) is no word",
          reason: "nobody could say which one they have"
        )
      )
    }
    if plugin.addsNothing {
      flaws.append(
        PluginFlaw(
          rule: "plugin.empty",
          message: "plugin \(plugin.name) adds nothing",
          reason: "it would be listed and do nothing"
        )
      )
    }
    for command in plugin.commands { flaws += Self.flaws(of: command, command._commandName) }
    for check in plugin.doctorChecks where !check.code.hasPrefix("\(plugin.name).") {
      flaws.append(
        PluginFlaw(
          rule: "plugin.code",
          message: "the check \(check.code) is not called \(plugin.name).SOMETHING",
          reason: "codes of several plugins must not clash"
        )
      )
    }
    for rule in plugin.housekeepingRules where !rule.code.hasPrefix("\(plugin.name).") {
      flaws.append(
        PluginFlaw(
          rule: "plugin.code",
          message: "the rule \(rule.code) is not called \(plugin.name).SOMETHING",
          reason: "codes of several plugins must not clash"
        )
      )
    }
    return flaws
  }

  private static func flaws(
    of command: any ParsableCommand.Type,
    _ path: String
  ) -> [PluginFlaw] {
    var flaws = sentence(command.configuration.abstract, "command \(path)")
    for child in command.configuration.subcommands {
      flaws += Self.flaws(of: child, "\(path) \(child._commandName)")
    }
    guard let leaf = command as? any PluginCommand.Type else { return flaws }
    if !leaf.helpMessage().contains("--no-plugins") {
      flaws.append(
        PluginFlaw(
          rule: "command.global",
          message: "command \(path) has no @OptionGroup of GlobalOptions",
          reason: "--format, --python and others mean the same for every command"
        )
      )
    }
    if !leaf.formats.isSuperset(of: [.human, .json]) {
      flaws.append(
        PluginFlaw(
          rule: "command.formats",
          message: "command \(path) does not answer people and programs alike",
          reason: "scripts read JSON of every command"
        )
      )
    }
    return flaws
  }

  /// What is wrong with a text that lists show behind a name.
  private static func sentence(_ text: String, _ owner: String) -> [PluginFlaw] {
    let isLine = !text.isEmpty && !text.contains(where: \.isNewline)
    guard !isLine || text.last != "." else { return [] }
    return [
      PluginFlaw(
        rule: "abstract",
        message: "the abstract of \(owner) is no sentence",
        reason: "help shows it in a line, with a full stop, as those of others"
      )
    ]
  }
}

extension Plugin {
  fileprivate var addsNothing: Bool {
    commands.isEmpty && hooks.isEmpty && findingHooks.isEmpty && versionSources.isEmpty
      && snapshotSections.isEmpty && doctorChecks.isEmpty && housekeepingRules.isEmpty
  }
}
