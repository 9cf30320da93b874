"""The way of a newcomer: what the guide for writers of plugins says is typed, and compared with what it prints.

Only the text of the guide is used: the lines behind `$ ` of its console blocks, in order, in one shell, in a
new home. In what the guide prints, a line `...` stands for any lines, the guide's home for the new one, and a
time for any other.
"""

import os
import re
import select
import shlex
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Dict, Iterator, List, NamedTuple, Sequence, Tuple

from workbench.places import REPOSITORY, fail

GUIDE = REPOSITORY / "docs" / "plugin-guide.md"
SECTIONS = ("In Python, step by step", "In Swift, step by step")
HOME_OF_GUIDE = "/home/ana"
# In seconds: the longest that a command may take. Some build a program.
LIMIT = 1800.0
ANYTHING = "..."
PROMPT = "$ "
HEADING = re.compile(r"^## (?P<title>.+?)\s*$")
FENCE = re.compile(r"^```(?P<language>\S*)\s*$")
TIME = re.compile(r"\d+(?:\.\d+)?(?= ?(?:s|ms|seconds)\b)")
# What an error of swiftpip looks like: the guide shows commands that fail, too.
ERROR = re.compile(r"^error\b|^[^ ]*Error\b|: error:", re.MULTILINE)
# What of the caller's settings would reach the newcomer's swiftpip.
SETTINGS = re.compile(
    r"(PIP_|SWIFTPIP_|PYTHON|XDG_|LC_|LANG|(VIRTUAL_ENV|BASH_ENV|ENV|HOME|PATH)$)"
)


@dataclass
class Step:
    """A command of the guide, and what the guide says that it prints."""

    line: int
    command: str
    printed: List[str] = field(default_factory=list)


class Difference(NamedTuple):
    """A line that only the guide has (`-`), or only the shell (`+`)."""

    side: str
    text: str


# --- The guide ------------------------------------------------------------------------------------


def numbered_blocks(text: str, section: str) -> Iterator[List[Tuple[int, str]]]:
    """Yields the console blocks of a section, line by line, with the numbers of the lines."""
    is_inside, language = False, None
    block: List[Tuple[int, str]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        fence = FENCE.match(line.strip())
        heading = HEADING.match(line)
        if fence and language is None:
            language, block = fence["language"], []
        elif fence:
            if is_inside and language == "console":
                yield block
            language = None
        elif language is not None:
            block.append((number, line))
        elif heading:
            is_inside = heading["title"] == section


def steps_of(text: str, section: str) -> List[Step]:
    """Reads the steps of a section; a command goes on behind a backslash."""
    steps: List[Step] = []
    for block in numbered_blocks(text, section):
        is_going_on = False
        for number, line in block:
            if is_going_on:
                steps[-1].command += "\n" + (line[2:] if line.startswith("> ") else line)
            elif line.startswith(PROMPT):
                steps.append(Step(number, line[len(PROMPT) :]))
            elif line.strip() and (not steps or steps[-1].line < block[0][0]):
                fail(f"line {number} of the guide is printed before anything was typed: {line}")
            elif steps:
                steps[-1].printed.append(line)
            is_going_on = line.endswith("\\") and (is_going_on or line.startswith(PROMPT))
    return steps


# --- The shell ------------------------------------------------------------------------------------


class Shell:
    """A shell that is told one command after the other; what one changes in it the next one finds."""

    def __init__(self, folder: Path, environment: Dict[str, str]) -> None:
        self.process = subprocess.Popen(
            ["bash", "--noprofile", "--norc", "-s"],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self.mark = f"--- {os.urandom(8).hex()} "

    def type(self, command: str) -> Tuple[int, List[str], float]:
        """Runs a command to its end; returns its status, what it printed, and how long it took."""
        assert self.process.stdin is not None and self.process.stdout is not None
        # It has nothing to read: what follows is for the shell.
        told = f"eval {shlex.quote(command)} </dev/null\n"
        told += f"printf '\\n%s%s\\n' {shlex.quote(self.mark)} $?\n"
        start = time.monotonic()
        self.process.stdin.write(told.encode())
        self.process.stdin.flush()
        said = self.heard(command)
        text, _, status = said.decode(errors="replace").rpartition(self.mark)
        lines = text[: -len("\n")].splitlines() if text.endswith("\n") else text.splitlines()
        return int(status), lines, time.monotonic() - start

    def heard(self, command: str) -> bytes:
        """Returns all that the shell prints, up to the mark and the status behind it."""
        assert self.process.stdout is not None
        said = b""
        end = time.monotonic() + LIMIT
        while not (said.endswith(b"\n") and self.mark.encode() in said):
            rest = max(0.0, end - time.monotonic())
            if not select.select([self.process.stdout], [], [], rest)[0]:
                fail(f"`{command}` has not ended after {LIMIT:.0f} s: {said[-400:]!r}")
            data = os.read(self.process.stdout.fileno(), 65_536)
            if not data:
                fail(f"the shell ended with `{command}`: {said[-400:]!r}")
            said += data
        return said

    def close(self) -> None:
        """Ends the shell, which ends where there is nothing more to read."""
        self.process.communicate()


# --- Comparing ------------------------------------------------------------------------------------


def plain(line: str, home: str) -> str:
    """Returns a line without what differs from run to run."""
    return TIME.sub("0", line.replace(home, HOME_OF_GUIDE)).rstrip()


def differences(printed: Sequence[str], got: Sequence[str], home: str) -> List[Difference]:
    """Compares what the guide prints with what was printed; returns the fewest lines that differ."""
    wanted = [plain(line, home) for line in printed]
    seen = [plain(line, home) for line in got]
    # fewest[i][j]: how many lines differ from the i-th of the guide and the j-th of the shell on.
    fewest = [[0] * (len(seen) + 1) for _ in range(len(wanted) + 1)]
    for i in range(len(wanted), -1, -1):
        for j in range(len(seen), -1, -1):
            rests = (cost + fewest[m][n] for cost, m, n in ways(wanted, seen, i, j))
            fewest[i][j] = min(rests, default=0)
    found: List[Difference] = []
    i, j = 0, 0
    while (i, j) != (len(wanted), len(seen)):
        ahead = ways(wanted, seen, i, j)
        cost, m, n = min(ahead, key=lambda way: way[0] + fewest[way[1]][way[2]])
        if cost and m > i:
            found.append(Difference("-", printed[i]))
        elif cost:
            found.append(Difference("+", got[j]))
        i, j = m, n
    return found


def ways(wanted: Sequence[str], seen: Sequence[str], i: int, j: int) -> List[Tuple[int, int, int]]:
    """Returns how to go on from a line of each: what that costs, and the lines after it."""
    found: List[Tuple[int, int, int]] = []
    if i < len(wanted) and wanted[i].strip() == ANYTHING:
        found.append((0, i + 1, j))
        if j < len(seen):
            found.append((0, i, j + 1))
        return found
    if i < len(wanted) and j < len(seen) and wanted[i] == seen[j]:
        found.append((0, i + 1, j + 1))
    if i < len(wanted):
        found.append((1, i + 1, j))
    if j < len(seen):
        found.append((1, i, j + 1))
    return found


# --- The way --------------------------------------------------------------------------------------


def make_home(folder: Path, binary: Path, shared: Sequence[str]) -> Dict[str, str]:
    """Makes a new home, with what it shares with the caller's; returns the variables of its shell."""
    home, programs = folder / "home", folder / "programs"
    for place in (home, programs):
        place.mkdir()
    (programs / "swiftpip").symlink_to(binary)
    for name in shared:
        there = Path.home() / name
        if not there.exists():
            fail(f"there is no {there} to be shared")
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).symlink_to(there)
    # Proxies and the like are the machine's, and a newcomer has them as well.
    kept = {name: value for name, value in os.environ.items() if not SETTINGS.match(name)}
    path = f"{programs}:{os.environ.get('PATH', os.defpath)}"
    return {**kept, "HOME": str(home), "PATH": path, "LC_ALL": "C.UTF-8"}


def walk(steps: Sequence[Step], shell: Shell, home: Path) -> List[str]:
    """Types the steps of a section; returns what is other than the guide says."""
    flaws: List[str] = []
    for step in steps:
        status, got, taken = shell.type(step.command)
        found = differences(step.printed, got, str(home))
        is_expected = status == 0 or bool(ERROR.search("\n".join(step.printed)))
        verdict = "as it says" if not found and is_expected else "OTHER"
        print(f"{verdict:<10} {taken:>7.2f} s  {PROMPT}{step.command}", flush=True)
        for difference in found:
            print(f"  {difference.side} {difference.text}")
        place = f"line {step.line}, `{step.command}`"
        if found:
            flaws.append(f"{place}: {len(found)} lines differ")
        if not is_expected:
            flaws.append(f"{place}: ended with {status}")
    return flaws


def run(
    folder: Path, binary: Path, guide: Path, sections: Sequence[str], shared: Sequence[str]
) -> bool:
    """Goes the way of each section; returns whether the guide is right."""
    try:
        text = guide.read_text(encoding="utf-8")
    except OSError as error:
        fail(f"{guide}: {error.strerror}")
    environment = make_home(folder, binary, shared)
    home = Path(environment["HOME"])
    shell = Shell(home, environment)
    flaws: List[str] = []
    for number, section in enumerate(sections or SECTIONS, start=1):
        steps = steps_of(text, section)
        print(f"=== {section}: {len(steps)} commands")
        if not steps:
            flaws.append(f'"{section}" has no commands')
        if number > 1:
            # Another folder than the section before began in, as the guide says.
            place = home / f"section-{number}"
            place.mkdir()
            shell.type(f"cd {shlex.quote(str(place))}")
        flaws += walk(steps, shell, home)
    shell.close()
    for flaw in flaws:
        print(f"FAIL: {flaw}")
    return not flaws
