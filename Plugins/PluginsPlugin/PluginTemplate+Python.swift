/// A plugin in Python to begin with.
extension PluginTemplate {
  /// The files; `{{name}}` stands for the plugin's name.
  static let python = [
    File(
      path: "swiftpip-{{name}}",
      text: ##"""
        #!/usr/bin/env python3
        """swiftpip {{name}}: an external plugin of swiftpip.

        It speaks version 1 of the protocol: it greets, reads one request, and answers, a JSON object a line.
        """

        import json
        import sys

        # Messages go to what was standard output. A print that is left somewhere goes to standard error,
        # which swiftpip shows where something fails.
        MESSAGES, sys.stdout = sys.stdout.buffer, sys.stderr


        def say(message):
            """Writes a message: one line, and nothing held back."""
            MESSAGES.write(json.dumps(message).encode() + b"\n")
            MESSAGES.flush()


        def answer(request):
            """Does what is asked for and returns what to answer: a report, or a failure."""
            if request["arguments"]:
                return {
                    "type": "failure",
                    "code": "usage.rejected",
                    "message": "there is no argument %r" % request["arguments"][0],
                    "hint": "swiftpip {{name}} --help",
                }
            text = "Hello from {{name}}."  # Begin here: say something else.
            return {
                "type": "report",
                "result": {"text": text},  # What programs read, with --format json.
                "page": [[{"text": text, "style": "strong"}]],  # What people read, a list of pieces a line.
                "status": 0,  # 0: done. 1: failed. 2: done, and the answer is "no".
            }


        def main():
            say({"type": "greeting", "protocol": 1, "name": "{{name}}"})
            line = sys.stdin.buffer.readline()
            if line:
                say(answer(json.loads(line)))


        if __name__ == "__main__":
            main()

        """##,
      isProgram: true
    ),
    File(
      path: "swiftpip-{{name}}.json",
      text: ##"""
        {
          "schema": 1,
          "name": "{{name}}",
          "version": "0.1.0",
          "abstract": "Says hello.",
          "protocol": { "min": 1, "max": 1 },
          "commands": [
            {
              "name": "{{name}}",
              "abstract": "Say hello.",
              "effect": "reads"
            }
          ]
        }

        """##
    ),
    File(
      path: "test_plugin.py",
      text: ##"""
        """Speaks with the plugin as swiftpip does: python3 -m unittest"""

        import json
        import os
        import subprocess
        import sys
        import unittest

        NAME = "{{name}}"
        PROGRAM = os.path.join(os.path.dirname(os.path.abspath(__file__)), "swiftpip-" + NAME)


        def ask(*arguments, environment=None):
            """Runs the plugin, asks it one thing, and returns its messages behind the greeting."""
            request = {"type": "request", "command": NAME, "arguments": list(arguments), "verbosity": 0, "offline": False}
            if environment:
                request["environment"] = environment
            plugin = subprocess.Popen([sys.executable, PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            with plugin:
                # It greets before it is asked.
                greeting = json.loads(plugin.stdout.readline())
                assert greeting == {"type": "greeting", "protocol": 1, "name": NAME}, greeting
                plugin.stdin.write(json.dumps(request).encode() + b"\n")
                plugin.stdin.flush()
                messages = [json.loads(line) for line in plugin.stdout]
            assert plugin.returncode == 0, plugin.returncode
            return messages


        class PluginTests(unittest.TestCase):
            def test_people_and_programs_are_told_the_same(self):
                (report,) = ask()
                self.assertEqual((report["type"], report["status"]), ("report", 0))
                (line,) = report["page"]
                self.assertEqual("".join(piece["text"] for piece in line), report["result"]["text"])

            def test_an_argument_that_is_not_known_is_a_failure(self):
                (failure,) = ask("--nothing")
                self.assertEqual((failure["type"], failure["code"]), ("failure", "usage.rejected"))

            def test_the_manifest_is_that_of_this_program(self):
                with open(PROGRAM + ".json", encoding="utf-8") as file:
                    manifest = json.load(file)
                self.assertEqual((manifest["schema"], manifest["name"]), (1, NAME))
                self.assertTrue(os.access(PROGRAM, os.X_OK), "chmod +x " + PROGRAM)


        if __name__ == "__main__":
            unittest.main()

        """##
    ),
    File(
      path: "README.md",
      text: ##"""
        # swiftpip-{{name}}

        An external plugin of swiftpip, in Python 3.8 or later.

        | file | what it is |
        |---|---|
        | `swiftpip-{{name}}` | the program |
        | `swiftpip-{{name}}.json` | its manifest: what swiftpip knows of it without running it |
        | `test_plugin.py` | its tests |

        ## Run it

        From this folder, without installing anything:

        ```console
        $ export SWIFTPIP_PLUGIN_PATH=$PWD
        $ swiftpip plugin trust {{name}}
        $ swiftpip {{name}}
        $ swiftpip {{name}} --format json
        $ swiftpip {{name}} --help
        ```

        swiftpip runs what you trust, as it was when you said so. After each change of the program or the manifest
        it asks again on a terminal; elsewhere say `swiftpip plugin trust {{name}}` once more.

        By hand, without swiftpip:

        ```console
        $ echo '{"type":"request","command":"{{name}}","arguments":[]}' | ./swiftpip-{{name}}
        ```

        ## Test it

        ```console
        $ python3 -m unittest
        $ swiftpip plugin check .
        ```

        The first speaks with the program as swiftpip does, the second has swiftpip look for all that can be wrong
        with program and manifest.

        ## Keep it

        Link both files into the folder for your plugins:

        ```console
        $ folder="${XDG_DATA_HOME:-$HOME/.local/share}/swiftpip/plugins"
        $ mkdir -p "$folder"
        $ ln -s "$PWD/swiftpip-{{name}}" "$PWD/swiftpip-{{name}}.json" "$folder/"
        $ swiftpip plugin trust {{name}}
        $ swiftpip plugin list
        ```

        On macOS, without `XDG_DATA_HOME`, the folder is `~/Library/Application Support/swiftpip/plugins`. A plugin
        that was trusted in one folder is asked about again in another.

        """##
    ),
    File(
      path: ".github/workflows/check.yml",
      text: ##"""
        name: check

        on: [push, pull_request]

        permissions:
          contents: read

        jobs:
          check:
            runs-on: ubuntu-latest
            # A command that installs swiftpip, as you install it: a variable of the repository.
            env:
              INSTALL_SWIFTPIP: ${{ vars.INSTALL_SWIFTPIP }}
            steps:
              - uses: actions/checkout@v4
              - name: The plugin's own tests
                run: python3 -m unittest --verbose
              - name: What swiftpip has to say
                if: env.INSTALL_SWIFTPIP != ''
                run: |
                  eval "$INSTALL_SWIFTPIP"
                  swiftpip plugin check .
              - name: Tell that it was not asked
                if: env.INSTALL_SWIFTPIP == ''
                run: 'echo "::notice::swiftpip plugin check was not run: the variable INSTALL_SWIFTPIP is not set"'

        """##
    ),
    File(
      path: ".gitignore",
      text: """
        __pycache__/

        """
    ),
  ]
}
