/// What the scripts for bash and zsh have in common: their functions see the variables of a caller.
enum PosixCompletion {
  /// Returns functions that know all commands and all values, and that find their way with both.
  ///
  /// - Parameters:
  ///   - facts: what is to be known.
  ///   - list: writes choices into a variable, as the shell wants to have them.
  /// - Returns: the functions.
  static func functions(
    for facts: CompletionFacts,
    _ list: (_ variable: String, _ choices: [CompletionFacts.Choice]) -> String
  ) -> String {
    let commands = facts.commands.map { command in
      "    (\(ShellText.posix(command.path)))" + list("subcommands", command.subcommands)
        + list("switches", command.options)
        + (command.isProgramOfItsOwn ? " ended=1 ;;" : " ;;")
    }
    let values = facts.values.map { value in
      "    (\(ShellText.posix(value.key))) \(assignments(value.completion)) ;;"
    }
    return """
      # Tells what a command has, known by its path; fails where there is no such command. Behind one that is a
      # program of its own no word is an option.
      __swiftpip_command() {
        subcommands=() switches=()
        case $1 in
      \(commands.joined(separator: "\n"))
          (*) return 1 ;;
        esac
      }

      # Tells what completes an option of a command, or an argument by its number.
      __swiftpip_value() {
        kind=nothing choices=()
        case $1 in
      \(values.joined(separator: "\n"))
          (*) return 1 ;;
        esac
      }

      \(walk)
      """
  }

  /// Returns texts as words with blanks between.
  static func words(_ texts: [String]) -> String {
    texts.map(ShellText.posix).joined(separator: " ")
  }

  private static func assignments(_ completion: CommandTree.Completion) -> String {
    switch completion {
    case .nothing: "kind=nothing"
    case .files: "kind=files"
    case .directories: "kind=directories"
    case .values(let values): "kind=values choices=(\(words(values)))"
    }
  }

  private static let walk = #"""
    # The same for an option by its name: where its command does not have it, those above may.
    __swiftpip_option() {
      local at=$node
      until __swiftpip_value "$at $1"; do
        [[ $at == *' '* ]] || return 1
        at=${at% *}
      done
    }

    # Collects the options of the command and of those above it.
    __swiftpip_switches() {
      local at=$node
      choices=()
      while __swiftpip_command "$at"; do
        choices+=("${switches[@]}")
        [[ $at == *' '* ]] || break
        at=${at% *}
      done
    }

    # Goes past a word before the cursor: a value, an option, a command, or an argument.
    __swiftpip_pass() {
      if [[ -n $pending ]]; then
        pending=
      elif [[ -z $ended && $1 == -- ]]; then
        ended=1
      elif [[ -z $ended && $1 == -?* ]]; then
        [[ $1 == *=* ]] || ! __swiftpip_option "$1" || pending=$1
      elif [[ $node == swiftpip && $1 == help ]]; then
        # What follows are names of commands, as before it.
        return
      elif [[ -z $ended ]] && __swiftpip_command "$node $1"; then
        node+=" $1"
      else
        ((position++))
      fi
    }
    """#
}
