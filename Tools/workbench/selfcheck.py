"""A place where `swiftpip self-check` can be tried: a cache, an environment, and what must hold."""

import json
import os
import re
import shutil
import sys
import time
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import ContextManager, Dict, Iterator, List, Optional

from workbench.places import bare_environment
from workbench.statefile import DAY, flaw_of_state, state_file, write_state

INSTALLED = "23.0"
KNOWN = "24.0"
LATEST = "99.0"
PROJECT = f"pip={INSTALLED},{LATEST}"
STALE = 8 * DAY
ANCIENT = 30 * DAY
LEFTOVER = re.compile(r"[0-9a-f]{56}[a-z0-9_]{8}\.tmp")
OWN_FOLDER = "swiftpip"


def make_environment_folder(folder: Path) -> Path:
    """Makes what looks like a virtual environment with an old pip, and returns its prefix."""
    packages = folder / "lib" / "python3.11" / "site-packages" / f"pip-{INSTALLED}.dist-info"
    packages.mkdir(parents=True)
    (packages / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: pip\nVersion: {INSTALLED}\nRequires-Python: >=3.7\n"
    )
    (packages / "INSTALLER").write_text("pip\n")
    names = ("METADATA", "INSTALLER", "RECORD")
    (packages / "RECORD").write_text("".join(f"{packages.name}/{name},,\n" for name in names))
    (folder / "bin").mkdir()
    interpreter = Path(os.path.realpath(sys.executable))
    (folder / "bin" / "python").symlink_to(interpreter)
    (folder / "bin" / "python3").symlink_to("python")
    (folder / "pyvenv.cfg").write_text(
        f"home = {interpreter.parent}\ninclude-system-site-packages = false\nversion = 3.11.2\n"
    )
    return folder


@dataclass(frozen=True)
class Stage:
    """One cache and one home, thrown away after a run; the environment is shared by all."""

    folder: Path
    prefix: Path
    binary: Path
    index_url: str

    @property
    def cache(self) -> Path:
        return self.folder / "cache"

    @property
    def area(self) -> Path:
        """The folder with all the files that faults are about."""
        return self.cache

    @property
    def home(self) -> Path:
        """The same for all copies: another home would be another user, with other packages."""
        return self.prefix.with_name("home")

    @property
    def state(self) -> Path:
        return state_file(self.cache, self.prefix)

    @property
    def vanished(self) -> Path:
        """A prefix that there is not, the same for all copies."""
        return self.prefix.with_name("vanished")

    def command(self, *options: str) -> List[str]:
        """Returns the command line of a self-check here."""
        everywhere = ["--cache-dir", str(self.cache), "--python", str(self.prefix)]
        everywhere += ["--index-url", self.index_url]
        return [str(self.binary), *everywhere, "self-check", "--format", "json", *options]

    def environment(self) -> Dict[str, str]:
        return bare_environment(self.home)

    def make_stale(self) -> bytes:
        """Saves a state that is too old to be used, and returns its bytes."""
        return write_state(self.cache, self.prefix, KNOWN, STALE).read_bytes()

    def plant_garbage(self) -> None:
        """Leaves behind what a killed run and a vanished environment leave behind."""
        dead = write_state(self.cache, self.vanished, KNOWN, ANCIENT)
        leftover = dead.with_name(f"{dead.name}_planted.tmp")
        leftover.write_bytes(b"")
        for file in (dead, leftover):
            age(file, ANCIENT)

    def garbage(self) -> List[Path]:
        """Returns what `plant_garbage` left that is still there."""
        name = state_file(self.cache, self.vanished).name
        return sorted(self.state.parent.glob(f"{name}*"))

    def own_files(self) -> Iterator[Path]:
        """Yields swiftpip's own files in the cache."""
        yield from (path for path in (self.cache / OWN_FOLDER).rglob("*") if not path.is_dir())

    def leftovers(self) -> List[Path]:
        """Returns temporary files, planted ones aside."""
        planted = self.garbage()
        files = list(self.state.parent.glob("*.tmp")) + list(self.own_files())
        return [file for file in files if file.suffix == ".tmp" and file not in planted]

    def claims(self) -> List[Path]:
        """Returns claims of a run to ask the index."""
        return [file for file in self.own_files() if file.suffix == ".claim"]

    def beside(self) -> ContextManager[object]:
        """Does what somebody else does while the command runs: nothing."""
        return nullcontext()

    def is_untidy(self) -> bool:
        """Tells whether a temporary file or a claim was left."""
        return bool(self.leftovers() or self.claims())

    def make_everything_old(self) -> None:
        """Makes every file in the cache old enough for any housekeeping."""
        for file in self.cache.rglob("*"):
            if not file.is_dir():
                age(file, ANCIENT)

    def copy(self, folder: Path) -> "Stage":
        """Returns the same place elsewhere, with times and modes."""
        shutil.copytree(self.folder, folder, symlinks=True)
        return Stage(folder, self.prefix, self.binary, self.index_url)

    def flaw_of_state(self, old: Optional[bytes]) -> str:
        """Returns what is wrong with the state; right is the old one, or the new one in full."""
        try:
            content = self.state.read_bytes()
        except FileNotFoundError:
            return "" if old is None else "the state is gone"
        return "" if content == old else self.flaw_of_new_state()

    def flaw_of_new_state(self) -> str:
        """Returns what is wrong with the state if it should be the new one."""
        try:
            return flaw_of_state(self.state.read_bytes(), self.prefix, (LATEST,))
        except FileNotFoundError:
            return "there is no state"


def age(file: Path, seconds: float) -> None:
    """Makes a file older; one that is gone is old enough."""
    then = time.time() - seconds
    try:
        os.utime(file, (then, then), follow_symlinks=False)
    except FileNotFoundError:
        pass


def new_stage(folder: Path, prefix: Path, binary: Path, index_url: str) -> Stage:
    """Makes a place with an empty cache."""
    stage = Stage(folder, prefix, binary, index_url)
    stage.cache.mkdir(parents=True)
    stage.home.mkdir(exist_ok=True)
    return stage


def flaw_of_finding(output: bytes, status: Optional[int], must_ask: bool = True) -> str:
    """Returns what is wrong with the answer of a run that should know the newest version."""
    try:
        result = json.loads(output)["result"]
        latest, source = result["latest"], result["source"]
    except (ValueError, KeyError, TypeError):
        return f"no answer, exit status {status}: {output[:200]!r}"
    if status != 0:
        return f"exit status {status}"
    if latest != LATEST or (must_ask and source != "index"):
        return f"latest is {latest} from {source}"
    return ""
