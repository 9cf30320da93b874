internal import ArgumentParser
internal import PipPluginKit
internal import PipRegistry

/// The command at the root of the tree: `swiftpip` itself.
///
/// It is generic over the program, because ArgumentParser asks a type for its subcommands.
struct Root<Host: PluginHost>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "swiftpip",
      abstract: "An installer front end around pip's own cache.",
      version: SwiftpipVersion.text,
      subcommands: Registry(collecting: Host.plugins).commands + [
        Completion<Host>.self, Manual<Host>.self,
      ]
    )
  }

  @OptionGroup var global: GlobalOptions
}
