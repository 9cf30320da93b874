"""The list: `swiftpip cache list` on a cache that a real pip filled, beside `pip cache list`.

The first run finds out what everything is, those that follow remember it. Every wheel has the name
that pip saved it under, and `wheels/` holds what pip says.
"""

import gzip
import hashlib
import io
import json
import os
import random
import shutil
import statistics
import tarfile
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional, Sequence, Set, Tuple

from benchmarks.cache import answer, peer
from benchmarks.measure import (
    Candidate,
    Limit,
    Options,
    Report,
    finished_run,
    interleaved,
    progress,
)
from workbench.cachetree import File, make_folders, remove_tree
from workbench.index import Index
from workbench.places import bare_environment, fail, scratch
from workbench.registry import download, pinned, run_quietly
from workbench.response import folder_of, key_of, packed_response

# What is downloaded, with all that it needs.
REQUIREMENTS = (
    "jupyter", "pandas", "scikit-learn", "django", "boto3", "sphinx", "matplotlib", "polars",
    "sqlalchemy", "celery", "fastapi", "pytest", "black", "requests", "httpx", "pydantic",
)
FEWEST_WHEELS = 150
# Built by pip from source, so that they are in `wheels/`: projects and their versions.
BUILT = (("made_here", "1.0"), ("made_there", "2.0.1"), ("made_elsewhere", "0.3.dev4"))
MOST_SECONDS_OF_CPU = 2.0
MOST_MILLISECONDS = 30.0
FIRST_RUNS = 5
FEWEST_NEXT_RUNS = 21
# To be raised whenever the same recipe gives another cache than before.
EDITION = 1
# How the index answers: pip keeps what has a tag and an age; links lead to files with both.
BEHAVIOURS = "relative/etag/maxage=600/"
SWIFTPIP, PIP = "swiftpip cache list", "pip cache list"
# Where wheels are that pip downloaded, and what they are.
DOWNLOADED = ("http-v2", "wheel")


@dataclass(frozen=True)
class Sizes:
    """How many wheels there are, None for all that were downloaded; and how many pages."""

    wheels: Optional[int]
    pages: int


FULL = Sizes(None, 2_000)
SMOKE = Sizes(10, 100)


@dataclass(frozen=True)
class Recipe:
    """What a cache consists of: whoever wrote it, wheels with their sizes, and pages."""

    pip: str
    wheels: Dict[str, int]
    pages: int
    seed: int = 1

    @property
    def text(self) -> str:
        """All that decides what is made."""
        return json.dumps({"edition": EDITION, **asdict(self)}, sort_keys=True)


@dataclass(frozen=True)
class Stock:
    """A cache, the index that it came from, and which content is which wheel."""

    tree: Path
    index: str
    names: Dict[str, str]


@dataclass(frozen=True)
class Pip:
    """A real pip: the program in its environment."""

    program: Path
    version: str

    @property
    def environment(self) -> Path:
        return self.program.parent.parent

    @property
    def command(self) -> List[str]:
        return [str(self.program), "--disable-pip-version-check"]


# --- Wheels -----------------------------------------------------------------------------------


def downloaded_wheels(
    pip: Pip, requirements: Sequence[str] = REQUIREMENTS, fewest: int = FEWEST_WHEELS
) -> List[Path]:
    """Returns real wheels, from the registry if they are not here yet."""
    digest = hashlib.sha256(" ".join(requirements).encode()).hexdigest()
    folder = scratch() / "bench" / f"downloads-{digest[:8]}"
    if not folder.is_dir():
        progress(f"downloading {len(requirements)} projects and what they need")
        download([*pip.command, "download"], requirements, folder)
    wheels = sorted(folder.glob("*.whl"))
    if len(wheels) < fewest:
        fail(f"{len(wheels)} wheels are in {folder}, at least {fewest} are needed")
    return wheels


def write_source(folder: Path, project: str, version: str) -> None:
    """Writes a source distribution that builds itself and needs nobody for that."""
    metadata = f"Metadata-Version: 2.1\nName: {project}\nVersion: {version}\n"
    wheel = "Wheel-Version: 1.0\nGenerator: bench\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    info = f"{project}-{version}.dist-info"
    members = {f"{project}.py": "", f"{info}/METADATA": metadata, f"{info}/WHEEL": wheel}
    record = "".join(f"{name},,\n" for name in [*members, f"{info}/RECORD"])
    members[f"{info}/RECORD"] = record
    backend = (
        "import os, zipfile\n\n"
        "def build_wheel(folder, config_settings=None, metadata_directory=None):\n"
        f"    name = '{project}-{version}-py3-none-any.whl'\n"
        "    with zipfile.ZipFile(os.path.join(folder, name), 'w') as archive:\n"
        f"        for member, text in {members!r}.items():\n"
        "            archive.writestr(member, text)\n"
        "    return name\n"
    )
    system = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
    files = {"PKG-INFO": metadata, "pyproject.toml": system, "backend.py": backend}
    with tarfile.open(folder / f"{project}-{version}.tar.gz", "w:gz") as archive:
        for name, text in files.items():
            member = tarfile.TarInfo(f"{project}-{version}/{name}")
            member.size = len(text.encode())
            archive.addfile(member, io.BytesIO(text.encode()))


# --- Pages ------------------------------------------------------------------------------------


def project_of_page(number: int) -> str:
    """Returns the project that a page is of."""
    return f"project-{number}"


def page(number: int, files: int) -> bytes:
    """Returns a page of an index, as public ones write them: each file with all that is known."""
    project = project_of_page(number)
    module = project.replace("-", "_")
    versions = [f"{1 + release // 10}.{release % 10}.0" for release in range(files)]
    listed = []
    for version in versions:
        name = f"{module}-{version}-py3-none-any.whl"
        digests = [hashlib.sha256(f"{kind} {name}".encode()).hexdigest() for kind in ("a", "b")]
        known = {"sha256": digests[1]}
        folders = f"{digests[0][:2]}/{digests[0][2:4]}/{digests[0][4:]}"
        listed.append(
            {
                "core-metadata": known,
                "data-dist-info-metadata": known,
                "filename": name,
                "hashes": {"sha256": digests[0]},
                "provenance": None,
                "requires-python": ">=3.9",
                "size": 1000 * number,
                "upload-time": "2026-05-06T07:08:09.101112Z",
                "url": f"https://files.example/packages/{folders}/{name}",
                "yanked": False,
            }
        )
    content = {
        "alternate-locations": [],
        "files": listed,
        "meta": {"_last-serial": number, "api-version": "1.4"},
        "name": project,
        "project-status": {"status": "active"},
        "versions": versions,
    }
    return json.dumps(content, separators=(",", ":")).encode()


def head_of_page(number: int, length: int) -> bytes:
    """Returns what pip keeps of the response that a page came with."""
    kind = "application/vnd.pypi.simple.v1+json"
    headers = {
        "Connection": "keep-alive",
        "Content-Length": str(length),
        "ETag": f'"{number:032x}"',
        "Content-Type": kind,
        "Cache-Control": "max-age=600, public",
        "Content-Encoding": "gzip",
        "Accept-Ranges": "bytes",
        "Date": "Sat, 01 Aug 2026 00:00:00 GMT",
        "Vary": "Accept, Accept-Encoding",
    }
    accepted = f"{kind}, application/vnd.pypi.simple.v1+html; q=0.1, text/html; q=0.01"
    return packed_response(headers, {"Accept": accepted, "Accept-Encoding": "gzip, deflate"})


def pages(recipe: Recipe) -> Iterator[File]:
    """Yields the files of pages: half of these have less than 10 kB unpacked, few very much."""
    dice = random.Random(recipe.seed)
    for number in range(recipe.pages):
        body = page(number, 1 + int(dice.lognormvariate(2.75, 1.3)))
        body = gzip.compress(body, 6, mtime=0)
        key = key_of(f"https://index.example/simple/{project_of_page(number)}/")
        folder = folder_of("http-v2", key)
        yield File(folder, key, head_of_page(number, len(body)))
        yield File(folder, f"{key}.body", body)


def write_pages(tree: Path, recipe: Recipe) -> None:
    """Adds pages to a cache."""
    root = os.open(tree, os.O_RDONLY | os.O_DIRECTORY)
    made: Set[str] = set()
    for file in pages(recipe):
        make_folders(root, file.folder, made)
        (tree / file.folder / file.name).write_bytes(file.content)
    os.close(root)


# --- The cache --------------------------------------------------------------------------------


def fill(pip: Pip, tree: Path, wheels: Sequence[Path], place: Path) -> str:
    """Has pip download wheels and build others with an empty cache; returns the index's address."""
    offer, target, home = [place / name for name in ("offer", "target", "home")]
    for folder in (offer, target, home):
        folder.mkdir()
    for wheel in wheels:
        (offer / wheel.name).symlink_to(wheel)
    for project, version in BUILT:
        write_source(offer, project, version)
    with Index(packages=offer) as index:
        address = index.url(BEHAVIOURS)
        options = ["--quiet", "--no-deps", "--cache-dir", str(tree), "--index-url", address]
        options += ["--trusted-host", "127.0.0.1"]
        downloaded = [pinned(wheel) for wheel in wheels]
        save = [*pip.command, "download", *options, "--dest", str(target)]
        run_quietly([*save, *downloaded], home)
        built = [f"{project}=={version}" for project, version in BUILT]
        build = [*pip.command, "wheel", *options, "--wheel-dir", str(place / "built")]
        run_quietly([*build, *built], home)
    saved = {file.name for file in target.iterdir()}
    if saved != {wheel.name for wheel in wheels}:
        fail(f"pip saved other files than were offered: {sorted(saved)}")
    return address


def names_of_bodies(tree: Path, wheels: Sequence[Path]) -> Dict[str, str]:
    """Returns which body is which wheel, byte for byte: a path in the cache, and a name."""
    known = {digest_of(wheel): wheel.name for wheel in wheels}
    bodies = {digest_of(body): body for body in tree.glob("http-v2/**/*.body")}
    missing = sorted(name for digest, name in known.items() if digest not in bodies)
    if missing:
        fail(f"pip did not cache {', '.join(missing)}")
    return {str(bodies[digest].relative_to(tree)): name for digest, name in known.items()}


def digest_of(file: Path) -> str:
    """Returns the SHA-256 of a file."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def stock_of(pip: Pip, wheels: Sequence[Path], sizes: Sizes, folder: Path) -> Stock:
    """Returns a cache, made now if it is not there or should be another."""
    chosen = wheels[: sizes.wheels]
    weights = {wheel.name: wheel.stat().st_size for wheel in chosen}
    recipe = Recipe(pip.version, weights, sizes.pages)
    tree = folder / f"cache-{len(chosen)}-{sizes.pages}"
    # Beside the tree: in it, it would be listed.
    marker = tree.with_name(f"{tree.name}.made")
    if tree.is_dir() and marker.is_file():
        made = json.loads(marker.read_text())
        if made["recipe"] == recipe.text:
            return Stock(tree, made["index"], made["names"])
    progress(f"making a cache of {len(chosen)} wheels and {sizes.pages:,} pages in {folder}")
    marker.unlink(missing_ok=True)
    remove_tree(tree)
    tree.mkdir(parents=True)
    with tempfile.TemporaryDirectory(prefix="swiftpip-bench-") as place:
        index = fill(pip, tree, chosen, Path(place).resolve())
    names = names_of_bodies(tree, chosen)
    write_pages(tree, recipe)
    draft = marker.with_name(f"{marker.name}.{os.getpid()}")
    draft.write_text(json.dumps({"recipe": recipe.text, "index": index, "names": names}))
    draft.replace(marker)
    return Stock(tree, index, names)


# --- What is said -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Programs:
    """What is measured, and the home that it runs with."""

    swiftpip: Path
    pip: Pip
    home: Path

    def swiftpip_list(self, stock: Stock, *options: str, name: str = SWIFTPIP) -> Candidate:
        """Returns the measured command: in an active environment, with the index configured."""
        environment = bare_environment(self.home)
        environment["VIRTUAL_ENV"] = str(self.pip.environment)
        environment["PATH"] = f"{self.pip.environment}/bin:{environment['PATH']}"
        environment["PIP_INDEX_URL"] = stock.index
        command = (str(self.swiftpip), "cache", "list", "--cache-dir", str(stock.tree), *options)
        return Candidate(name, command, environment)

    def pip_list(self, stock: Stock) -> Candidate:
        command = (str(self.pip.program), "cache", "list", "--cache-dir", str(stock.tree))
        return Candidate(PIP, command, bare_environment(self.home))


def forget(stock: Stock) -> None:
    """Makes the next run the first."""
    remove_tree(stock.tree / "swiftpip")


def without_index(candidate: Candidate) -> Candidate:
    """Returns the same command where nobody says which index the cache came from."""
    environment = dict(candidate.environment)
    del environment["PIP_INDEX_URL"]
    return Candidate(f"{candidate.name}, no index", candidate.command, environment)


def entries_of(candidate: Candidate, stock: Stock) -> Dict[str, Dict[str, Any]]:
    """Returns the entries that swiftpip lists, by their paths in the cache."""
    output = answer(candidate)
    try:
        entries: List[Dict[str, Any]] = json.loads(output)["result"]["entries"]
        return {os.path.relpath(entry["path"], stock.tree): entry for entry in entries}
    except (ValueError, KeyError, TypeError):
        fail(f"cache list said {output[:400]!r}")


def flaws_of_names(entries: Dict[str, Dict[str, Any]], stock: Stock) -> List[str]:
    """Returns which wheels do not have the name that pip saved them under."""
    flaws = []
    for path, name in stock.names.items():
        entry = entries.get(path)
        if entry is None:
            flaws.append(f"{name} is not listed")
        elif entry["filename"] != name:
            flaws.append(f"{name} is called {entry['filename']}")
        elif entry["filenameIsGuessed"] or entry["kind"] != "wheel":
            guessed = ", which is guessed" if entry["filenameIsGuessed"] else ""
            flaws.append(f"{name} is listed as {entry['kind']}{guessed}")
    wheels = [path for path, one in entries.items() if (one["area"], one["kind"]) == DOWNLOADED]
    flaws += [f"{path} is no wheel that pip saved" for path in wheels if path not in stock.names]
    return flaws


def flaws_of_pages(entries: Dict[str, Dict[str, Any]], pages: int) -> List[str]:
    """Returns which pages are not listed as pages of their projects."""
    found = {entry["name"] for entry in entries.values() if entry["kind"] == "index-page"}
    missing = [name for name in map(project_of_page, range(pages)) if name not in found]
    return [f"{len(missing)} pages are not listed: {', '.join(missing[:3])}"] if missing else []


def flaws_beside_pip(
    entries: Dict[str, Dict[str, Any]], programs: Programs, stock: Stock
) -> List[str]:
    """Returns where `wheels/` is not what pip says."""
    output = answer(programs.pip_list(stock), "--format", "abspath")
    theirs = {os.path.relpath(os.fsdecode(line), stock.tree) for line in output.splitlines()}
    listed = {path: one for path, one in entries.items() if one["area"] == "wheels"}
    flaws = [f"only pip lists {path}" for path in sorted(theirs - set(listed))]
    flaws += [f"pip does not list {path}" for path in sorted(set(listed) - theirs)]
    for path, entry in sorted(listed.items()):
        if entry["filename"] != os.path.basename(path):
            flaws.append(f"{path} is called {entry['filename']}")
    if len(theirs) != len(BUILT):
        flaws.append(f"pip lists {len(theirs)} wheels, it built {len(BUILT)}")
    return flaws


def flaws_of_answers(programs: Programs, stock: Stock, pages: int) -> List[str]:
    """Returns where swiftpip does not say what pip did, at first and when it remembers."""
    candidate = programs.swiftpip_list(stock, "--format", "json")
    forget(stock)
    first, then = [entries_of(candidate, stock) for _ in range(2)]
    flaws = flaws_of_names(first, stock) + flaws_of_pages(first, pages)
    flaws += flaws_beside_pip(first, programs, stock)
    different = [path for path in sorted({*first, *then}) if first.get(path) != then.get(path)]
    flaws += [f"the second answer is another about {path}" for path in different]
    # Nobody says which links are meant: then the contents tell.
    forget(stock)
    unknown = entries_of(without_index(candidate), stock)
    flaws += [f"without an index {flaw}" for flaw in flaws_of_names(unknown, stock)]
    return flaws


# --- Measuring --------------------------------------------------------------------------------


def first_runs(candidate: Candidate, stock: Stock) -> Tuple[List[float], List[float]]:
    """Measures runs that remember nothing: seconds on the wall, and of the processors."""
    walls, processors = [], []
    for _ in range(FIRST_RUNS):
        forget(stock)
        run = finished_run(candidate)
        walls.append(run.seconds)
        processors.append(run.processor_seconds)
    return walls, processors


def measure(programs: Programs, stock: Stock, sizes: Sizes, pairs: int) -> Report:
    """Compares what is said, then measures."""
    flaws = flaws_of_answers(programs, stock, sizes.pages)
    candidate = programs.swiftpip_list(stock)
    progress(f"measuring {FIRST_RUNS} first runs, with the index and without")
    unknown_walls, unknown_processors = first_runs(without_index(candidate), stock)
    walls, processors = first_runs(candidate, stock)
    progress(f"measuring {pairs} runs of each that follow")
    as_json = programs.swiftpip_list(stock, "--format", "json", name=f"{SWIFTPIP}, JSON")
    times = interleaved([candidate, as_json, programs.pip_list(stock)], pairs)
    next_run = 1000 * statistics.median(times[SWIFTPIP])
    limits = [
        Limit(
            "the CPU time of a first list",
            statistics.median(processors),
            MOST_SECONDS_OF_CPU,
            " s",
            is_made_of_times=True,
        ),
        Limit("a next list", next_run, MOST_MILLISECONDS, " ms", is_made_of_times=True),
    ]
    verdict = "named as pip named it" if not flaws else "see below"
    notes = [
        f"{len(stock.names)} wheels, {sizes.pages:,} pages: {verdict}",
        f"CPU time where no index is known: {statistics.median(unknown_processors):.3f} s",
    ]
    first = {"first list": walls, "first list, no index": unknown_walls}
    return Report({**first, **times}, [], flaws, notes, limits)


def run(options: Options) -> Report:
    """Makes a cache, once, and measures there."""
    sizes = SMOKE if options.is_smoke else FULL
    pairs = options.pairs if options.is_smoke else max(options.pairs, FEWEST_NEXT_RUNS)
    progress("making an environment with the newest pip")
    pip = Pip(*peer())
    wheels = downloaded_wheels(pip)
    stock = stock_of(pip, wheels, sizes, (scratch() / "bench" / "lists").resolve())
    with tempfile.TemporaryDirectory(prefix="swiftpip-bench-") as name:
        home = Path(name).resolve()
        # Written in one go, as users have it: see the start-up.
        programs = Programs(Path(shutil.copy2(options.binary, home / "swiftpip")), pip, home)
        report = measure(programs, stock, sizes, pairs)
    report.notes.insert(0, f"peer: pip {pip.version}")
    return report
