"""Wheels from the package registry, and virtual environments made of them.

Only the downloads use the machine's own pip settings: they may be needed to reach the registry.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import List, Optional, Sequence

from workbench.places import bare_environment, fail, scratch

NEWEST = "newest"


def interpreter() -> str:
    """Returns the Python that environments are made with: the system's own, where there is one."""
    return "/usr/bin/python3" if os.access("/usr/bin/python3", os.X_OK) else sys.executable


def run_quietly(command: List[str], home: Path) -> None:
    """Runs a command without settings of the caller; ends the tool with its output if it fails."""
    result = subprocess.run(
        command,
        env=bare_environment(home),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if result.returncode != 0:
        sys.stderr.write(result.stdout.decode(errors="replace"))
        fail(f"{' '.join(command)} ended with {result.returncode}")


class Registry:
    """Downloads wheels once and keeps them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.wheels = folder / "wheels"

    def wheel(self, project: str, version: str = NEWEST, refresh: bool = False) -> Path:
        """Returns the wheel of a project, from the registry if it is not here yet."""
        target = self.wheels / f"{project}-{version}"
        found = only_wheel(target)
        if found is None or refresh:
            requirement = project if version == NEWEST else f"{project}=={version}"
            command = [str(self.downloader()), "-m", "pip", "--disable-pip-version-check"]
            download([*command, "download", "--no-deps"], [requirement], target)
            found = only_wheel(target)
        if found is None:
            fail(f"the registry gave no wheel of {project} {version}")
        return found

    def downloader(self) -> Path:
        """Returns the Python of an environment with the pip that came with it."""
        return make_environment(self.folder / "downloader", None)


def download(command: Sequence[str], requirements: Sequence[str], folder: Path) -> None:
    """Downloads wheels into a folder that appears when all are there, in place of an older one."""
    draft = folder.with_name(f"{folder.name}.{os.getpid()}")
    draft.mkdir(parents=True, exist_ok=True)
    options = ["--quiet", "--only-binary", ":all:", "--dest", str(draft)]
    result = subprocess.run([*command, *options, *requirements], stdin=subprocess.DEVNULL)
    if result.returncode != 0:
        shutil.rmtree(draft, ignore_errors=True)
        fail(
            f"{', '.join(requirements)} could not be downloaded",
            "is a package registry in reach, with the settings that pip has on this machine?",
        )
    shutil.rmtree(folder, ignore_errors=True)
    draft.rename(folder)


def only_wheel(folder: Path) -> Optional[Path]:
    """Returns the wheel in a folder, None without one."""
    return next(iter(sorted(folder.glob("*.whl"))), None)


def version_of(wheel: Path) -> str:
    """Returns the version in the name of a wheel."""
    return wheel.name.split("-")[1]


def pinned(wheel: Path) -> str:
    """Returns the requirement that a wheel alone fulfils."""
    return f"{wheel.name.split('-')[0]}=={version_of(wheel)}"


def make_bare(target: Path, home: Path) -> None:
    """Makes a virtual environment without anything in it."""
    run_quietly([interpreter(), "-m", "venv", "--without-pip", str(target)], home)


def make_environment(folder: Path, pip: Optional[Path], others: Sequence[Path] = ()) -> Path:
    """Makes a virtual environment once, and returns its Python.

    It gets the pip of a wheel, installed by that very pip, and other wheels beside it; without a
    wheel the pip that comes with Python. A pip that does not start is an error.
    """
    python = folder / "bin" / "python"
    # Scripts in an environment contain its path: a copy that was moved is made anew.
    complete = folder / "complete"
    if complete.is_file() and complete.read_text() == str(folder):
        return python
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    without_pip = ["--without-pip"] if pip else []
    run_quietly([interpreter(), "-m", "venv", *without_pip, str(folder)], folder)
    if pip:
        install = [str(python), f"{pip}/pip", "install", "--no-index", "--no-cache-dir"]
        install += ["--no-deps", "--disable-pip-version-check", "--quiet"]
        run_quietly(install + [str(wheel) for wheel in [pip, *others]], folder)
        if started_pip(python) != version_of(pip):
            fail(f"{python} has another pip than {version_of(pip)}")
    complete.write_text(str(folder))
    return python


def started_pip(python: Path) -> str:
    """Starts an environment's pip and returns the version that it tells."""
    result = subprocess.run(
        [str(python), "-m", "pip", "--version"],
        env=bare_environment(python.parent.parent),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    text = result.stdout.decode(errors="replace")
    match = re.match(r"pip (\S+) from ", text)
    if result.returncode != 0 or match is None:
        sys.stderr.write(text)
        fail(f"the pip of {python} does not start")
    return match.group(1)


def pips_folder() -> Path:
    """Returns the folder of wheels and environments with real pips."""
    return scratch() / "pips"
