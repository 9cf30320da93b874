"""Parsers are given inputs that nobody would write, other ones in each run, until the time is over.

The tests called `...FuzzTests` do that, in the debug build that is there: it traps where a release
would go on with a wrong number. Kept is what a test was at when its process died, and each input
that broke a rule: files that can be tried again alone.
"""

import os
import re
import resource
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, List, Sequence

from workbench.places import REPOSITORY, scratch

# As many seeds has a run, one for each round.
ROUNDS = 1000
# A run takes a minute or two: one that takes so long hangs.
LIMIT = 900.0
# What wants more memory than this for inputs of some kilobytes is not bounded.
MEMORY = 8 << 30
SHOWN_LINES = 20
# The variables that tell the tests what to do, and that only we set.
VARIABLES = "SWIFTPIP_FUZZ_"
SIGNAL = re.compile(r"unexpected signal code (\d+)")
COMMAND = ("swift", "test", "--skip-build", "--no-parallel", "--filter")


@dataclass
class Run:
    """A run of all the tests, one after the other, so that it is known which input it was."""

    seed: int
    folder: Path
    # Parts of the names of suites; none for all.
    parsers: Sequence[str] = ()
    status: int = 0
    output: str = ""
    is_late: bool = False

    def environment(self) -> Dict[str, str]:
        """Returns all variables of the run."""
        ours = {name: text for name, text in os.environ.items() if not name.startswith(VARIABLES)}
        return {
            **ours,
            f"{VARIABLES}FOLDER": str(self.folder / "inputs"),
            f"{VARIABLES}ROUNDS": str(ROUNDS),
            f"{VARIABLES}SEED": str(self.seed),
            # Tests that die leave their folders behind.
            "TMPDIR": str(self.folder / "scratch"),
        }

    def carry_out(self) -> None:
        """Runs the tests; those that take too long are ended."""
        for name in ("inputs", "scratch"):
            self.folder.joinpath(name).mkdir(parents=True)
        process = subprocess.Popen(
            [*COMMAND, suites(self.parsers), "--scratch-path", str(scratch())],
            cwd=REPOSITORY,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            preexec_fn=limit_memory,
            start_new_session=True,
        )
        output = b""
        try:
            output, _ = process.communicate(timeout=LIMIT)
        except subprocess.TimeoutExpired:
            self.is_late = True
        finally:
            if process.poll() is None:
                # Its group, which is ours alone: swift test runs the tests in another process.
                os.killpg(process.pid, signal.SIGKILL)
                output, _ = process.communicate()
        self.status = process.returncode
        self.output = output.decode(errors="replace")
        shutil.rmtree(self.folder / "scratch", ignore_errors=True)

    def inputs(self) -> List[Path]:
        """Returns what was kept: of a run that ended well nothing."""
        return sorted(self.folder.joinpath("inputs").iterdir())

    def tests(self) -> int:
        """Counts the parsers that were tried: each test tells where it keeps its inputs."""
        return sum(line.startswith("fuzz ") for line in self.output.splitlines())

    def flaw(self) -> str:
        """Returns what is wrong with how the run ended; empty where nothing is."""
        number = signal_number(self.status, self.output)
        if self.is_late:
            return f"not done after {LIMIT:.0f} s"
        if number:
            return f"crashed, signal {number} ({signal.strsignal(number) or 'unknown'})"
        if self.status != 0:
            return f"failed, exit status {self.status}"
        return "" if self.tests() else "no test was run"

    def telling_lines(self) -> List[str]:
        """Returns the lines that say what failed, or the last ones where none says it."""
        lines = [line.strip() for line in self.output.splitlines() if line.strip()]
        signs = ("Expectation failed", "Fatal error", "Caught error")
        telling = [line for line in lines if any(sign in line for sign in signs)]
        return (telling or lines)[-SHOWN_LINES:]


def suites(parsers: Sequence[str]) -> str:
    """Returns the expression that the names of the suites match which try some parsers."""
    names = "|".join(re.escape(parser) for parser in parsers)
    return f"\\b({names})\\w*FuzzTests" if names else "FuzzTests"


def limit_memory() -> None:
    """Lets what takes memory without end die of it, and not the machine; called in the child."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def signal_number(status: int, output: str) -> int:
    """Returns the signal that ended the tests, 0 for none; swift test tells it only in words."""
    if status < 0:
        return -status
    told = SIGNAL.search(output)
    return int(told.group(1)) if status > 0 and told else 0


def report(run: Run) -> None:
    """Prints what is wrong with a run, and what was kept of it."""
    print(f"seed {run.seed}: {run.flaw()}")
    print("\n".join(f"  {line}" for line in run.telling_lines()))
    for file in run.inputs():
        print(f"  kept: {file}")


def run(minutes: float, seed: int, parsers: Sequence[str] = ()) -> bool:
    """Tries some parsers, or all, for so long, from a seed on; returns whether all is well.

    A run that was begun is not ended for the time: half of it says nothing of the other parsers.
    """
    folder = Path(tempfile.mkdtemp(prefix="swiftpip-fuzz-"))
    end = time.monotonic() + 60 * minutes
    flaws = []
    inputs = 0
    first = seed
    while True:
        trial = Run(seed, folder / str(seed), parsers)
        trial.carry_out()
        seed += ROUNDS
        inputs += ROUNDS * trial.tests()
        if trial.flaw():
            report(trial)
            flaws.append(f"seed {trial.seed}: {trial.flaw()}")
        if not trial.inputs():
            shutil.rmtree(trial.folder)
        # Where nothing can be run there is nothing to wait for.
        if time.monotonic() >= end or not trial.tests():
            break
    print(f"seeds {first} to {seed - 1}: at most {inputs} inputs, {len(flaws)} runs failed")
    for flaw in flaws:
        print(f"FAIL: {flaw}")
    if flaws:
        print(f"kept in {folder}; one again: {VARIABLES}INPUT=FILE swift test --filter SUITE")
    else:
        folder.rmdir()
    return not flaws
