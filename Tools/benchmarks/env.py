"""Environments: `swiftpip env restore`, `list`, `freeze` and `check`, beside uv and pip.

Real wheels, in memory and on a disk. On the disk every run has folders of its own, and nothing is removed
before the end: some file systems look for what was removed lately whenever something is made.
"""

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, Iterator, List, Sequence, Tuple

from benchmarks.list import downloaded_wheels, Pip
from benchmarks.cache import peer
from benchmarks.measure import Bar, Candidate, Limit, Options, Report, finished_run, progress
from benchmarks.snapshot import merged
from benchmarks.start import peers
from workbench.cachetree import MEMORY
from workbench.places import bare_environment, fail, scratch
from workbench.registry import interpreter, make_bare, pinned, run_quietly

# What is downloaded, with all that it needs.
REQUIREMENTS = ("jupyter", "pandas", "scikit-learn", "django", "boto3", "sphinx")
FEWEST_WHEELS = 100
RESTORE, UV, PIP = "swiftpip env restore", "uv pip install", "pip install"
MOST_OF_UV_COLD, MOST_OF_UV_WARM = 0.6, 0.7
MOST_OF_PIP = 1 / 15
MOST_OF_UV_READING, MOST_OF_PIP_READING = 1.0, 1 / 20
MOST_MEGABYTES = 200.0
# pip takes very long: it is not needed as often.
RUNS_OF_PIP = 2
# Files of metadata that each installer writes as it likes.
OF_INSTALLERS = ("INSTALLER", "RECORD", "REQUESTED", "uv_cache.json")
WHEELS_IN_SMOKE = 10


@dataclass(frozen=True)
class Place:
    """Where everything is, and what works there."""

    folder: Path
    swiftpip: Path
    uv: Path
    pip: Path
    wheels: Path
    requirements: Path
    capture: Path
    # An environment that everything is installed in.
    prefix: Path

    @property
    def variables(self) -> Dict[str, str]:
        return bare_environment(self.folder)

    def restore(self, target: Path, cache: Path) -> Candidate:
        command = [str(self.swiftpip), "env", "restore", str(self.capture), str(target)]
        command += ["--python", interpreter(), "--cache-dir", str(cache)]
        return Candidate(RESTORE, tuple(command), self.variables)

    def uv_install(self, target: Path, cache: Path) -> Candidate:
        command = [str(self.uv), "pip", "install", "--offline", "--no-index", "--no-deps"]
        command += ["--find-links", str(self.wheels), "--cache-dir", str(cache)]
        command += ["--python", str(target / "bin" / "python"), "-r", str(self.requirements)]
        return Candidate(UV, tuple(command), self.variables)

    def pip_install(self, target: Path) -> Candidate:
        command = [str(self.pip), "--python", str(target / "bin" / "python"), "install"]
        command += ["--no-index", "--no-deps", "--no-cache-dir", "--disable-pip-version-check"]
        command += ["--find-links", str(self.wheels), "-r", str(self.requirements)]
        return Candidate(PIP, tuple(command), self.variables)

    def reading(self, verb: str) -> Tuple[Candidate, Candidate, Candidate]:
        """Returns the same look at the environment by all three."""
        python = str(self.prefix / "bin" / "python")
        cache = str(self.folder / "cache-of-readers")
        ours = (str(self.swiftpip), verb, "--python", python, "--cache-dir", cache)
        uvs = (str(self.uv), "pip", verb, "--python", python, "--cache-dir", cache)
        pips = (str(self.pip), "--python", python, verb, "--disable-pip-version-check")
        return (
            Candidate(f"swiftpip {verb}", ours, self.variables),
            Candidate(f"uv pip {verb}", uvs, self.variables),
            Candidate(f"pip {verb}", pips, self.variables),
        )


# --- Folders ----------------------------------------------------------------------------------


class Folders:
    """Gives away new folders; where it may be removes what was given before."""

    def __init__(self, parent: Path, keeps: bool) -> None:
        self.parent = parent
        self.keeps = keeps
        self.count = 0

    def next(self, name: str) -> Path:
        if self.keeps:
            os.sync()
        elif self.count:
            shutil.rmtree(self.parent / f"{name}-{self.count - 1}", ignore_errors=True)
            for old in self.parent.glob(f"{name}-*"):
                shutil.rmtree(old, ignore_errors=True)
        path = self.parent / f"{name}-{self.count}"
        self.count += 1
        return path


# --- Measuring --------------------------------------------------------------------------------


def measure_restore(place: Place, parent: Path, what: str, pairs: int, keeps: bool) -> Report:
    """Measures restoring beside installing: with an empty cache, and with one that has everything."""
    folders = Folders(parent, keeps)
    times: Dict[str, List[float]] = {}
    most = 0

    def note(name: str, candidate: Candidate, counts: bool) -> None:
        nonlocal most
        run = finished_run(candidate)
        if candidate.name == RESTORE:
            most = max(most, run.peak_memory)
        if counts:
            times.setdefault(f"{name}, {what}", []).append(run.seconds)

    progress(f"restoring {what}, {pairs} runs of each, cold")
    for number in range(-1, pairs):
        ours = place.restore(folders.next("ours"), folders.next("our-cache"))
        note(f"{RESTORE}, cold", ours, number >= 0)
        target, cache = folders.next("theirs"), folders.next("their-cache")
        make_bare(target, place.folder)
        note(f"{UV}, cold", place.uv_install(target, cache), number >= 0)
    progress(f"restoring {what}, {pairs} runs of each, warm")
    our_cache, their_cache = parent / "our-warm-cache", parent / "their-warm-cache"
    for number in range(-1, pairs):
        note(f"{RESTORE}, warm", place.restore(folders.next("ours"), our_cache), number >= 0)
        target = folders.next("theirs")
        make_bare(target, place.folder)
        note(f"{UV}, warm", place.uv_install(target, their_cache), number >= 0)
    report = Report(times, [])
    report.bars += [
        Bar(f"{RESTORE}, cold, {what}", f"{UV}, cold, {what}", MOST_OF_UV_COLD),
        Bar(f"{RESTORE}, warm, {what}", f"{UV}, warm, {what}", MOST_OF_UV_WARM),
    ]
    report.limits.append(
        Limit(f"the memory of restoring {what}", most / 1e6, MOST_MEGABYTES, " MB")
    )
    report.flaws += differences(parent, folders, what)
    return report


def differences(parent: Path, folders: Folders, what: str) -> List[str]:
    """Returns where the last environments of both have other modules."""
    ours = max(parent.glob("ours-*"), key=lambda path: int(path.name.split("-")[1]))
    theirs = max(parent.glob("theirs-*"), key=lambda path: int(path.name.split("-")[1]))
    found = dict(modules(ours)), dict(modules(theirs))
    names = sorted(name for name in {*found[0], *found[1]} if found[0].get(name) != found[1].get(name))
    return [f"{what}: uv installs another {name}" for name in names[:3]]


def modules(prefix: Path) -> Iterator[Tuple[str, int]]:
    """Yields the files below the folders of modules, and their sizes, but for those of installers."""
    for library in sorted((prefix / "lib").glob("python*/site-packages")):
        for folder, _, names in os.walk(library):
            for name in names:
                path = Path(folder) / name
                if path.name in OF_INSTALLERS or path.suffix == ".pyc":
                    continue
                yield str(path.relative_to(library)), path.stat().st_size


def measure_pip(place: Place, parent: Path, cold: str) -> Report:
    """Measures pip at the same, and judges the restoring that was measured before."""
    times: List[float] = []
    progress(f"installing with pip, {RUNS_OF_PIP} runs")
    for number in range(RUNS_OF_PIP):
        target = parent / f"by-pip-{number}"
        make_bare(target, place.folder)
        times.append(finished_run(place.pip_install(target)).seconds)
        shutil.rmtree(target)
    return Report({PIP: times}, [Bar(cold, PIP, MOST_OF_PIP)])


def measure_reading(place: Place, pairs: int) -> Report:
    """Measures what is asked of an environment."""
    report = Report({}, [])
    for verb in ("list", "freeze", "check"):
        progress(f"{verb}, {pairs} runs of each")
        trio = place.reading(verb)
        for number in range(-1, pairs):
            for candidate in trio:
                if candidate.name.startswith("pip ") and number >= RUNS_OF_PIP:
                    continue
                seconds = finished_run(candidate).seconds
                if number >= 0:
                    report.times.setdefault(candidate.name, []).append(seconds)
        ours, uvs, pips = [candidate.name for candidate in trio]
        report.bars += [
            Bar(ours, uvs, MOST_OF_UV_READING),
            Bar(ours, pips, MOST_OF_PIP_READING),
        ]
    return report


# --- What is measured -------------------------------------------------------------------------


def prepared(folder: Path, options: Options, uv: Path, pip: Pip, wheels: Sequence[Path]) -> Place:
    """Makes an environment of some wheels, and captures it."""
    offer = folder / "wheels"
    offer.mkdir()
    for wheel in wheels:
        shutil.copyfile(wheel, offer / wheel.name)
    requirements = folder / "requirements.txt"
    requirements.write_text(
        "".join(f"{pinned(wheel)}\n" for wheel in wheels)
    )
    program = Path(shutil.copy2(options.binary, folder / "swiftpip"))
    prefix = folder / "environment"
    make_bare(prefix, folder)
    python = ["--python", str(prefix / "bin" / "python")]
    install = [str(program), "install", "--no-deps", "--no-cache-dir", *python]
    install += ["--find-links", str(offer), "-r", str(requirements)]
    run_quietly(install, folder)
    capture = folder / "environment.swiftpip"
    run_quietly(
        [str(program), "env", "capture", str(capture), "--no-cache-dir", *python]
        + ["--find-links", str(offer)],
        folder,
    )
    return Place(folder, program, uv, pip.program, offer, requirements, capture, prefix)


def run(options: Options) -> Report:
    """Makes an environment of real wheels, and measures there."""
    progress("making environments with the newest uv and pip")
    environment, versions = peers()
    pip = Pip(*peer())
    wheels = downloaded_wheels(pip, REQUIREMENTS, FEWEST_WHEELS)[: WHEELS_IN_SMOKE if options.is_smoke else None]
    if not MEMORY.is_dir():
        fail(f"there is no file system in memory at {MEMORY}")
    pairs = min(options.pairs, 11)
    with tempfile.TemporaryDirectory(prefix="swiftpip-bench-", dir=MEMORY) as name:
        folder = Path(name).resolve()
        place = prepared(folder, options, environment / "bin" / "uv", pip, wheels)
        memory = measure_restore(place, folder, "in memory", pairs, keeps=False)
        reports = [memory, measure_pip(place, folder, f"{RESTORE}, cold, in memory")]
        reports.append(measure_reading(place, pairs))
        if not options.is_smoke:
            on_disk = tempfile.mkdtemp(prefix="swiftpip-bench-", dir=scratch() / "bench")
            try:
                disk = Path(on_disk).resolve()
                reports.append(measure_restore(place, disk, "on a disk", min(pairs, 7), keeps=True))
            finally:
                shutil.rmtree(on_disk)
    report = merged(reports)
    report.notes.insert(0, f"peers: {versions}; {len(wheels)} wheels")
    return report
