"""Traces of system calls: made by strace, read line by line."""

import re
import subprocess
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, List, Optional, Sequence

from workbench.places import needed_program

LINE = re.compile(r"^(?:(?P<thread>\d+)\s+)?(?P<rest>.*)$")
BEGINNING = re.compile(r"^(?P<name>[a-z_][a-z_0-9]*)\((?P<arguments>.*)$")
RESUMED = re.compile(r"^<\.\.\. (?P<name>[a-z_0-9]+) resumed>(?P<arguments>.*)$")
ENDING = re.compile(r"\)\s*= (?P<result>-?\d+|0x[0-9a-f]+|\?)(?P<remark>.*)$")
UNFINISHED = " <unfinished ...>"
OPENED_PATH = re.compile(r"\d+<(/[^>]*)>")
QUOTED_PATH = re.compile(r'"(/[^"]*)"')
# What calls such as `openat` and `renameat2` begin with: a folder, and a name in it.
NAME_IN_FOLDER = re.compile(r'\d+<(/[^>]*)>, "([^/"][^"]*)"')
CALL_WITH_FOLDERS = re.compile(r"[a-z]+at[0-9]*|statx")


@dataclass
class SystemCall:
    """A system call of a trace; one that never came back has no result."""

    thread: int
    name: str
    arguments: str
    # Which call of its name in its thread this is, as strace counts.
    number: int = 0
    result: Optional[int] = None
    is_injected: bool = False

    def paths_in(self, folder: Path) -> List[str]:
        """Returns what the call names in a folder, by path or by open file, seen from there."""
        arguments = self.arguments
        if CALL_WITH_FOLDERS.fullmatch(self.name):
            arguments = NAME_IN_FOLDER.sub(r'"\1/\2"', arguments)
        paths = OPENED_PATH.findall(arguments) + QUOTED_PATH.findall(arguments)
        inside = f"{folder}/"
        return [
            path[len(inside) :] or "."
            for path in paths
            if path == str(folder) or path.startswith(inside)
        ]

    def concerns(self, folder: Path) -> bool:
        """Tells whether the call names something in a folder."""
        return bool(self.paths_in(folder))

    def finish(self, text: str) -> None:
        """Reads how the call ended, out of what stands after its name."""
        match = ENDING.search(text)
        if match is None:
            return
        self.arguments += text[: match.start()]
        self.is_injected = "(INJECTED" in match["remark"]
        if match["result"] != "?":
            self.result = int(match["result"], 0)


def read_trace(file: Path) -> List[SystemCall]:
    """Reads the calls of a trace in the order in which they began."""
    calls: List[SystemCall] = []
    numbers: Counter = Counter()
    pending: Dict[int, SystemCall] = {}
    for line in file.read_text(errors="replace").splitlines():
        match = LINE.match(line)
        if match is None:
            continue
        thread = int(match["thread"] or 0)
        beginning = BEGINNING.match(match["rest"])
        resumed = RESUMED.match(match["rest"])
        if beginning:
            numbers[thread, beginning["name"]] += 1
            call = SystemCall(thread, beginning["name"], "", numbers[thread, beginning["name"]])
            calls.append(call)
            if UNFINISHED in beginning["arguments"]:
                call.arguments = beginning["arguments"].partition(UNFINISHED)[0]
                pending[thread] = call
            else:
                call.finish(beginning["arguments"])
        elif resumed and thread in pending:
            pending.pop(thread).finish(resumed["arguments"])
    return calls


def strace(file: Path, *options: str) -> List[str]:
    """Returns how to begin a command that is traced, with its threads and children, into a file."""
    return [*strace_alone(file, *options), "-f"]


def strace_alone(file: Path, *options: str) -> List[str]:
    """Returns the same for one thread, which the options may name, without what it starts."""
    return [needed_program("strace"), "-qq", "-y", "-s", "64", "-o", str(file), *options]


def trace(command: Sequence[str], environment: Dict[str, str], file: Path) -> List[SystemCall]:
    """Runs a command to its end and returns its system calls."""
    subprocess.run(
        [*strace(file), *command],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )
    return read_trace(file)
