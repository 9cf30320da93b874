"""Commands on environments as subjects: `install`, `uninstall` and `env restore`.

After every fault each distribution that can be seen has all its files, and each is what RECORD says; a
restored environment is there whole or not at all, and one that it was to replace is the old one or the new
one. The next run finishes what was begun.
"""

import base64
import csv
import hashlib
import os
import re
import shutil
import subprocess
import time
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ContextManager, Dict, List, Optional, Sequence

from trials.cache_commands import flaw_of_status, last_words, verdict_on_ending
from trials.subject import KILL, LIMIT, Outcome
from workbench.cachescene import Files
from workbench.index import Index
from workbench.places import bare_environment, fail
from workbench.registry import interpreter, make_bare
from workbench.wheel import description, information, packed_wheel, wheel_name

# Older than what anybody may still be working on.
OLD_ENOUGH = 3600.0
STAGING = re.compile(r"env/lib/[^/]+/site-packages/\.swiftpip-[a-z0-9_]{8}(/.*)?")
WORKPLACE = re.compile(r"\.(env|again)\.swiftpip-[a-z0-9_]{8}(/.*)?")
CACHE = re.compile(r"cache(/.*)?")
# Scripts name where they are, so that RECORD has another digest of them in each place.
ROW_OF_SCRIPT = re.compile(rb"(?m)^(\.\./[^,]*/bin/[^,]*),.*$")
PLAIN = ("--no-index", "--find-links", "AREA/files")
CAPTURE = "files/env.swiftpip"


@dataclass(frozen=True)
class EnvironmentScene:
    """An environment, wheels and a cache, and what a command there is called with."""

    folder: Path
    binary: Path
    arguments: Sequence[str]

    @property
    def area(self) -> Path:
        """The folder with all the files that faults are about."""
        return self.folder / "area"

    @property
    def prefix(self) -> Path:
        return self.area / "env"

    def command(self) -> List[str]:
        """Returns the command line."""
        return self.call(self.arguments)

    def call(self, arguments: Sequence[str]) -> List[str]:
        """Returns the command line with some arguments, in which AREA is the area."""
        words = [word.replace("AREA", str(self.area)) for word in arguments]
        return [str(self.binary), "--cache-dir", str(self.area / "cache"), *words]

    def environment(self) -> Dict[str, str]:
        """Returns the variables that it is started with."""
        return bare_environment(self.folder / "home")

    def beside(self) -> ContextManager[object]:
        """Does what somebody else does while the command runs: nothing."""
        return nullcontext()

    def is_untidy(self) -> bool:
        """Tells whether something unfinished was left."""
        return any(STAGING.fullmatch(path) or WORKPLACE.fullmatch(path) for path in self.files())

    def run(self, arguments: Sequence[str]) -> "subprocess.CompletedProcess[bytes]":
        """Runs a command without any fault."""
        return subprocess.run(
            self.call(arguments),
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            timeout=LIMIT,
            check=False,
        )

    def files(self) -> Files:
        """Returns all files, links as where they lead."""
        found: Files = {}
        for folder, _, names in os.walk(self.area):
            for name in names:
                path = Path(folder) / name
                relative = str(path.relative_to(self.area))
                content = os.readlink(path).encode() if path.is_symlink() else path.read_bytes()
                content = content.replace(str(self.area).encode(), b"AREA")
                found[relative] = ROW_OF_SCRIPT.sub(rb"\1", content)
        return found

    def copy(self, folder: Path) -> "EnvironmentScene":
        """Returns the same elsewhere."""
        shutil.copytree(self.folder, folder, symlinks=True)
        scene = replace(self, folder=folder)
        # Scripts name where they are.
        for script in (scene.prefix / "bin").glob("*"):
            if script.is_file() and not script.is_symlink():
                content = script.read_bytes()
                script.write_bytes(
                    content.replace(str(self.area).encode(), str(scene.area).encode())
                )
        return scene

    def make_old(self) -> None:
        """Makes what was left unfinished so old that nobody can be working on it."""
        then = time.time() - OLD_ENOUGH
        for path in [*self.area.glob("**/.swiftpip-*"), *self.area.glob(".*.swiftpip-*")]:
            os.utime(path, (then, then))
        for path in self.area.glob("cache/swiftpip/unpacked/*.tmp"):
            os.utime(path, (then, then))


def module_of(version: str, size: int) -> bytes:
    return f"version = '{version}'\n".encode() * size


def wheel_of(project: str, version: str) -> bytes:
    """Returns a wheel with a package, a script, data, and what is only in this version."""
    members = {
        f"{project}/__init__.py": module_of(version, 1),
        f"{project}/large.py": module_of(version, 2000),
        f"{project}/only_{version.replace('.', '_')}.py": b"",
        f"{information(project, version)}/entry_points.txt": (
            f"[console_scripts]\n{project} = {project}:x\n".encode()
        ),
        **description(project, version=version),
    }
    return packed_wheel(project, members, version=version)


def flaws_of_environment(prefix: Path) -> List[str]:
    """Returns which distributions can be seen that have not all their files."""
    found = []
    for library in prefix.glob("lib/python*/site-packages"):
        for metadata in library.glob("*.dist-info"):
            if not (metadata / "METADATA").is_file():
                # Without it nobody sees a distribution.
                continue
            record = metadata / "RECORD"
            if not record.is_file():
                found.append(f"{metadata.name} is there without its RECORD")
                continue
            for row in csv.reader(record.read_text().splitlines()):
                if len(row) < 2 or not row[1]:
                    continue
                flaw = flaw_of_file(library / row[0], row[1])
                if flaw:
                    found.append(f"{metadata.name} is there, and {row[0]} {flaw}")
    return found


def flaw_of_file(path: Path, promise: str) -> str:
    """Returns what is wrong with a file of which RECORD says something."""
    if not path.is_file():
        return "is not"
    content = path.read_bytes()
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    # A script that was copied names another place than it did.
    is_script = path.parent.name == "bin"
    return "" if is_script or promise == f"sha256={digest}" else "has another content"


def was_python_hit(stage: EnvironmentScene, outcome: Outcome) -> bool:
    """Tells whether a fault hit the Python that is asked, on a file of its own."""
    return outcome.point.fault != KILL and any(
        "python3" in call.arguments and not call.concerns(stage.area) for call in outcome.hit
    )


class EnvironmentCommand:
    """A command on an environment, and what must hold after it."""

    situations: Sequence[str] = ()
    workers = 8
    smoke_seconds = 120.0
    references = 5
    is_on_one_processor = True
    required: Sequence[str] = ("open-for-write", "write", "rename")

    def __init__(self, folder: Path, binary: Path, index: Optional[Index] = None) -> None:
        self.binary = binary
        self.scenes: Dict[str, EnvironmentScene] = {}
        self.before: Dict[str, Files] = {}
        self.done: Dict[str, Files] = {}
        for number, name in enumerate(self.situations):
            scene = EnvironmentScene(folder / f"situation-{number}", binary, self.arguments(name))
            self.lay(name, scene)
            whole = scene.copy(folder / f"situation-{number}-whole")
            self.prepare(whole)
            self.before[name] = lasting(whole.files())
            result = whole.run(whole.arguments)
            if result.returncode != 0:
                fail(f"{' '.join(whole.arguments)} fails without any fault", flaw_of_status(result))
            self.scenes[name] = scene
            self.done[name] = lasting(whole.files())

    def arguments(self, situation: str) -> Sequence[str]:
        raise NotImplementedError

    def lay(self, situation: str, scene: EnvironmentScene) -> None:
        """Makes the environment and the wheels of a situation."""
        files = scene.area / "files"
        files.mkdir(parents=True)
        (scene.folder / "home").mkdir()
        make_bare(scene.prefix, scene.folder)
        for project in ("demo", "other"):
            (files / wheel_name(project)).write_bytes(wheel_of(project, "1.0"))

    def must(self, scene: EnvironmentScene, *arguments: str) -> None:
        """Runs what makes a situation."""
        result = scene.run(arguments)
        if result.returncode != 0:
            fail(f"{' '.join(arguments)} fails", flaw_of_status(result))

    def prepare(self, scene: EnvironmentScene) -> None:
        """Has the interpreter asked before, so that no Python is hit."""
        self.must(scene, "list", "--python", str(scene.prefix))
        self.must(scene, "inspect", "--python", str(scene.prefix), "--format", "json")

    def stage(self, situation: str, folder: Path) -> EnvironmentScene:
        scene = self.scenes[situation].copy(folder)
        self.prepare(scene)
        return scene

    def flaws(self, stage: EnvironmentScene, outcome: Outcome) -> List[str]:
        situation = outcome.point.situation
        if was_python_hit(stage, outcome):
            # Where it is lied to about its own folders, it says other ones.
            return []
        found = self.flaws_on_disk(situation, stage)
        found += self.flaws_in_answer(situation, stage, outcome)
        stage.make_old()
        return found + [f"afterwards: {flaw}" for flaw in self.flaws_in_the_end(situation, stage)]

    def flaws_on_disk(self, situation: str, stage: EnvironmentScene) -> List[str]:
        return flaws_of_environment(stage.prefix)

    def flaws_in_answer(
        self, situation: str, stage: EnvironmentScene, outcome: Outcome
    ) -> List[str]:
        """Returns what is wrong with how the command ended and what it said."""
        decided = verdict_on_ending(outcome, (0, 1))
        if decided is not None:
            return decided
        now = lasting(stage.files())
        words = last_words(outcome)
        if outcome.status == 0:
            return [] if now == self.done[situation] else [f"not done, and it ends with 0: {words}"]
        said = outcome.output + outcome.errors
        if b"error[" not in said:
            return [f"failed, and does not say why: {words}"]
        is_stopped = b"error[installer.stopped]" in said
        if now not in (self.before[situation], self.done[situation]) and not is_stopped:
            return [f"changed in part, and does not say so: {words}"]
        return []

    def flaws_in_the_end(self, situation: str, scene: EnvironmentScene) -> List[str]:
        """Returns what is wrong once the command was run again, much later."""
        try:
            result = scene.run(self.later(situation, scene))
        except subprocess.TimeoutExpired:
            return [f"not done after {LIMIT:.0f} s"]
        if result.returncode != 0:
            return [flaw_of_status(result)]
        files = scene.files()
        left = [path for path in files if STAGING.fullmatch(path) or WORKPLACE.fullmatch(path)]
        left += [path for path in files if re.search(r"unpacked/[0-9a-f]{64}.{8}\.tmp", path)]
        found = [f"left behind: {path}" for path in left[:3]]
        now, done = lasting(files), self.done[situation]
        different = sorted(path for path in {*now, *done} if now.get(path) != done.get(path))
        return found + [f"not what it should be: {path}" for path in different[:3]]

    def later(self, situation: str, scene: EnvironmentScene) -> Sequence[str]:
        """Returns how the command is called again."""
        return scene.arguments


def lasting(files: Files) -> Files:
    """Returns what counts in the end: neither the cache nor what Python has compiled."""
    return {
        path: content
        for path, content in files.items()
        if not CACHE.fullmatch(path)
        and not STAGING.fullmatch(path)
        and not WORKPLACE.fullmatch(path)
        and "__pycache__" not in path
    }


class Install(EnvironmentCommand):
    """`install`: two wheels into an environment, and a newer one over an older one."""

    FRESH = "two wheels"
    UPGRADE = "a newer one"
    situations = (FRESH, UPGRADE)

    def arguments(self, situation: str) -> Sequence[str]:
        names = ("demo", "other") if situation == self.FRESH else ("demo==2.0",)
        return ("install", *PLAIN, *names, "--no-deps", "-U", "--python", "AREA/env")

    def lay(self, situation: str, scene: EnvironmentScene) -> None:
        super().lay(situation, scene)
        if situation == self.UPGRADE:
            self.must(scene, "install", *PLAIN, "demo", "--python", "AREA/env")
            newer = scene.area / "files" / wheel_name("demo", "2.0")
            newer.write_bytes(wheel_of("demo", "2.0"))


class Uninstall(EnvironmentCommand):
    """`uninstall`: one of two distributions."""

    situations = ("one of two",)
    required = ("unlink", "rename")

    def arguments(self, situation: str) -> Sequence[str]:
        return ("uninstall", "-y", "demo", "--python", "AREA/env")

    def lay(self, situation: str, scene: EnvironmentScene) -> None:
        super().lay(situation, scene)
        self.must(scene, "install", *PLAIN, "demo", "other", "--python", "AREA/env")

    def flaws_in_the_end(self, situation: str, scene: EnvironmentScene) -> List[str]:
        # What was stopped is finished by whatever changes the environment next.
        scene.run(scene.arguments)
        return super().flaws_in_the_end(situation, scene)

    def later(self, situation: str, scene: EnvironmentScene) -> Sequence[str]:
        return ("install", *PLAIN, "other", "--force-reinstall", "--python", "AREA/env")


class Restore(EnvironmentCommand):
    """`env restore`: a new environment, and one in place of another."""

    NEW = "a new one"
    REPLACED = "in place of another"
    situations = (NEW, REPLACED)

    def target(self, situation: str) -> str:
        return "again" if situation == self.NEW else "env"

    def arguments(self, situation: str) -> Sequence[str]:
        target = f"AREA/{self.target(situation)}"
        options = () if situation == self.NEW else ("--replace",)
        return ("env", "restore", f"AREA/{CAPTURE}", target, *options, "--python", interpreter())

    def lay(self, situation: str, scene: EnvironmentScene) -> None:
        super().lay(situation, scene)
        self.must(scene, "install", *PLAIN, "demo", "other", "--python", "AREA/env")
        self.must(scene, "env", "capture", f"AREA/{CAPTURE}", "--python", "AREA/env")
        self.must(scene, "uninstall", "-y", "other", "--python", "AREA/env")
        shutil.rmtree(scene.area / "cache")

    def prepare(self, scene: EnvironmentScene) -> None:
        self.must(scene, "inspect", "--python", interpreter(), "--format", "json")

    def flaws_on_disk(self, situation: str, stage: EnvironmentScene) -> List[str]:
        now = lasting(stage.files())
        if now in (self.before[situation], self.done[situation]):
            return []
        return ["neither the old environment nor the new one"]

    def flaws_in_the_end(self, situation: str, scene: EnvironmentScene) -> List[str]:
        if situation == self.NEW:
            shutil.rmtree(scene.area / "again", ignore_errors=True)
        return super().flaws_in_the_end(situation, scene)
