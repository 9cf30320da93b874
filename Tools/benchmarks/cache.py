"""The cache: `swiftpip cache info` on caches of many files, beside `du -s` and `pip cache info`.

It is faster than both, needs no more memory for more files, and says what pip says.
"""

import json
import math
import re
import shutil
import statistics
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, List, Sequence, Tuple

from benchmarks.measure import (
    FEWEST_PAIRS,
    Bar,
    Candidate,
    Limit,
    Options,
    Report,
    finished_run,
    interleaved,
    progress,
)
from workbench.cachetree import Recipe, Trees, files_of, opened_trees
from workbench.foldermemory import GRAIN
from workbench.places import bare_environment, fail, needed_program, scratch
from workbench.registry import Registry, make_environment, version_of

BARS = [
    Bar("swiftpip cache info", "du -s", 1.0),
    Bar("swiftpip cache info", "pip cache info", 1 / 20),
]
MOST_MEGABYTES = 64.0
STEEPEST = 1.05
# How often the largest cache is looked through for the memory that it takes.
MEMORY_RUNS = 3
# So many responses are in the caches whose totals are compared: from few enough for pip to write
# their size to the byte, to so many that it writes megabytes.
TRUTHS = (1, 4, 40, 4000)


@dataclass(frozen=True)
class Sizes:
    """How many files there are: beside the peers, and as the cache grows."""

    beside_peers: int
    growing: Tuple[int, ...]

    @property
    def files(self) -> int:
        """About how many that is together, small caches aside."""
        return self.beside_peers + sum(self.growing)


FULL = Sizes(200_000, (10_000, 100_000, 1_000_000))
SMOKE = Sizes(10_000, (1_000, 10_000, 50_000))


@dataclass(frozen=True)
class Totals:
    """What `pip cache info` tells."""

    http_files: int
    http_size: str
    wheels: int
    wheels_size: str


@dataclass(frozen=True)
class Programs:
    """What is measured, and the home that it runs with."""

    swiftpip: Path
    pip: Path
    home: Path

    def swiftpip_info(self, tree: Path, name: str = "swiftpip cache info") -> Candidate:
        return self.candidate(name, str(self.swiftpip), "cache", "info", "--cache-dir", str(tree))

    def pip_info(self, tree: Path) -> Candidate:
        command = (str(self.pip), "cache", "info", "--cache-dir", str(tree))
        return self.candidate("pip cache info", *command)

    def du(self, tree: Path) -> Candidate:
        return self.candidate("du -s", needed_program("du"), "-s", str(tree))

    def candidate(self, name: str, *command: str) -> Candidate:
        return Candidate(name, command, bare_environment(self.home))


def recipe(files: int) -> Recipe:
    """Returns a cache of so many files in `http-v2`, and a few beside them."""
    responses = files // 2
    return Recipe(responses, wheels=responses // 500, states=responses // 2000)


def truth_recipe(responses: int) -> Recipe:
    """Returns a cache with all that pip adds up: old responses and temporary files as well."""
    return Recipe(
        responses,
        old_responses=responses // 2,
        leftovers=responses // 4,
        wheels=responses // 3,
        states=2,
    )


def peer() -> Tuple[Path, str]:
    """Returns the newest pip of the registry, and its version."""
    registry = Registry(scratch() / "bench")
    wheel = registry.wheel("pip")
    version = version_of(wheel)
    folder = registry.folder / f"pip-{version}"
    make_environment(folder, wheel)
    return folder / "bin" / "pip", version


def answer(candidate: Candidate, *options: str) -> bytes:
    """Returns what a command says, which must end well."""
    command = [*candidate.command, *options]
    result = subprocess.run(
        command, env=candidate.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
    )
    if result.returncode != 0:
        fail(f"{' '.join(command)} ended with {result.returncode}")
    return result.stdout


def areas_of(output: bytes) -> Dict[str, Dict[str, Any]]:
    """Reads the areas of an answer of swiftpip, and their total."""
    try:
        result = json.loads(output)["result"]
        return {**{area["name"]: area for area in result["areas"]}, "total": result["total"]}
    except (ValueError, KeyError, TypeError):
        fail(f"cache info said {output[:400]!r}")


def format_size(size: int) -> str:
    """Returns a number of bytes as pip writes it (`pip/_internal/utils/misc.py`)."""
    if size > 1_000_000:
        return f"{size / 1000 / 1000:.1f} MB"
    if size > 10_000:
        return f"{size // 1000} kB"
    if size > 1000:
        return f"{size / 1000:.1f} kB"
    return f"{size} bytes"


def totals_of_swiftpip(areas: Dict[str, Dict[str, Any]]) -> Totals:
    """Returns what pip would tell; no leftover is elsewhere than among responses."""
    responses = [areas[name] for name in ("http-v2", "http", "leftovers")]
    return Totals(
        http_files=sum(area["files"] for area in responses),
        http_size=format_size(sum(area["bytes"] for area in responses)),
        wheels=areas["wheels"]["entries"],
        wheels_size=format_size(areas["wheels"]["bytes"]),
    )


def totals_of_pip(output: bytes) -> Totals:
    """Reads what pip tells."""
    text = output.decode(errors="replace")
    facts = dict(re.findall(r"^([^:\n]+): (.*)$", text, re.MULTILINE))
    try:
        return Totals(
            http_files=int(facts["Number of HTTP files"]),
            http_size=facts["Package index page cache size"],
            wheels=int(facts["Number of locally built wheels"]),
            wheels_size=facts["Locally built wheels size"],
        )
    except (ValueError, KeyError):
        fail(f"pip cache info said {text[:400]!r}")


def remembered(programs: Programs, trees: Trees, recipes: Sequence[Recipe]) -> List[Path]:
    """Returns caches as they are when swiftpip has been there before.

    `cache info` writes what it remembers after it has counted, and nothing of what has just
    changed: the first runs tell of less than du finds when they are over, and take longer than any
    that follow.
    """
    paths = [trees.tree(recipe) for recipe in recipes]
    time.sleep(GRAIN)
    for path in paths:
        answer(programs.swiftpip_info(path))
    return paths


def flaws_of_answers(programs: Programs, tree: Path, recipe: Recipe) -> List[str]:
    """Returns where swiftpip does not say what pip says, what du says, and what was written."""
    areas = areas_of(answer(programs.swiftpip_info(tree), "--format", "json"))
    ours, theirs = totals_of_swiftpip(areas), totals_of_pip(answer(programs.pip_info(tree)))
    flaws = []
    if ours != theirs:
        flaws.append(f"{recipe.files:,} files: pip says {theirs}, swiftpip {ours}")
    # What swiftpip remembers is kept in the cache as well, and is not of the recipe.
    seen = [areas["total"][count] - areas["swiftpip"][count] for count in ("files", "bytes")]
    written = [recipe.files, sum(len(file.content) for file in files_of(recipe))]
    if seen != written:
        flaws.append(f"files and bytes were {written}, swiftpip says {seen}")
    on_disk = areas["total"]["bytesOnDisk"] // 1024
    du = programs.candidate("du -sk", needed_program("du"), "-sk", str(tree))
    kilobytes = int(answer(du).split()[0])
    if on_disk != kilobytes:
        flaws.append(f"{recipe.files:,} files: du says {kilobytes} kB on disk, swiftpip {on_disk}")
    return flaws


def exponent(points: Sequence[Tuple[float, float]]) -> float:
    """Returns with which power of x y grows: the slope of the logarithms, by least squares."""
    logarithms = [(math.log(x), math.log(y)) for x, y in points]
    middle_x = statistics.mean(x for x, _ in logarithms)
    middle_y = statistics.mean(y for _, y in logarithms)
    rise = sum((x - middle_x) * (y - middle_y) for x, y in logarithms)
    return rise / sum((x - middle_x) ** 2 for x, _ in logarithms)


def measure_growth(
    programs: Programs, trees: Trees, recipes: Sequence[Recipe]
) -> Tuple[Dict[str, List[float]], Limit]:
    """Measures caches of some sizes in turn, and how steeply the time grows."""
    candidates = [
        programs.swiftpip_info(tree, f"cache info, {recipe.files:,} files")
        for tree, recipe in zip(remembered(programs, trees, recipes), recipes)
    ]
    progress(f"measuring {FEWEST_PAIRS} runs of each size")
    times = interleaved(candidates, FEWEST_PAIRS)
    medians = [statistics.median(times[candidate.name]) for candidate in candidates]
    steepness = exponent(list(zip((recipe.files for recipe in recipes), medians)))
    limit = Limit("the exponent of the time", steepness, STEEPEST, is_made_of_times=True)
    return times, limit


def measure_memory(programs: Programs, tree: Path, files: int) -> Limit:
    """Measures the memory that a cache takes."""
    candidate = programs.swiftpip_info(tree)
    peak = max(finished_run(candidate).peak_memory for _ in range(MEMORY_RUNS))
    return Limit(f"the memory for {files:,} files", peak / 1e6, MOST_MEGABYTES, " MB")


def measure(programs: Programs, trees: Trees, sizes: Sizes, pairs: int) -> Report:
    """Compares what is said, then measures."""
    truths = [truth_recipe(responses) for responses in TRUTHS]
    beside_peers = recipe(sizes.beside_peers)
    flaws: List[str] = []
    compared = [*truths, beside_peers]
    compared_trees = remembered(programs, trees, compared)
    for tree, each in zip(compared_trees, compared):
        flaws += flaws_of_answers(programs, tree, each)
    tree = compared_trees[-1]
    candidates = [programs.swiftpip_info(tree), programs.du(tree), programs.pip_info(tree)]
    progress(f"measuring {pairs} runs of each beside the peers")
    times = interleaved(candidates, pairs)
    growing = [recipe(files) for files in sizes.growing]
    growth, steepness = measure_growth(programs, trees, growing)
    memory = measure_memory(programs, trees.tree(growing[-1]), growing[-1].files)
    verdict = "the same totals as pip, du and the recipe" if not flaws else "see below"
    notes = [
        f"{beside_peers.files:,} files beside the peers, in {trees.folder.parent}",
        f"{len(truths) + 1} caches: {verdict}",
    ]
    return Report({**times, **growth}, BARS, flaws, notes, [steepness, memory])


def run(options: Options) -> Report:
    """Makes a place for caches and measures there."""
    sizes = SMOKE if options.is_smoke else FULL
    progress("making an environment with the newest pip")
    pip, version = peer()
    folder = scratch() / "bench" / "trees"
    with tempfile.TemporaryDirectory(prefix="swiftpip-bench-") as name:
        home = Path(name).resolve()
        # Written in one go, as users have it: see the start-up.
        programs = Programs(Path(shutil.copy2(options.binary, home / "swiftpip")), pip, home)
        with opened_trees(folder, sizes.files) as trees:
            report = measure(programs, trees, sizes, options.pairs)
    report.notes.insert(0, f"peer: pip {version}")
    return report
