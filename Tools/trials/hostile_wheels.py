"""Wheels that nobody should install: attacks, lies, and a good one in which something was changed.

Each is installed by the program into an environment of nothing. What is refused leaves that as it was and
is told in words; what is accepted has the files of the good one, byte for byte, and a RECORD of just them.
"""

import os
import random
import shutil
from functools import partial
from pathlib import Path
from typing import Dict, List, Optional, Tuple

from trials.hostile import flaws_of_mutations, flaws_of_refusal, mutated, verdict
from workbench.hostilewheels import NAME, good, hostile
from workbench.places import bare_environment
from workbench.process import Run, finished
from workbench.selfcheck import make_environment_folder

# Accepted: what is said there of no file is left out.
HARMLESS = {"record-names-a-phantom"}
RECORD = "demo-1.0.dist-info/RECORD"

Files = Dict[str, Optional[bytes]]


class Place:
    """A folder in which wheels are installed, each into an environment of its own."""

    def __init__(self, folder: Path, binary: Path) -> None:
        self.folder = folder
        self.binary = binary
        self.environment = bare_environment(folder / "home")
        self.model = make_environment_folder(folder / "model")

    def install(self, name: str, wheel: bytes) -> Tuple[Run, str, Files, Files]:
        """Installs a wheel; returns how that ended, what was said, and all files before and after."""
        scene = self.folder / name
        prefix = scene / "environment"
        shutil.copytree(self.model, prefix, symlinks=True)
        path, words = scene / NAME, self.folder / f"{name}.words"
        path.write_bytes(wheel)
        before = files_in(scene)
        # What the interpreter says is remembered there.
        cache = self.folder / "cache"
        # By name, or else the digest of the wheel would be written down.
        command = [
            *(str(self.binary), "install", "demo==1.0", "--find-links", str(scene), "--no-deps"),
            *("--cache-dir", str(cache), "--python", str(prefix / "bin" / "python")),
        ]
        ending = finished(command, self.environment, words)
        said = words.read_text(errors="replace").strip()
        after = files_in(scene)
        shutil.rmtree(scene)
        words.unlink()
        return ending, said, before, after


def files_in(scene: Path) -> Files:
    """Returns what is below a folder by its path: the content of files, nothing of other things.

    Where that names the folder, as scripts do, it does not.
    """
    files: Files = {}
    for folder, folders, names in os.walk(scene):
        for name in folders:
            files[os.path.relpath(f"{folder}/{name}", scene) + "/"] = None
        for name in names:
            path = Path(folder, name)
            is_file = path.is_file() and not path.is_symlink()
            content = path.read_bytes().replace(bytes(scene), b"") if is_file else None
            files[os.path.relpath(path, scene)] = content
    return files


def without_record(files: Files) -> Files:
    """Returns the files of an environment but for RECORD, which says the same in another order."""
    return {
        path: content
        for path, content in files.items()
        if not path.endswith(RECORD) and path != NAME
    }


def recorded(files: Files) -> List[str]:
    """Returns the rows of the RECORD that is installed, sorted, but for scripts, which name their place."""
    found = [content for path, content in files.items() if path.endswith(RECORD)]
    rows = (found[0] or b"").decode().splitlines() if found else []
    return sorted(row for row in rows if "/bin/" not in row)


def installed_good_ones(place: Place, flaws: List[str]) -> Dict[str, Tuple[bytes, Files]]:
    """Installs every good wheel; returns each with the files that are there then, and adds what is wrong."""
    installed = {}
    for name, wheel in good():
        ending, said, _, after = place.install("good", wheel)
        installed[name] = (wheel, after)
        if ending.status != 0:
            flaws.append(f"{name}: a good one is refused: {said[:200]}")
    return installed


def run(folder: Path, binary: Path) -> bool:
    """Gives the program every hostile wheel, and every good one; returns whether all is well."""
    place = Place(folder, binary)
    flaws: List[str] = []
    installed = installed_good_ones(place, flaws)
    _, plain = installed["plain"]
    refused = 0
    for name, wheel in hostile():
        ending, said, before, after = place.install("hostile", wheel)
        if name in HARMLESS:
            if ending.status != 0 or recorded(after) != recorded(plain):
                flaws.append(f"{name}: not what is harmless in it is installed: {said[:200]}")
            continue
        refused += ending.status == 1
        flaws += [f"{name}: {flaw}" for flaw in flaws_of_refusal(ending, said, before, after)]
    print(f"{refused} hostile wheels refused, {len(installed)} good ones accepted")
    return verdict(flaws)


def tried_mutation(
    place: Place, good_ones: Dict[str, Tuple[bytes, Files]], number: int
) -> Tuple[str, List[str]]:
    """Changes one of the good ones and installs it; returns what came of it, and what is wrong."""
    choice = random.Random(number)
    name = choice.choice(sorted(good_ones))
    wheel, expected = good_ones[name]
    data = mutated(wheel, choice)
    ending, said, before, after = place.install(f"mutation-{number}", data)
    if ending.status != 0:
        return f"{name}, refused", flaws_of_refusal(ending, said, before, after)
    flaws = []
    if without_record(after) != without_record(expected) or recorded(after) != recorded(expected):
        flaws.append(f"{name} is accepted with another content")
    kind = "as it was" if data == wheel else "accepted with the same content"
    return f"{name}, {kind}", flaws


def run_mutations(folder: Path, binary: Path, count: int, seed: int) -> bool:
    """Installs so many changed wheels; returns whether all is well."""
    place = Place(folder, binary)
    flaws: List[str] = []
    good_ones = installed_good_ones(place, flaws)
    return verdict(flaws + flaws_of_mutations(partial(tried_mutation, place, good_ones), count, seed))
