/// Teaches fish, from version 3 on, to complete a program's command lines.
package enum FishCompletion {
  /// Returns the script to source.
  package static func script(for tree: CommandTree) -> String {
    let facts = CompletionFacts(tree)
    let commands = facts.commands.map { command in
      let choices = command.subcommands + command.options
      let lines = choices.map {
        #" \"# + "\n        \(ShellText.fish($0.name)) \(ShellText.fish($0.abstract))"
      }
      return "    case \(ShellText.fish(command.path))\n      "
        + (lines.isEmpty ? "true" : #"printf '%s\t%s\n'"# + lines.joined())
    }
    let programs = facts.commands.filter(\.isProgramOfItsOwn).map { ShellText.fish($0.path) }
      .joined(separator: " ")
    let values = facts.values.map { value in
      "    case \(ShellText.fish(value.key))\n      printf '%s\\n' \(words(value.completion))"
    }
    return """
      # Completes the command lines of swiftpip in fish. `swiftpip completion fish` prints it.

      # Prints what a command has, known by its path, and what that is for.
      function __swiftpip_command
        switch "$argv[1]"
      \(commands.joined(separator: "\n"))
          case '*'
            return 1
        end
      end

      # Tells whether all that stands behind a command is its own.
      function __swiftpip_is_program
        contains -- "$argv[1]" \(programs)
      end

      # Prints what completes an option of a command, or an argument by its number.
      function __swiftpip_value
        switch "$argv[1]"
      \(values.joined(separator: "\n"))
          case '*'
            return 1
        end
      end

      \(walk)

      """
  }

  private static func words(_ completion: CommandTree.Completion) -> String {
    switch completion {
    case .nothing: "nothing"
    case .files: "files"
    case .directories: "directories"
    case .values(let values): (["values"] + values.map(ShellText.fish)).joined(separator: " ")
    }
  }

  private static let walk = #"""
    # The same for an option by its name: where its command does not have it, those above may.
    function __swiftpip_option --argument-names node option
      while not __swiftpip_value "$node $option"
        string match --quiet '* *' -- $node; or return 1
        set node (string replace --regex ' [^ ]*$' '' -- $node)
      end
    end

    # Prints the options of a command and of those above it.
    function __swiftpip_switches --argument-names node
      __swiftpip_command $node | string match -- '-*'
      if string match --quiet '* *' -- $node
        __swiftpip_switches (string replace --regex ' [^ ]*$' '' -- $node)
      end
    end

    # Prints the files that a word may become, as fish does for a program that it knows nothing of.
    function __swiftpip_files --argument-names word
      complete --do-complete "__swiftpip_any_program $word" | string replace --regex '\t.*' ''
    end

    # Prints what completes the word at the cursor.
    function __swiftpip_complete
      set -l node swiftpip
      set -l position 1
      set -l pending ''
      set -l ended ''
      set -l line (commandline --cut-at-cursor --tokenize --current-process)
      set -l word (commandline --cut-at-cursor --current-token)
      for before in $line[2..-1]
        if test -n "$pending"
          set pending ''
        else if test -z "$ended" -a "x$before" = x--
          set ended 1
        else if test -z "$ended"; and string match --quiet -- '-?*' $before
          if not string match --quiet -- '*=*' $before
            __swiftpip_option $node $before >/dev/null; and set pending $before
          end
        else if test "$node $before" = 'swiftpip help'
          continue
        else if test -z "$ended"; and __swiftpip_command "$node $before" >/dev/null
          set node "$node $before"
          __swiftpip_is_program $node; and set ended 1
        else
          set position (math $position + 1)
        end
      end

      set -l prefix ''
      set -l value nothing
      if test -n "$pending"
        set value (__swiftpip_option $node $pending)
      else if test -z "$ended"; and string match --quiet -- '--*=*' $word
        set -l parts (string split --max 1 = -- $word)
        set value (__swiftpip_option $node $parts[1])
        set prefix "$parts[1]="
        set word $parts[2]
      else if test -z "$ended"; and string match --quiet -- '-*' $word
        __swiftpip_switches $node
        return
      else
        set -l subcommands (__swiftpip_command $node | string match --invert -- '-*')
        if set --query subcommands[1]
          printf '%s\n' $subcommands
          return
        end
        set value (__swiftpip_value "$node @$position"; or __swiftpip_value "$node @+")
      end
      switch "$value[1]"
        case files
          string join \n -- $prefix(__swiftpip_files $word)
        case directories
          string join \n -- $prefix(__swiftpip_files $word | string match --regex '^[^\t]*/$')
        case values
          string join \n -- $prefix$value[2..-1]
      end
    end

    complete --command swiftpip --no-files --arguments '(__swiftpip_complete)'
    """#
}
