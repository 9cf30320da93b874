"""Processes that run to their end, and what they took."""

import os
import resource
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, Sequence


@dataclass(frozen=True)
class Run:
    """How a process ended, and what it took: seconds, and bytes of memory at most.

    The status is below zero where a signal ended it.
    """

    status: int
    seconds: float
    peak_memory: int


def finished(
    command: Sequence[str], environment: Dict[str, str], output: Path = Path(os.devnull)
) -> Run:
    """Runs a command to its end, with nothing to read; what it says goes into a file.

    The memory is never less than what this process itself took so far: the system counts a new one
    from before its program is loaded.
    """
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, str(output), os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    ]
    start = time.perf_counter()
    child = os.posix_spawn(command[0], list(command), environment, file_actions=actions)
    _, status, usage = os.wait4(child, 0)
    taken = time.perf_counter() - start
    code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else -os.WTERMSIG(status)
    return Run(code, taken, peak_memory(usage))


def peak_memory(usage: resource.struct_rusage) -> int:
    """Returns how many bytes of memory a process had at its peak."""
    return usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
