"""Snapshots: `swiftpip cache export`, `import` and `inspect`, beside tar with zstd, and bsdtar.

Everything is in memory: what a disk does does not disturb there. Two kinds of caches: real wheels and
pages, which do not compress, and what is in these wheels, many small files that do.
"""

import hashlib
import os
import shutil
import statistics
import subprocess
import tempfile
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Dict, Iterator, List, Optional, Sequence, Tuple

from benchmarks.cache import exponent, peer
from benchmarks.list import FULL, SMOKE, Pip, downloaded_wheels, stock_of
from benchmarks.measure import (
    FEWEST_PAIRS,
    Bar,
    Candidate,
    Limit,
    Options,
    Report,
    finished_run,
    progress,
)
from workbench.cachetree import MEMORY, Recipe, remove_tree, write_tree
from workbench.places import bare_environment, fail, needed_program, scratch
from workbench.response import folder_of, key_of, packed_response

EXPORT, PACK = "swiftpip cache export", "tar | zstd -3 -T0"
IMPORT, UNPACK = "swiftpip cache import", "bsdtar -x"
INSPECT = "swiftpip cache inspect"
MOST_OF_PACKING = 0.8
MOST_OF_UNPACKING_WHEELS, MOST_OF_UNPACKING_FILES = 1.25, 0.7
MOST_MEGABYTES_OUT, MOST_MEGABYTES_IN = 96.0, 64.0
MOST_MILLISECONDS = 20.0
STEEPEST = 1.05
# The wheels are there once more, as from another index, until they are so many bytes.
FEWEST_BYTES = 500_000_000
SMALL_FILES, SMALL_FILES_IN_SMOKE = 25_000, 500
LARGEST_SMALL_FILE = 2_000_000
GROWTH = (100, 1_000, 10_000, 100_000)
GROWTH_IN_SMOKE = (100, 400, 1_600)
MANY_BYTES, PART_BYTES = 20 << 30, 4 << 30
PIECE = 1 << 20
# A user and a group that nobody is.
ANOTHER = 12_345
HEADERS = {"Content-Type": "application/octet-stream", "Date": "Sat, 01 Aug 2026 00:00:00 GMT"}
HEAD = packed_response(HEADERS, {})


@dataclass(frozen=True)
class Place:
    """Where caches and archives are, and what works on them."""

    folder: Path
    swiftpip: Path
    # Where nobody says which environment is meant, some Python is asked.
    prefix: Path

    def run(self, name: str, verb: str, *arguments: str, cache: Path) -> Candidate:
        """Returns a command about a cache."""
        command = (str(self.swiftpip), "cache", verb, *arguments, "--cache-dir", str(cache))
        variables = {**bare_environment(self.folder), "VIRTUAL_ENV": str(self.prefix)}
        return Candidate(name, command, variables)

    def export(self, cache: Path, file: Path, *options: str) -> Candidate:
        exact = ("--redact", "exact", "--allow-secrets")
        return self.run(EXPORT, "export", str(file), *exact, *options, cache=cache)

    def taking(self, file: Path, cache: Path, *options: str) -> Candidate:
        return self.run(IMPORT, "import", str(file), *options, cache=cache)

    def shell(self, name: str, script: str) -> Candidate:
        return Candidate(name, ("/bin/sh", "-c", script), bare_environment(self.folder))

    def pack(self, cache: Path, file: Path) -> Candidate:
        """Returns what users would do instead, without what swiftpip remembers."""
        areas = " ".join(name for name in ("http-v2", "wheels") if (cache / name).is_dir())
        script = f"tar -C {cache} -cf - {areas} | zstd -3 -T0 -q -f -o {file}"
        return self.shell(PACK, script)

    def unpack(self, file: Path, folder: Path) -> Candidate:
        return self.shell(UNPACK, f"mkdir {folder} && bsdtar -x -f {file} -C {folder}")


# --- Caches -----------------------------------------------------------------------------------


def store(tree: Path, key: str, body: bytes) -> None:
    """Adds a response to a cache."""
    folder = tree / folder_of("http-v2", key)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / key).write_bytes(HEAD)
    (folder / f"{key}.body").write_bytes(body)


def bytes_in(tree: Path) -> int:
    """Returns how many bytes the files of a cache have."""
    return sum(file.stat().st_size for file in tree.rglob("*") if file.is_file())


def cache_of_wheels(source: Path, tree: Path, fewest: int) -> None:
    """Copies a cache, and its responses once more under other keys until it has so many bytes."""
    areas = ("http-v2", "wheels")
    for area in areas:
        shutil.copytree(source / area, tree / area)
    bodies = sorted((source / "http-v2").rglob("*.body"))
    size = bytes_in(tree)
    mirror = 0
    while size < fewest:
        mirror += 1
        for body in bodies:
            key = key_of(f"{mirror} {body.stem}")
            folder = tree / folder_of("http-v2", key)
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(body, folder / f"{key}.body")
            shutil.copyfile(body.with_suffix(""), folder / key)
            size += body.stat().st_size


def small_contents(wheels: Sequence[Path], count: int) -> Iterator[bytes]:
    """Yields what is in wheels, file by file: modules, data, libraries that are not large."""
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            for member in archive.infolist():
                if member.is_dir() or member.file_size > LARGEST_SMALL_FILE:
                    continue
                yield archive.read(member)
                count -= 1
                if count == 0:
                    return


def cache_of_small_files(wheels: Sequence[Path], tree: Path, count: int) -> int:
    """Makes a cache of many files that compress well; returns how many there are."""
    made = 0
    for content in small_contents(wheels, count):
        store(tree, key_of(f"small {made}"), content)
        made += 1
    return made


# --- Measuring --------------------------------------------------------------------------------


@dataclass
class Trial:
    """A command, and what is removed before each of its runs."""

    candidate: Candidate
    before: Callable[[], None]


def in_turn(trials: Sequence[Trial], pairs: int) -> Tuple[Dict[str, List[float]], Dict[str, int]]:
    """Measures commands, one of each in turn; returns their times, and the most memory of each."""
    times: Dict[str, List[float]] = {trial.candidate.name: [] for trial in trials}
    memory = {trial.candidate.name: 0 for trial in trials}
    for number in range(-1, pairs):
        for trial in trials:
            trial.before()
            run = finished_run(trial.candidate)
            name = trial.candidate.name
            memory[name] = max(memory[name], run.peak_memory)
            if number >= 0:
                times[name].append(run.seconds)
    return times, memory


def named(times: Dict[str, List[float]], what: str) -> Dict[str, List[float]]:
    return {f"{name}, {what}": taken for name, taken in times.items()}


def without(*paths: Path) -> Callable[[], None]:
    """Returns what removes files and folders."""

    def remove() -> None:
        for path in paths:
            if path.is_dir():
                remove_tree(path)
            else:
                path.unlink(missing_ok=True)

    return remove


def measure_pair(
    place: Place,
    cache: Path,
    what: str,
    most_of_packing: Optional[float],
    most_of_unpacking: float,
    pairs: int,
) -> Report:
    """Measures export and import of a cache beside their peers, and judges what is to be judged."""
    ours, theirs = place.folder / f"{what}.swiftpip", place.folder / f"{what}.peer"
    imported, unpacked = place.folder / "imported", place.folder / "unpacked"
    progress(f"exporting {what}, {pairs} runs of each")
    times, memory = in_turn(
        [
            Trial(place.export(cache, ours), without(ours)),
            Trial(place.pack(cache, theirs), without(theirs)),
        ],
        pairs,
    )
    report = Report(named(times, what), [])
    if most_of_packing is not None:
        report.bars.append(Bar(f"{EXPORT}, {what}", f"{PACK}, {what}", most_of_packing))
    report.limits.append(megabytes(f"the memory of an export, {what}", memory[EXPORT], out=True))
    report.notes.append(
        f"{what}: {bytes_in(cache) / 1e6:,.0f} MB, packed {ours.stat().st_size / 1e6:,.0f} MB, "
        f"by tar and zstd {theirs.stat().st_size / 1e6:,.0f} MB"
    )
    progress(f"importing {what}, {pairs} runs of each")
    times, memory = in_turn(
        [
            Trial(place.taking(ours, imported), without(imported)),
            Trial(place.unpack(ours, unpacked), without(unpacked)),
        ],
        pairs,
    )
    report.times.update(named(times, what))
    report.bars.append(Bar(f"{IMPORT}, {what}", f"{UNPACK}, {what}", most_of_unpacking))
    report.limits.append(megabytes(f"the memory of an import, {what}", memory[IMPORT], out=False))
    report.flaws += differences(imported, unpacked, what)
    without(imported, unpacked, theirs)()
    return report


def megabytes(what: str, count: int, out: bool) -> Limit:
    return Limit(what, count / 1e6, MOST_MEGABYTES_OUT if out else MOST_MEGABYTES_IN, " MB")


def differences(imported: Path, unpacked: Path, what: str) -> List[str]:
    """Returns whether an import has not the files that bsdtar unpacks."""
    shutil.rmtree(imported / "swiftpip", ignore_errors=True)
    with suppress(FileNotFoundError):
        (unpacked / "swiftpip-snapshot-1.jsonl").unlink()
    compared = subprocess.run(["diff", "-rq", imported, unpacked], stdout=subprocess.PIPE)
    lines = compared.stdout.decode(errors="replace").splitlines()
    return [f"{what}: bsdtar unpacks something else: {line}" for line in lines[:3]]


def measure_inspect(place: Place, archive: Path, pairs: int) -> Tuple[Dict[str, List[float]], Limit]:
    """Measures the look at a manifest."""
    candidate = place.run(INSPECT, "inspect", str(archive), cache=place.folder / "none")
    times, _ = in_turn([Trial(candidate, lambda: None)], pairs)
    taken = 1000 * statistics.median(times[INSPECT])
    return times, Limit("inspect", taken, MOST_MILLISECONDS, " ms", is_made_of_times=True)


def measure_growth(place: Place, sizes: Sequence[int]) -> Report:
    """Measures how time and memory grow with the number of entries."""
    report = Report({}, [])
    points: Dict[str, List[Tuple[float, float]]] = {EXPORT: [], IMPORT: []}
    for count in sizes:
        progress(f"exporting and importing {count:,} entries")
        cache, archive = place.folder / f"grown-{count}", place.folder / f"grown-{count}.swiftpip"
        imported = place.folder / "imported"
        write_tree(cache, Recipe(count))
        times, memory = in_turn(
            [
                Trial(place.export(cache, archive), without(archive)),
                Trial(place.taking(archive, imported), without(imported)),
            ],
            FEWEST_PAIRS if count < 50_000 else 3,
        )
        report.times.update(named(times, f"{count:,} entries"))
        for name, taken in times.items():
            points[name].append((count, statistics.median(taken)))
        if count == sizes[-1]:
            for name, out in ((EXPORT, True), (IMPORT, False)):
                what = f"the memory of {name.split()[-1]} at {count:,} entries"
                report.limits.append(megabytes(what, memory[name], out))
        without(cache, archive, imported)()
    for name, measured in points.items():
        report.limits.append(
            Limit(
                f"the exponent of {name.split()[-1]}",
                exponent(measured),
                STEEPEST,
                is_made_of_times=True,
            )
        )
    return report


def measure_many_bytes(place: Place) -> Report:
    """Measures the memory at very much content, on a disk: files of zeros, which take no room."""
    report = Report({}, [])
    with tempfile.TemporaryDirectory(prefix="swiftpip-bench-", dir=scratch()) as name:
        folder = Path(name).resolve()
        cache, archive, imported = folder / "cache", folder / "archive", folder / "imported"
        progress(f"exporting and importing {MANY_BYTES / 1e9:.0f} GB")
        for number in range(MANY_BYTES // PART_BYTES):
            key = key_of(f"large {number}")
            store(cache, key, b"")
            os.truncate(cache / folder_of("http-v2", key) / f"{key}.body", PART_BYTES)
        export = finished_run(place.export(cache, archive))
        taken = finished_run(place.taking(archive, imported))
        report.limits += [
            megabytes(f"the memory of export at {MANY_BYTES / 1e9:.0f} GB", export.peak_memory, True),
            megabytes(f"the memory of import at {MANY_BYTES / 1e9:.0f} GB", taken.peak_memory, False),
        ]
        report.notes.append(
            f"{MANY_BYTES / 1e9:.0f} GB: exported in {export.seconds:.0f} s, "
            f"imported in {taken.seconds:.0f} s"
        )
    return report


# --- The same content, the same bytes -----------------------------------------------------------


def flaws_of_bytes(place: Place, cache: Path) -> List[str]:
    """Returns where the same content does not give the same file."""
    other = place.folder / "another-place"
    # In another order, at another time, for others.
    for file in sorted(cache.rglob("*"), reverse=True):
        relative = file.relative_to(cache)
        if file.is_file() and relative.parts[0] != "swiftpip":
            copy = other / relative
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)
            os.utime(copy, (1e9, 1e9))
            copy.chmod(0o600)
            if os.geteuid() == 0:
                os.chown(copy, ANOTHER, ANOTHER)
    digests = {}
    files = {name: place.folder / f"bytes-{name}" for name in ("plain", "other", "one-processor")}
    finished_run(place.export(cache, files["plain"]))
    odd = place.export(other, files["other"])
    variables = {"TZ": "Asia/Tokyo", "LC_ALL": "C", "LANG": "tr_TR.UTF-8"}
    script = 'umask 077; exec "$@"'
    command = ("/bin/sh", "-c", script, "sh", *odd.command)
    finished_run(Candidate("other", command, {**odd.environment, **variables}))
    one = place.export(cache, files["one-processor"])
    command = (needed_program("taskset"), "-c", "0", *one.command)
    finished_run(Candidate("one", command, one.environment))
    for name, file in files.items():
        digests[name] = sha256(file)
    without(other, *files.values())()
    different = sorted(name for name, digest in digests.items() if digest != digests["plain"])
    return [f"the same content gives another file: {name}" for name in different]


def sha256(file: Path) -> str:
    """Hashes a file that may be too large for the memory."""
    digest = hashlib.sha256()
    with open(file, "rb") as opened:
        while piece := opened.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def run(options: Options) -> Report:
    """Makes caches, and measures there."""
    for program in ("bsdtar", "zstd", "tar"):
        needed_program(program)
    sizes = SMOKE if options.is_smoke else FULL
    progress("making an environment with the newest pip")
    pip = Pip(*peer())
    wheels = downloaded_wheels(pip)
    stock = stock_of(pip, wheels, sizes, (scratch() / "bench" / "lists").resolve())
    if not MEMORY.is_dir():
        fail(f"there is no file system in memory at {MEMORY}")
    pairs = min(options.pairs, 11)
    with tempfile.TemporaryDirectory(prefix="swiftpip-bench-", dir=MEMORY) as name:
        folder = Path(name).resolve()
        program = Path(shutil.copy2(options.binary, folder / "swiftpip"))
        place = Place(folder, program, pip.environment)
        big, small = folder / "wheels", folder / "files"
        progress(f"making caches in {folder}")
        cache_of_wheels(stock.tree, big, 0 if options.is_smoke else FEWEST_BYTES)
        count = SMALL_FILES_IN_SMOKE if options.is_smoke else SMALL_FILES
        cache_of_small_files(wheels, small, count)
        reports = [
            measure_pair(place, big, "wheels", MOST_OF_PACKING, MOST_OF_UNPACKING_WHEELS, pairs)
        ]
        times, limit = measure_inspect(place, folder / "wheels.swiftpip", pairs)
        reports.append(Report(times, [], limits=[limit]))
        flaws = flaws_of_bytes(place, big)
        reports.append(Report({}, [], flaws))
        without(big, folder / "wheels.swiftpip")()
        reports.append(measure_pair(place, small, "files", None, MOST_OF_UNPACKING_FILES, pairs))
        without(small, folder / "files.swiftpip")()
        reports.append(
            measure_growth(place, GROWTH_IN_SMOKE if options.is_smoke else GROWTH)
        )
        if not options.is_smoke:
            reports.append(measure_many_bytes(place))
    return merged(reports)


def merged(reports: Sequence[Report]) -> Report:
    """Returns all that some reports found."""
    whole = Report({}, [])
    for report in reports:
        whole.times.update(report.times)
        whole.bars += report.bars
        whole.flaws += report.flaws
        whole.notes += report.notes
        whole.limits += report.limits
    return whole
