#!/usr/bin/env python3
"""Types command lines into real shells and sees what the completions of swiftpip make of them.

    shell_driver.py SHELL SCRIPT CASES.json [autoloaded]

SHELL is bash, zsh or fish, SCRIPT what `swiftpip completion SHELL` prints; with "autoloaded" zsh
finds it on its fpath instead of being told to source it. A case is an object:

    name    a sentence
    type    what is typed; "\\t" asks for completion, the Enter key is pressed at the end
    argv    the arguments that the program must get then; "{home}" is the home (optional)
    shows   texts that must appear on the screen (optional)
    hides   texts that must not (optional)
    shells  the shells that the case is for (optional, all)

The shell runs in a terminal of its own, in an empty home, in a folder with the files that the first
element with "files" names. The `swiftpip` on its PATH is another program, which only prints its
arguments as JSON. A case fails as well if the folder has other files afterwards: then a text was
executed. Prints a line a case, and exits with 1 where one failed.
"""

import fcntl
import json
import os
import pty
import re
import select
import shlex
import signal
import struct
import sys
import tempfile
import termios
import time

LIMIT = 30.0
"""Seconds to wait for anything."""

READY = "<<ready>>"
"""What the shell prints before each prompt."""

ARGUMENTS = re.compile(r"<<argv (.*?) argv>>")
ESCAPES = re.compile(
    r"\x1b\[[0-9;:<=>?]*[ -/]*[@-~]"
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"
    r"|\x1b[()]."
    r"|\x1b[=>78cDEHMNOZ]"
)

PROGRAM = """#!{python}
import json, sys
print("<<argv " + json.dumps(sys.argv[1:]) + " argv>>")
"""

BASH = """
PS1='> '
PROMPT_COMMAND='printf "%s\\n" "<<"ready">>"'
source {script}
"""

ZSH = """
PS1='> '
unsetopt prompt_sp auto_remove_slash list_ambiguous
LISTMAX=0
precmd() {{ print -r -- "<<"ready">>" }}
autoload -Uz compinit && compinit -u -D
{load}
"""

FISH = """
set -g fish_greeting
set -g fish_autosuggestion_enabled 0
function fish_prompt; echo -n '> '; end
function report_ready --on-event fish_prompt; echo '<<'ready'>>'; end
source {script}
"""

INPUTRC = """
set bell-style none
set enable-bracketed-paste off
set show-all-if-ambiguous on
set completion-query-items 0
set page-completions off
"""


class ShellFailure(Exception):
    """The shell ended, or did not answer in time."""


class Shell:
    """A shell in a pseudo-terminal. Use it in a `with` statement."""

    def __init__(self, shell, script, files=(), autoloaded=False):
        self._home = tempfile.TemporaryDirectory(prefix="swiftpip-completion-")
        root = os.path.realpath(self._home.name)
        home, programs, self.work = (os.path.join(root, name) for name in ("home", "bin", "work"))
        for folder in (home, programs, self.work):
            os.mkdir(folder)
        _write(os.path.join(programs, "swiftpip"), PROGRAM.format(python=sys.executable), 0o755)
        for name in files:
            path = os.path.join(self.work, name)
            os.makedirs(path if name.endswith("/") else os.path.dirname(path), exist_ok=True)
            if not name.endswith("/"):
                _write(path, "")
        _write(os.path.join(home, "notes.txt"), "")
        self.home = home
        self._expected = _listing(root, self.work)
        self._root = root
        environment = {
            "HOME": home,
            "ZDOTDIR": home,
            "INPUTRC": os.path.join(home, "inputrc"),
            "PATH": programs + ":" + os.environ.get("PATH", "/usr/bin:/bin"),
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
            "TERM": "xterm",
        }
        command = self._prepare(shell, os.path.abspath(script), home, autoloaded)
        self._text = ""
        self._pid, self._terminal = pty.fork()
        if self._pid == 0:
            try:
                os.chdir(self.work)
                os.execvpe(command[0], command, environment)
            finally:
                os._exit(127)
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 200, 200, 0, 0))
        try:
            self._wait_for(READY)
        except ShellFailure:
            self.close()
            raise

    @staticmethod
    def _prepare(shell, script, home, autoloaded):
        """Writes the start-up file of a shell and returns how it is started."""
        quoted = shlex.quote(script)
        if shell == "bash":
            _write(os.path.join(home, "inputrc"), INPUTRC)
            start = os.path.join(home, "bashrc")
            _write(start, BASH.format(script=quoted))
            return ["bash", "--noprofile", "--rcfile", start, "-i"]
        if shell == "zsh":
            load = "source " + quoted
            lines = ZSH
            if autoloaded:
                functions = os.path.join(home, "functions")
                os.mkdir(functions)
                with open(script, encoding="utf-8") as file:
                    _write(os.path.join(functions, "_swiftpip"), file.read())
                lines, load = "fpath=(" + shlex.quote(functions) + " $fpath)\n" + ZSH, ""
            _write(os.path.join(home, ".zshrc"), lines.format(load=load))
            return ["zsh", "-d", "-i"]
        if shell == "fish":
            folder = os.path.join(home, ".config", "fish")
            os.makedirs(folder)
            _write(os.path.join(folder, "config.fish"), FISH.format(script=quoted))
            return ["fish", "-i"]
        raise ValueError("unknown shell: " + shell)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Ends the shell and removes its folder."""
        if self._pid:
            try:
                os.kill(self._pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            os.close(self._terminal)
            os.waitpid(self._pid, 0)
            self._pid = 0
            self._home.cleanup()

    def type(self, text):
        """Types a line and Enter. Returns what the program got (None: not called) and the screen."""
        self._wait_for_keys()
        self._text = ""
        os.write(self._terminal, text.encode() + b"\r")
        self._wait_for(READY)
        screen, self._text = ESCAPES.sub("", self._text), ""
        found = ARGUMENTS.search(screen)
        return (json.loads(found.group(1)) if found else None), screen

    def strangers(self):
        """Returns the files that nobody was to make."""
        return sorted(_listing(self._root, self.work) - self._expected)

    def _wait_for_keys(self):
        """Waits until the shell reads keys itself: what is typed before that is the terminal's to edit."""
        end = time.monotonic() + LIMIT
        while termios.tcgetattr(self._terminal)[3] & termios.ICANON:
            if time.monotonic() > end:
                raise ShellFailure("it does not read keys: " + repr(self._text[-2000:]))
            time.sleep(0.002)

    def _wait_for(self, mark):
        end = time.monotonic() + LIMIT
        while mark not in self._text:
            rest = end - time.monotonic()
            if rest <= 0 or not select.select([self._terminal], [], [], rest)[0]:
                raise ShellFailure("no answer in time: " + repr(self._text[-2000:]))
            try:
                data = os.read(self._terminal, 65536)
            except OSError:
                data = b""
            if not data:
                raise ShellFailure("the shell ended: " + repr(self._text[-2000:]))
            # Newer shells ask what terminal this is, and wait for the answer.
            if b"\x1b[c" in data or b"\x1b[0c" in data:
                os.write(self._terminal, b"\x1b[?62c")
            self._text += data.decode("utf-8", "replace")


def problems(shell, case):
    """Runs a case and returns what is wrong, an empty list where nothing is."""
    argv, screen = shell.type(case["type"])
    found = []
    wanted = [word.replace("{home}", shell.home) for word in case.get("argv", [])]
    if "argv" in case and argv != wanted:
        found.append("got %s instead of %s" % (json.dumps(argv), json.dumps(wanted)))
    found += ["%r is not shown" % text for text in case.get("shows", []) if text not in screen]
    found += ["%r is shown" % text for text in case.get("hides", []) if text in screen]
    found += ["%r was made" % name for name in shell.strangers()]
    if found:
        found.append("screen: " + repr(screen))
    return found


def drive(name, script, cases, autoloaded=False):
    """Runs cases in one shell and returns for each its sentence and what is wrong."""
    files = next((case["files"] for case in cases if "files" in case), [])
    results = []
    with Shell(name, script, files, autoloaded) as shell:
        for case in cases:
            if "type" in case and name in case.get("shells", [name]):
                try:
                    results.append((case["name"], problems(shell, case)))
                except ShellFailure as failure:
                    results.append((case["name"], [str(failure)]))
                    break
    return results


def _listing(root, work):
    """Returns all that is in the work folder, and whatever is called "pwned" elsewhere."""
    found = set()
    for folder, folders, files in os.walk(root):
        for name in folders + files:
            path = os.path.join(folder, name)
            if path.startswith(work + "/") or "pwned" in name:
                found.add(os.path.relpath(path, root))
    return found


def _write(path, text, mode=0o644):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, mode)


def main(arguments):
    if len(arguments) not in (3, 4):
        print("usage: shell_driver.py SHELL SCRIPT CASES.json [autoloaded]", file=sys.stderr)
        return 64
    with open(arguments[2], encoding="utf-8") as file:
        cases = json.load(file)
    failed = False
    autoloaded = arguments[3:] == ["autoloaded"]
    for sentence, wrong in drive(arguments[0], arguments[1], cases, autoloaded):
        print(("FAIL " if wrong else "ok   ") + sentence)
        for line in wrong:
            print("     " + line)
        failed = failed or bool(wrong)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
