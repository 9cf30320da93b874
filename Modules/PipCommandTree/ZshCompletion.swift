/// Teaches zsh, from version 5 on, to complete a program's command lines.
package enum ZshCompletion {
  /// Returns the script, to be sourced after `compinit` or found on `fpath` as `_swiftpip`.
  package static func script(for tree: CommandTree) -> String {
    """
    #compdef swiftpip
    # Completes the command lines of swiftpip in zsh. `swiftpip completion zsh` prints it.

    \(PosixCompletion.functions(for: CompletionFacts(tree), list))

    \(walk)

    """
  }

  private static func list(_ variable: String, _ choices: [CompletionFacts.Choice]) -> String {
    guard !choices.isEmpty else { return "" }
    let lines = choices.map { choice in
      // `_describe` ends the word at the first colon that has no "\", and takes each "\" away.
      let abstract = choice.abstract.unicodeScalars.reduce(into: "") { text, scalar in
        text += scalar == ":" || scalar == #"\"# ? #"\\#(scalar)"# : String(scalar)
      }
      return "        " + ShellText.posix("\(choice.name):\(abstract)")
    }
    return "\n      \(variable)=(\n\(lines.joined(separator: "\n"))\n      )"
  }

  private static let walk = #"""
    _swiftpip() {
      local node=swiftpip pending='' ended='' kind=nothing index
      local -i position=1
      local -a subcommands switches choices expl
      for ((index = 2; index < CURRENT; index++)); do
        __swiftpip_pass "${(Q)words[index]}"
      done

      __swiftpip_command "$node"
      if [[ -n $pending ]]; then
        __swiftpip_option "$pending"
      elif [[ -z $ended && $PREFIX == --*=* ]]; then
        __swiftpip_option "${PREFIX%%=*}" || return 1
        compset -P 1 '*='
      elif [[ -z $ended && $PREFIX == -* ]]; then
        __swiftpip_switches
        _describe -o -t options option choices
        return
      elif (($#subcommands)); then
        _describe -t commands command subcommands
        return
      else
        __swiftpip_value "$node @$position" || __swiftpip_value "$node @+"
      fi
      case $kind in
        (files) _files ;;
        (directories) _wanted directories expl directory _path_files -/ ;;
        (values) _wanted values expl value compadd -a choices ;;
        (*) return 1 ;;
      esac
    }

    if [[ ${funcstack[1]} == _swiftpip ]]; then
      _swiftpip "$@"
    else
      compdef _swiftpip swiftpip
    fi
    """#
}
