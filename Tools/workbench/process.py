"""Processes that run to their end, and what they took."""

import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, Optional, Sequence


@dataclass(frozen=True)
class Run:
    """How a process ended, and what it took: seconds on the wall and of the processors, and bytes of memory at
    most.

    The status is below zero where a signal ended it.
    """

    status: int
    seconds: float
    processor_seconds: float
    peak_memory: int


# Starts what it is told to, one after the other. The system counts the memory of a new process from before
# its program is loaded, so it must not be started by one that has much itself: this one has nothing.
STARTER = r"""
import json, os, sys, time

for line in sys.stdin:
    command, environment, output = json.loads(line)
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, output, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    ]
    start = time.perf_counter()
    child = os.posix_spawn(command[0], command, environment, file_actions=actions)
    _, status, usage = os.wait4(child, 0)
    taken = time.perf_counter() - start
    code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else -os.WTERMSIG(status)
    answer = [code, taken, usage.ru_utime + usage.ru_stime, usage.ru_maxrss]
    print(json.dumps(answer), flush=True)
"""

# In which a system counts memory.
BYTES_OF_MEMORY = 1 if sys.platform == "darwin" else 1024

class Responder:
    """A process that answers a line of JSON with another, one after the other; it ends with this one."""

    def __init__(self, command: Sequence[str], environment: Optional[Dict[str, str]] = None) -> None:
        self.process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def answer(self, question: Any) -> Any:
        """Returns what the process says to a question."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


# Each thread has its own starter.
starters = threading.local()


def finished(
    command: Sequence[str], environment: Dict[str, str], output: Path = Path(os.devnull)
) -> Run:
    """Runs a command to its end, with nothing to read; what it says goes into a file."""
    if not hasattr(starters, "own"):
        starters.own = Responder([sys.executable, "-I", "-S", "-c", STARTER])
    code, seconds, processors, memory = starters.own.answer(
        [list(command), environment, str(output)]
    )
    return Run(code, seconds, processors, memory * BYTES_OF_MEMORY)
