"""Traces of system calls, made by strace and read line by line."""

import re
import subprocess
from pathlib import Path
from typing import Dict, List, NamedTuple, Optional, Sequence

from workbench.places import needed_program

LINE = re.compile(
    r"^(?P<thread>\d+)\s+(?P<name>[a-z_0-9]+)\((?P<arguments>.*?)"
    r"(?:\)\s*=\s*(?P<result>-?\d+|0x[0-9a-f]+|\?).*|\s*<unfinished \.\.\.>)$"
)


class SystemCall(NamedTuple):
    """A system call of a trace; a call that never came back has no result."""

    thread: int
    name: str
    arguments: str
    result: Optional[int]


def read_trace(file: Path) -> List[SystemCall]:
    """Reads the calls of a trace in the order in which they began."""
    calls = []
    for line in file.read_text(errors="replace").splitlines():
        match = LINE.match(line)
        if match:
            result = match["result"]
            known = None if result in (None, "?") else int(result, 0)
            calls.append(SystemCall(int(match["thread"]), match["name"], match["arguments"], known))
    return calls


def strace(file: Path, *options: str) -> List[str]:
    """Returns how to begin a command that is traced, with its threads and children, into a file."""
    return [needed_program("strace"), "-f", "-qq", "-s", "256", "-o", str(file), *options]


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
