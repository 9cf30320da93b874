/// Teaches bash, from version 4 on, to complete a program's command lines.
package enum BashCompletion {
  /// Returns the script to source; it needs nothing beside bash.
  package static func script(for tree: CommandTree) -> String {
    """
    # Completes the command lines of swiftpip in bash. `swiftpip completion bash` prints it.

    \(PosixCompletion.functions(for: CompletionFacts(tree), list))

    \(walk)

    """
  }

  private static func list(_ variable: String, _ choices: [CompletionFacts.Choice]) -> String {
    choices.isEmpty ? "" : " \(variable)=(\(PosixCompletion.words(choices.map(\.name))))"
  }

  private static let walk = #"""
    # Puts the words before the cursor together again: readline splits them at "=" and ":" as well.
    __swiftpip_line() {
      local rest=${COMP_LINE:0:COMP_POINT} piece blank
      last=-1
      for piece in "${COMP_WORDS[@]:0:COMP_CWORD + 1}"; do
        blank=${rest%%[![:space:]]*}
        rest=${rest#"$blank"}
        [[ $rest == "$piece"* ]] || piece=$rest
        if ((last < 0)) || [[ -n $blank ]]; then
          line[++last]=$piece
        else
          line[last]+=$piece
        fi
        rest=${rest#"$piece"}
      done
    }

    # Offers the choices that begin as the last word does, behind a part of it such as "--format=".
    # Readline replaces no more than $2, the end of the word.
    __swiftpip_offer() {
      local part=$1 word=${line[last]#"$1"} before=${line[last]%"$2"} choice quote=''
      if [[ $word == [\'\"]* ]]; then
        quote=${word:0:1} word=${word:1}
      fi
      for choice in "${choices[@]}"; do
        if [[ -z $quote ]]; then
          printf -v choice %q "$choice"
        elif [[ $choice == *[\'\"\\\$\`!]* ]]; then
          # These would not be literal in every kind of quotes.
          continue
        fi
        [[ $choice == "$word"* ]] || continue
        choice=$part$quote$choice
        COMPREPLY+=("${choice#"$before"}")
      done
    }

    _swiftpip() {
      local node=swiftpip position=1 pending='' ended='' kind=nothing part='' last word
      local -a line=() subcommands=() switches=() choices=()
      COMPREPLY=()
      __swiftpip_line
      ((last > 0)) || return 0
      for word in "${line[@]:1:last - 1}"; do
        __swiftpip_pass "$word"
      done

      word=${line[last]}
      __swiftpip_command "$node"
      if [[ -n $pending ]]; then
        __swiftpip_option "$pending"
      elif [[ -z $ended && $word == --*=* ]]; then
        part=${word%%=*}=
        __swiftpip_option "${part%=}" || return 0
      elif [[ -z $ended && $word == -* ]]; then
        __swiftpip_switches
        kind=values
      elif ((${#subcommands[@]})); then
        choices=("${subcommands[@]}")
        kind=values
      else
        __swiftpip_value "$node @$position" || __swiftpip_value "$node @+"
      fi
      case $kind in
        files) compopt -o default ;;
        directories) compopt -o dirnames ;;
        values) __swiftpip_offer "$part" "$2" ;;
      esac
      return 0
    }

    complete -F _swiftpip swiftpip
    """#
}
