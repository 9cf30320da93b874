"""Start-up with fifty external plugins that are trusted, ten of them with hooks of other commands, beside none.

Where no plugin is asked for, it is only read which ones have hooks: that is start-up, and has the bar. Help is no
start-up: it shows every plugin, so it reads each manifest. It is measured to be seen, and must run none of them.
"""

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Dict, List, Sequence, Tuple

from benchmarks.measure import Bar, Candidate, Options, Report, interleaved, progress
from workbench.places import fail
from workbench.pluginscene import PluginScene
from workbench.selfcheck import make_environment_folder
from workbench.systemcalls import SystemCall, trace

PLUGINS = 50
WITH_HOOKS = 10
# Commands that are not measured.
HOOKS: Sequence[Dict[str, object]] = (
    {"name": "look", "when": "after-command", "commands": ["install", "env restore"]},
)
FACTOR = 1.2
COMMANDS = (("cache", "dir"), ("--version",))
HELP = "--help"
# It says so wherever it is run: it must not be.
PROGRAM = b'#!/bin/sh\ntouch "$0.ran"\nexit 1\n'


def names() -> List[str]:
    return [f"plugin-{number:02}" for number in range(PLUGINS)]


def make_scenes(folder: Path, binary: Path) -> Tuple[PluginScene, PluginScene]:
    """Makes a home with plugins that are trusted, and one without."""
    full, empty = PluginScene(folder / "full", binary), PluginScene(folder / "empty", binary)
    for number, name in enumerate(names()):
        full.add(name, PROGRAM, HOOKS if number < WITH_HOOKS else ())
        full.trust(name)
    return full, empty


def output_of(candidate: Candidate) -> str:
    """Runs a command once and returns what it prints."""
    result = subprocess.run(
        candidate.command,
        env=candidate.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        check=True,
    )
    return result.stdout.decode()


def candidates_in(scenes: Sequence[Tuple[str, PluginScene]], prefix: Path) -> List[Candidate]:
    """Returns the measured commands: each in each home, in an active environment, which is not asked."""
    return [
        Candidate(
            f"{' '.join(command)}, {name}",
            (str(scene.binary), *command),
            scene.environment(VIRTUAL_ENV=str(prefix)),
        )
        for command in (*COMMANDS, (HELP,))
        for name, scene in scenes
    ]


def refuse_other_scene(full: PluginScene) -> None:
    """Ends the tool if the plugins are not there as they are to be measured."""
    talk = full.talk(["plugin", "list"])
    said = talk.output.decode(errors="replace")
    missing = [name for name in names() if name not in said]
    if talk.run.status != 0 or missing:
        fail(f"plugin list ended with {talk.run.status}, without {', '.join(missing)}")


def flaws_of_help(text: str) -> List[str]:
    """Returns what help does not say."""
    missing = [name for name in names() if name not in text.partition("PLUGINS")[2]]
    return [f"{HELP} does not list {', '.join(missing)}"] if missing else []


def flaws_of(candidate: Candidate, calls: Sequence[SystemCall]) -> List[str]:
    """Returns what else than itself a command runs."""
    programs = [call.arguments for call in calls if call.name == "execve"]
    if not programs:
        return [f"{candidate.name}: strace saw nothing"]
    return [f"{candidate.name}: another program is run: {one}" for one in programs[1:]]


def run(options: Options) -> Report:
    """Measures, and looks at the system calls."""
    with tempfile.TemporaryDirectory(prefix="swiftpip-bench-") as scratch:
        folder = Path(scratch).resolve()
        # As users have it: written in one go.
        binary = Path(shutil.copy2(options.binary, folder / "swiftpip"))
        progress(f"having {PLUGINS} plugins trusted")
        full, empty = make_scenes(folder, binary)
        refuse_other_scene(full)
        prefix = make_environment_folder(folder / "environment")
        candidates = candidates_in([("plugins", full), ("none", empty)], prefix)
        progress(f"measuring {options.pairs} runs of each")
        times = interleaved(candidates, options.pairs)
        flaws: List[str] = []
        notes = [f"{PLUGINS} plugins are trusted, {WITH_HOOKS} have hooks of other commands"]
        for candidate in candidates:
            calls = trace(candidate.command, candidate.environment, folder / "trace")
            found = flaws_of(candidate, calls)
            flaws += found
            verdict = "no other program" if not found else "see below"
            notes.append(f"{candidate.name}: {len(calls)} system calls, {verdict}")
            if candidate.name == f"{HELP}, plugins":
                flaws += flaws_of_help(output_of(candidate))
        flaws += [f"{file.name} was run" for file in full.plugins.glob("*.ran")]
    bars = [
        Bar(f"{' '.join(command)}, plugins", f"{' '.join(command)}, none", FACTOR)
        for command in COMMANDS
    ]
    return Report(times, bars, flaws, notes)
