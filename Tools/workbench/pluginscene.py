"""A place where external plugins can be tried: a home, a folder with them, and who is left of them."""

import json
import os
import secrets
import shutil
import signal
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable, Dict, Iterator, List, Optional, Sequence

from workbench.places import REPOSITORY, bare_environment, fail
from workbench.process import Run, finished

PEER = REPOSITORY / "Tests" / "TestSupport" / "plugin_peer.py"
PROCESSES = Path("/proc")
# A variable that all inherit that a run starts, by which they are known.
MARK = "SWIFTPIP_TRIAL"
# Who does not heed the signal that ends swiftpip is killed a second later, in seconds.
MOMENT = 2.0
# What it says goes into one file, what it says of errors into another.
APART = 'errors=$1; shift; exec "$@" 2>"$errors"'


@dataclass(frozen=True)
class Process:
    """A process that somebody sees."""

    number: int
    session: int
    command: str

    def __str__(self) -> str:
        return f"{self.number} ({self.command})"

    def end(self) -> None:
        """Ends the process, if it is still there."""
        try:
            os.kill(self.number, signal.SIGKILL)
        except ProcessLookupError:
            pass


@dataclass
class Talk:
    """How a run ended, and what it has said."""

    run: Run
    output: bytes
    errors: str


@dataclass
class PluginScene:
    """A home and a folder of plugins, thrown away after a run."""

    folder: Path
    binary: Path
    # No two scenes have one.
    mark: str = field(default_factory=lambda: secrets.token_hex(8))

    def __post_init__(self) -> None:
        self.plugins.mkdir(parents=True)
        self.home.mkdir()

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def plugins(self) -> Path:
        """The folder for the user's plugins."""
        return self.folder / "data" / "swiftpip" / "plugins"

    def environment(self, **more: str) -> Dict[str, str]:
        """Returns the variables that programs are started with."""
        own = {"XDG_DATA_HOME": str(self.folder / "data"), MARK: self.mark}
        return {**bare_environment(self.home), **own, **more}

    def add(self, name: str, program: bytes, hooks: Sequence[Dict[str, object]] = ()) -> None:
        """Puts a plugin into the folder, with a command of its own name."""
        file = self.plugins / f"swiftpip-{name}"
        file.write_bytes(program)
        file.chmod(0o755)
        Path(f"{file}.json").write_text(manifest(name, hooks))

    def add_peer(self, name: str, hooks: Sequence[Dict[str, object]] = ()) -> None:
        """Puts the plugin into the folder that behaves as it is told to."""
        self.add(name, PEER.read_bytes(), hooks)

    def trust(self, name: str) -> None:
        """Has swiftpip trust a plugin, or ends the tool."""
        talk = self.talk(["plugin", "trust", name])
        if talk.run.status != 0:
            fail(f"the plugin {name} cannot be trusted: {talk.errors.strip()}")

    def talk(self, arguments: Sequence[str], **more: str) -> Talk:
        """Runs swiftpip to its end, with nothing to read."""
        output, errors = self.folder / "output", self.folder / "errors"
        command = ["/bin/sh", "-c", APART, "apart", str(errors), str(self.binary), *arguments]
        run = finished(command, self.environment(**more), output)
        return Talk(run, output.read_bytes(), errors.read_text(errors="replace"))

    def processes(self) -> List[Process]:
        """Returns all that swiftpip has started here, swiftpip itself among them."""
        return [process for process in marked(self.mark) if process.number != os.getpid()]

    def remaining(self, session: Optional[int] = None) -> List[Process]:
        """Returns who is left in swiftpip's session after a moment; it is ours, or another."""
        end = time.monotonic() + MOMENT
        own = os.getsid(0) if session is None else session
        while True:
            left = [process for process in self.processes() if process.session == own]
            if not left or time.monotonic() > end:
                return left
            time.sleep(0.02)

    def clear(self) -> None:
        """Ends all that are left, wherever they are, and removes the folder."""
        for process in self.processes():
            process.end()
        shutil.rmtree(self.folder)


def manifest(name: str, hooks: Sequence[Dict[str, object]] = ()) -> str:
    """Returns the manifest of a plugin with one command of its own name."""
    document = {
        "schema": 1,
        "name": name,
        "version": "1.0",
        "protocol": {"min": 1, "max": 1},
        "commands": [{"name": name, "abstract": f"Does what {name} does."}],
        "hooks": list(hooks),
    }
    return json.dumps(document)


def needed_processes() -> None:
    """Ends the tool where the system does not show what runs."""
    if not Path(PROCESSES, "self", "environ").exists():
        fail("what runs here cannot be seen", "this trial needs a Linux with /proc")


def marked(mark: str) -> Iterator[Process]:
    """Yields the processes that were started with a mark, in any generation; the dead do not count."""
    wanted = f"{MARK}={mark}".encode()
    for folder in PROCESSES.iterdir():
        if not folder.name.isdigit():
            continue
        try:
            if wanted not in (folder / "environ").read_bytes().split(b"\0"):
                continue
            # Behind the name, which may have anything in it: state, parent, group, session.
            name, _, rest = (folder / "stat").read_text(errors="replace").rpartition(")")
            state, _, _, session = rest.split()[:4]
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ")
        except OSError:
            continue
        if state not in "ZX":
            shown = command.decode(errors="replace").strip() or name.partition("(")[2]
            yield Process(int(folder.name), int(session), shown)


def seen(look: Callable[[], Optional[Process]], seconds: float) -> Optional[Process]:
    """Looks again and again for a process, so long; returns it, or None."""
    end = time.monotonic() + seconds
    while True:
        found = look()
        if found is not None or time.monotonic() > end:
            return found
        time.sleep(0.02)
