internal import ArgumentParser
internal import PipCommandTree
internal import PipPluginKit

/// `swiftpip completion SHELL`: the script that teaches a shell all commands and options.
struct Completion<Host: PluginHost>: PluginCommand {
  /// The shells that there are scripts for.
  enum Shell: String, ExpressibleByArgument, CaseIterable {
    case bash
    case zsh
    case fish
  }

  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "completion",
      abstract: "Prints a completion script for a shell.",
      discussion: """
        bash: source <(swiftpip completion bash)
        zsh:  source <(swiftpip completion zsh)
        fish: swiftpip completion fish | source

        It knows the commands of external plugins as well, as their manifests describe them.
        """
    )
  }

  @Argument(help: "The shell: bash, zsh or fish.")
  var shell: Shell

  @OptionGroup var global: GlobalOptions

  func run(in context: Context) async throws -> CompletionScript {
    CompletionScript(
      shell: shell.rawValue,
      script: shell.script(for: try WholeTree<Host>.tree(in: context))
    )
  }
}

extension Completion.Shell {
  fileprivate func script(for tree: CommandTree) -> String {
    switch self {
    case .bash: BashCompletion.script(for: tree)
    case .zsh: ZshCompletion.script(for: tree)
    case .fish: FishCompletion.script(for: tree)
    }
  }
}

/// A completion script as an answer.
struct CompletionScript: Report {
  /// The script for programs.
  struct Result: Encodable {
    var shell: String
    var script: String
  }

  var shell: String
  var script: String

  var result: Result { Result(shell: shell, script: script) }

  func write(to page: inout Page, verbosity: Verbosity) {
    var lines = script.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    for line in lines { page.line(String(line)) }
  }
}
