"""Real wheels, installed by pip and by the program in the same place, one after the other.

Both must leave the same tree, file by file: bytes, modes, links. What may differ is what Python compiled, the
order of rows in RECORD, and who is named as installer. What pip then says of both is the same, the program says
it, too, and each script ends as pip's does.
"""

import csv
import io
import json
import os
import stat
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Dict, List, Sequence, Tuple

from benchmarks.cache import peer
from benchmarks.list import Pip, downloaded_wheels
from workbench.places import bare_environment
from workbench.registry import make_bare, pinned, run_quietly

LIMIT = 120.0
SCRIPTS_AT_ONCE = 2
SHOWN_FLAWS = 20

# A path below an environment: its kind with its mode, and what it holds.
Tree = Dict[str, Tuple[str, Any]]
# How a command ended, and what it said.
Answer = Tuple[int, str]


class Place:
    """A path at which environments are made, one after the other: scripts name it."""

    def __init__(self, folder: Path, binary: Path, pip: Pip, wheels: Sequence[Path]) -> None:
        self.folder = folder
        self.binary = binary
        self.pip = pip
        self.prefix = folder / "environment"
        self.python = self.prefix / "bin" / "python"
        self.variables = {**bare_environment(folder / "home"), "COLUMNS": "200"}
        self.wheels = folder / "wheels"
        self.wheels.mkdir()
        for wheel in wheels:
            (self.wheels / wheel.name).symlink_to(wheel)
        self.requirements = folder / "requirements.txt"
        self.requirements.write_text(
            "".join(f"{pinned(wheel)}\n" for wheel in wheels)
        )

    def make(self, installer: Sequence[str]) -> None:
        """Makes an environment in place of the one before, with all wheels in it."""
        make_bare(self.prefix, self.folder / "home")
        options = ["--no-deps", "--no-index", "--no-cache-dir", "--find-links", str(self.wheels)]
        command = [*installer, *options, "-r", str(self.requirements)]
        run_quietly(command, self.folder / "home")

    @property
    def pip_command(self) -> List[str]:
        return [*self.pip.command, "--python", str(self.python)]

    def pip_install(self) -> List[str]:
        return [*self.pip_command, "install", "--no-compile"]

    def own_install(self) -> List[str]:
        return [str(self.binary), "install", "--python", str(self.python)]

    def asked(self, command: Sequence[str]) -> Answer:
        """Returns how a command ended, and what it wrote to its standard output."""
        try:
            run = subprocess.run(
                command,
                env=self.variables,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=LIMIT,
            )
        except subprocess.TimeoutExpired:
            return -1, "it did not end"
        return run.returncode, run.stdout.decode(errors="replace")

    def scripts(self) -> Dict[str, int]:
        """Returns how each script ends that is asked for help."""
        names = sorted(
            path.name
            for path in (self.prefix / "bin").iterdir()
            if not path.is_symlink() and not path.name.lower().startswith("activate")
        )
        with ThreadPoolExecutor(SCRIPTS_AT_ONCE) as executor:
            endings = executor.map(
                lambda name: self.asked([str(self.prefix / "bin" / name), "--help"])[0], names
            )
            return dict(zip(names, endings))


def tree_of(prefix: Path) -> Tree:
    """Returns what is in an environment, but for what Python compiled."""
    tree: Tree = {}
    for folder, folders, names in os.walk(prefix):
        if "__pycache__" in folders:
            folders.remove("__pycache__")
        for name in [*folders, *names]:
            path = Path(folder, name)
            place = str(path.relative_to(prefix))
            mode = path.lstat().st_mode
            if stat.S_ISLNK(mode):
                tree[place] = ("link", os.readlink(path))
            elif stat.S_ISDIR(mode):
                tree[place] = (f"folder {mode:o}", None)
            else:
                tree[place] = (f"file {mode:o}", content_of(path))
    return tree


def content_of(path: Path) -> Any:
    """Returns what is in a file, as far as both must have it."""
    if path.parent.suffix != ".dist-info":
        return path.read_bytes()
    if path.name == "INSTALLER":
        return "somebody"
    if path.name != "RECORD":
        return path.read_bytes()
    rows = csv.reader(io.StringIO(path.read_bytes().decode(), newline=""))
    return sorted(row for row in rows if not row[0].endswith(("/INSTALLER", ".pyc")))


def flaws_of_trees(ours: Tree, theirs: Tree) -> List[str]:
    """Returns where two trees differ."""
    flaws = [f"only pip makes {name}" for name in sorted(set(theirs) - set(ours))]
    flaws += [f"pip does not make {name}" for name in sorted(set(ours) - set(theirs))]
    for name in sorted(set(ours) & set(theirs)):
        if ours[name] != theirs[name]:
            kinds = {ours[name][0], theirs[name][0]}
            flaws.append(f"{name} is another: {' and '.join(sorted(kinds))}")
    return flaws


def inspected(text: str, path: Sequence[str] = ()) -> Dict[str, Any]:
    """Returns what is installed, from an answer of `inspect`, by name."""
    answer: Any = json.loads(text)
    for name in path:
        answer = answer[name]
    found = {}
    for distribution in answer["installed"]:
        distribution.pop("installer", None)
        found[distribution["metadata"]["name"]] = distribution
    return found


def flaws_of_words(place: Place, theirs: Dict[str, Answer]) -> List[str]:
    """Returns where pip, or the program, says something else of what the program has installed."""
    flaws = []
    own = [str(place.binary)]
    python = ["--python", str(place.python)]
    for verb in ("freeze", "check"):
        if place.asked([*place.pip_command, verb]) != theirs[verb]:
            flaws.append(f"pip {verb} says something else")
        # The order of what is missing is nobody's.
        status, text = place.asked([*own, verb, *python])
        if (status, sorted(text.splitlines())) != (
            theirs[verb][0],
            sorted(theirs[verb][1].splitlines()),
        ):
            flaws.append(f"swiftpip {verb} says something else than pip")
    expected = inspected(theirs["inspect"][1])
    if inspected(place.asked([*place.pip_command, "inspect"])[1]) != expected:
        flaws.append("pip inspect says something else")
    said = place.asked([*own, "inspect", *python, "--format", "json"])[1]
    if inspected(said, ["result"]) != expected:
        flaws.append("swiftpip inspect says something else than pip")
    return flaws


def run(folder: Path, binary: Path) -> bool:
    """Installs with both, and tells where they differ."""
    pip = Pip(*peer())
    wheels = downloaded_wheels(pip)
    place = Place(folder, binary, pip, wheels)
    print(f"installing {len(wheels)} wheels with pip {pip.version}", flush=True)
    place.make(place.pip_install())
    words = {verb: place.asked([*place.pip_command, verb]) for verb in ("freeze", "check", "inspect")}
    print("asking each of its scripts for help", flush=True)
    endings = place.scripts()
    theirs = tree_of(place.prefix)
    place.prefix.rename(folder / "by-pip")
    print("installing them with swiftpip", flush=True)
    place.make(place.own_install())
    flaws = flaws_of_words(place, words)
    for name, ending in place.scripts().items():
        if endings.get(name) != ending or ending == -1:
            flaws.append(f"{name} --help ends with {ending}, not with {endings.get(name)}")
    ours = tree_of(place.prefix)
    flaws += flaws_of_trees(ours, theirs)
    for flaw in flaws[:SHOWN_FLAWS]:
        print(f"FAIL: {flaw}")
    well = sum(1 for ending in endings.values() if ending == 0)
    print(
        f"{len(wheels)} distributions, {len(ours):,} files and folders, {len(endings)} scripts of which "
        f"{well} end well: {len(flaws)} differences"
    )
    return not flaws
