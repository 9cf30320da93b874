"""Start-up: `swiftpip self-check --offline` on a young state, beside `uv --version` and pip's.

Nothing on that path may open a socket, start a thread or run another program.
"""

import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import List, Tuple

from benchmarks.measure import Bar, Candidate, Options, Report, interleaved, progress
from workbench.places import bare_environment, fail, scratch
from workbench.registry import Registry, make_environment, version_of
from workbench.statefile import DAY, write_state
from workbench.systemcalls import SystemCall, trace

LATEST = "99.0"
AGE = 1 * DAY
BARS = [
    Bar("swiftpip self-check", "uv --version", 1.5),
    Bar("swiftpip self-check", "pip --version", 1 / 20),
]
# What starts a thread, a process or a connection.
FORBIDDEN_CALLS = frozenset({"clone", "clone3", "fork", "vfork", "socket", "socketpair"})


def peers() -> Tuple[Path, str]:
    """Returns an environment with the newest uv and pip, and their versions."""
    registry = Registry(scratch() / "bench")
    pip, uv = registry.wheel("pip"), registry.wheel("uv")
    # Named after the versions, so that newer wheels get a new environment.
    folder = registry.folder / f"peers-{version_of(pip)}-{version_of(uv)}"
    make_environment(folder, pip, [uv])
    return folder, f"uv {version_of(uv)}, pip {version_of(pip)}"


def self_check(binary: Path, environment_folder: Path, home: Path) -> Candidate:
    """Returns the measured command: in an active environment, with a state of yesterday."""
    write_state(home / ".cache" / "pip", environment_folder, LATEST, AGE)
    environment = bare_environment(home)
    environment["VIRTUAL_ENV"] = str(environment_folder)
    environment["PATH"] = f"{environment_folder}/bin:{environment['PATH']}"
    command = (str(binary), "self-check", "--offline")
    return Candidate("swiftpip self-check", command, environment)


def refuse_other_answers(candidate: Candidate) -> None:
    """Ends the tool if the command does not do what is to be measured."""
    result = subprocess.run(
        [*candidate.command, "--format", "json"],
        env=candidate.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
    )
    try:
        answer = json.loads(result.stdout)["result"]
        seen = (answer["source"], answer["latest"])
    except (ValueError, KeyError, TypeError):
        fail(f"self-check ended with {result.returncode} and said {result.stdout[:400]!r}")
    if result.returncode != 0 or seen != ("state", LATEST):
        fail(f"self-check ended with {result.returncode}, source and latest are {seen}")


def flaws_of(calls: List[SystemCall]) -> List[str]:
    """Returns the calls of a trace that must not be on this path."""
    if not any(call.name == "execve" for call in calls):
        return ["strace saw nothing"]
    programs = [call.arguments for call in calls if call.name == "execve"]
    flaws = [f"another program is run: {arguments}" for arguments in programs[1:]]
    for name in sorted(FORBIDDEN_CALLS):
        number = sum(call.name == name for call in calls)
        if number:
            flaws.append(f"{name} is called {number} times")
    return flaws


def run(options: Options) -> Report:
    """Measures, and looks at the system calls."""
    progress("making an environment with the newest uv and pip")
    environment_folder, versions = peers()
    with tempfile.TemporaryDirectory(prefix="swiftpip-bench-") as folder:
        home = Path(folder).resolve()
        # As users have it, and as pip puts uv there: written in one go. The linker writes in
        # pieces, and the system then maps such a file in smaller pages.
        binary = Path(shutil.copy2(options.binary, home / "swiftpip"))
        subject = self_check(binary, environment_folder, home)
        refuse_other_answers(subject)
        plain = bare_environment(home)
        candidates = [
            subject,
            Candidate("uv --version", (f"{environment_folder}/bin/uv", "--version"), plain),
            Candidate("pip --version", (f"{environment_folder}/bin/pip", "--version"), plain),
        ]
        progress(f"measuring {options.pairs} runs of each")
        times = interleaved(candidates, options.pairs)
        calls = trace(subject.command, subject.environment, home / "trace")
    flaws = flaws_of(calls)
    verdict = "no socket, no thread, no other program" if not flaws else "see below"
    notes = [f"peers: {versions}", f"{len(calls)} system calls: {verdict}"]
    return Report(times, BARS, flaws, notes)
