"""Real pips install from one cache, which swiftpip prunes, verifies and lists all the time.

Each round makes half of the entries old and lets pips install into fresh environments. No pip may
fail, install other bytes than the index has, or warn; and the trial proves something only if pips
do take from the cache what prune has left, and prune does remove entries.
"""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import threading
import time
import zipfile
from collections import Counter
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Optional, Sequence, Tuple

from workbench.foldermemory import flaws_of_memories
from workbench.index import Index
from workbench.places import bare_environment
from workbench.registry import (
    Registry,
    make_bare,
    make_environment,
    pips_folder,
    version_of,
)
from workbench.selfcheck import age
from workbench.statefile import DAY, HOUR
from workbench.wheel import description, packed_wheel, wheel_name

AT_ONCE = 4
LIMIT = 120.0
# At most so long is between two runs of a command, so that pips get their share of the machine.
SHORT_PAUSE = 0.1
# And so long before a prune, or all that is old would be gone before a pip could be at it.
LONG_PAUSE = 2.0
# Within so many seconds pips start: each is now and then the first to need an entry.
SPREAD = 1.0
SHOWN_FAILURES = 20
SHOWN_LINES = 30
SHOWN_CHARACTERS = 600
# So many failures of one command are kept.
KEPT_FAILURES = 5
# From as far as an index is: what pips keep as it is for long, what they ask about each time, and
# compressed pages that they ask about each time, with files that they do not keep. Who is told that
# nothing changed must find what was asked about, and with its headers.
INDEXES = (
    "relative/etag/maxage=600/slow=0.05/",
    "relative/etag/maxage=0/slow=0.05/",
    "gzip/etag/maxage=0/slow=0.05/",
)
# Removed for their age, and removed because the cache is too large: both are past the grace.
AGES = (3 * DAY, 2 * HOUR)
# Since 23.3 pip keeps a response in two files, which is what removing has to be careful with. That
# one itself takes a head for an entry whose body is still being written (pypa/pip#12361).
FIRST_TO_SHARE = (23, 3, 1)
KEY = re.compile(r"[0-9a-f]{56}")
FROM_CACHE = re.compile(r"^ *Using cached \S+\.whl \(", re.MULTILINE)
DOWNLOADED = re.compile(r"^ *Downloading \S+\.whl \(", re.MULTILINE)
# A pip to which nothing happens says none of this.
SUSPICIOUS = re.compile(r"warning|deserialization|corrupt|hash|traceback", re.IGNORECASE)


# --- What there is to install -----------------------------------------------------------------


@dataclass(frozen=True)
class Wheel:
    """A wheel that is made up: a module, so many bytes of noise, and what it depends on."""

    name: str
    noise: int = 0
    needs: Tuple[str, ...] = ()

    def members(self) -> Dict[str, bytes]:
        """Returns its files, `RECORD` aside: the same ones each time."""
        return {
            f"{self.name}/__init__.py": f'NAME = "{self.name}"\n'.encode(),
            f"{self.name}/noise": random.Random(self.name).randbytes(self.noise),
            **description(self.name, self.needs),
        }

    def write(self, folder: Path) -> None:
        """Writes the wheel into a folder."""
        content = packed_wheel(self.name, self.members(), zipfile.ZIP_DEFLATED)
        (folder / wheel_name(self.name)).write_bytes(content)


EVERYTHING = "workshop"
# More than a megabyte together, so that there is always something to prune.
WHEELS = (
    Wheel(EVERYTHING, 100, ("anvil", "bench", "chisel", "drill", "easel", "forge")),
    Wheel("anvil", 400_000, ("hammer",)),
    Wheel("bench", 20, ("glue", "jig")),
    Wheel("chisel", 300_000),
    Wheel("drill", 150_000, ("jig",)),
    Wheel("easel", 5_000, ("glue",)),
    Wheel("forge", 500_000, ("hammer", "iron")),
    Wheel("glue"),
    Wheel("hammer", 70_000, ("iron", "knob")),
    Wheel("iron", 250_000),
    Wheel("jig", 1_000, ("knob",)),
    Wheel("knob"),
)


# --- Processes --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ending:
    """How a process ended; `status` is None where it had to be ended."""

    status: Optional[int]
    output: str
    errors: str

    def __str__(self) -> str:
        how = f"not done after {LIMIT:.0f} s"
        if self.status is not None:
            how = f"exit status {self.status}"
        lines = (self.output + self.errors).splitlines()[-SHOWN_LINES:]
        return "\n  ".join([how, *(line[:SHOWN_CHARACTERS] for line in lines)])


@dataclass(frozen=True)
class Place:
    """One cache and one home that everybody shares, and the program that is tried."""

    folder: Path
    binary: Path

    @property
    def cache(self) -> Path:
        return self.folder / "cache"

    @property
    def home(self) -> Path:
        return self.folder / "home"

    def run(self, *command: str) -> Ending:
        """Runs a command to its end, without settings of the caller."""
        process = subprocess.Popen(
            command,
            cwd=self.home,
            env=bare_environment(self.home),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        status: Optional[int] = None
        try:
            output, errors = process.communicate(timeout=LIMIT)
            status = process.returncode
        except subprocess.TimeoutExpired:
            # It and what it started are one group, and ours.
            os.killpg(process.pid, signal.SIGKILL)
            output, errors = process.communicate()
        return Ending(status, output.decode(errors="replace"), errors.decode(errors="replace"))

    def run_swiftpip(self, *arguments: str) -> Ending:
        """Runs a command of swiftpip on the cache."""
        everywhere = ("--cache-dir", str(self.cache), "--format", "json")
        return self.run(str(self.binary), "cache", *arguments, *everywhere)


# --- pip --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pip:
    """A real pip."""

    version: str
    python: Path


def pips() -> List[Pip]:
    """Returns the newest pip of the registry, and the first that keeps caches alike, if it is here.

    Those that `Tools/pips` has made are used as they are.
    """
    wheel = Registry(pips_folder()).wheel("pip")
    folder = pips_folder() / version_of(wheel)
    newest = Pip(version_of(wheel), make_environment(folder, wheel))
    others = [pip for pip in listed_pips() if release(pip.version) >= FIRST_TO_SHARE]
    oldest = min(others, key=lambda pip: release(pip.version), default=newest)
    return [newest] if oldest.version == newest.version else [newest, oldest]


def listed_pips() -> Iterator[Pip]:
    """Yields the pips that `Tools/pips` has made."""
    file = pips_folder() / "list"
    for line in file.read_text().splitlines() if file.is_file() else []:
        version, _, folder = line.partition(" ")
        yield Pip(version, Path(folder) / "bin" / "python")


def release(version: str) -> Tuple[int, ...]:
    """Returns the numbers at the beginning of a version."""
    return tuple(int(number) for number in re.findall(r"\d+", version))


@dataclass
class Install:
    """A pip that installs everything into a fresh environment."""

    folder: Path
    pip: Pip
    index_url: str
    # How many seconds after the others it starts.
    delay: float = 0.0
    from_cache: int = 0
    downloaded: int = 0
    flaws: List[str] = field(default_factory=list)

    def prepare(self) -> None:
        """Makes the environment, without a pip: it is installed into from outside."""
        make_bare(self.folder, self.folder.parent)

    def run(self, place: Place) -> None:
        """Installs, and notes what is wrong."""
        command = [str(self.pip.python), "-m", "pip", "--python", str(self.folder), "install"]
        command += ["--cache-dir", str(place.cache), "--index-url", self.index_url]
        command += ["--trusted-host", "127.0.0.1", "--no-input", "--disable-pip-version-check"]
        time.sleep(self.delay)
        ending = place.run(*command, EVERYTHING)
        text = ending.output + ending.errors
        self.from_cache = len(FROM_CACHE.findall(text))
        self.downloaded = len(DOWNLOADED.findall(text))
        if ending.status != 0:
            self.flaws.append(str(ending))
            return
        if SUSPICIOUS.search(text):
            self.flaws.append(f"pip is not content: {ending}")
        self.flaws += self.wrong_files()

    def wrong_files(self) -> List[str]:
        """Returns which files are not those of the wheels; pip completes `RECORD`."""
        packages = next(self.folder.glob("lib/python*/site-packages"))
        expected = {path: content for wheel in WHEELS for path, content in wheel.members().items()}
        return [
            f"{path} has other bytes than the wheel"
            for path, content in expected.items()
            if bytes_of(packages / path) != content
        ]


def bytes_of(file: Path) -> Optional[bytes]:
    """Returns the bytes of a file, None where there is none."""
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return None


# --- swiftpip ---------------------------------------------------------------------------------


def count_removed(result: Dict[str, Any]) -> Tuple[Counter, int]:
    """Counts what `cache prune` removed, by reason, and bytes."""
    return Counter(entry["why"] for entry in result["removed"]), result["bytesFreed"]


def count_damaged(result: Dict[str, Any]) -> Tuple[Counter, int]:
    """Counts what `cache verify` found damaged, by what is wrong with it."""
    return Counter(entry["problem"] for entry in result["damaged"]), 0


def count_listed(result: Dict[str, Any]) -> Tuple[Counter, int]:
    """Counts what `cache list` showed, by kind, and bytes."""
    entries = result["entries"]
    return Counter(entry["kind"] for entry in entries), sum(entry["bytes"] for entry in entries)


@dataclass(frozen=True)
class Command:
    """A command of swiftpip, how it may end, and what is counted in its answers."""

    arguments: Tuple[str, ...]
    counts: Callable[[Dict[str, Any]], Tuple[Counter, int]]
    statuses: Tuple[int, ...] = (0,)
    pause: float = SHORT_PAUSE

    @property
    def name(self) -> str:
        return f"cache {self.arguments[0]}"


PRUNE = Command(
    ("prune", "--older-than", "1d", "--max-size", "1MB"), count_removed, pause=LONG_PAUSE
)
VERIFY = Command(("verify", "--repair"), count_damaged, (0, 2))
LIST = Command(("list",), count_listed)


@dataclass
class Loop:
    """A command of swiftpip that runs again and again."""

    command: Command
    place: Place
    runs: int = 0
    failed: int = 0
    counts: Counter = field(default_factory=Counter)
    total: int = 0
    flaws: List[str] = field(default_factory=list)

    def repeat(self, is_over: threading.Event) -> None:
        """Runs the command until told to stop."""
        pauses = random.Random(self.command.name)
        while not is_over.wait(pauses.uniform(0, self.command.pause)):
            self.run_once()

    def run_once(self) -> None:
        """Runs the command, counts, and notes what is wrong."""
        ending = self.place.run_swiftpip(*self.command.arguments)
        self.runs += 1
        try:
            answer = json.loads(ending.output)
            # Whatever vanishes or comes meanwhile is a normal answer, of which nothing is said.
            is_well = ending.status in self.command.statuses and not answer["diagnostics"]
            counts, total = self.command.counts(answer["result"])
        except (ValueError, KeyError, TypeError):
            is_well, counts, total = False, Counter(), 0
        self.counts += counts
        self.total += total
        if is_well and not ending.errors:
            return
        self.failed += 1
        if len(self.flaws) < KEPT_FAILURES:
            self.flaws.append(f"{self.command.name}: {ending}")

    def show(self) -> None:
        """Prints what was counted."""
        name = self.command.name
        print(f"{name}: {self.runs} runs, {self.failed} failed, {self.total / 1e6:.1f} MB")
        for text, number in self.counts.most_common():
            print(f"  {number:>6} x {text}")


@contextmanager
def repeated(loops: Sequence[Loop]) -> Iterator[None]:
    """Runs commands again and again, all at once, for as long as the block."""
    is_over = threading.Event()
    threads = [threading.Thread(target=loop.repeat, args=(is_over,)) for loop in loops]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        is_over.set()
        for thread in threads:
            thread.join()


# --- The cache --------------------------------------------------------------------------------


def make_half_old(cache: Path, choice: random.Random) -> None:
    """Makes half of the entries of a cache old, head and body; what vanishes meanwhile may."""
    # Folders that vanish are passed over.
    heads = sorted(
        os.path.join(folder, name)
        for folder, _, names in os.walk(cache / "http-v2")
        for name in names
        if KEY.fullmatch(name)
    )
    for head in choice.sample(heads, len(heads) // 2):
        seconds = choice.choice(AGES)
        age(Path(head), seconds)
        age(Path(f"{head}.body"), seconds)


def leftovers(cache: Path) -> List[str]:
    """Returns the temporary files in a cache."""
    return sorted(str(file.relative_to(cache)) for file in cache.rglob("*.tmp"))


# --- The trial --------------------------------------------------------------------------------


@dataclass
class Trial:
    """Rounds of installs, and what came of them."""

    place: Place
    pips: List[Pip]
    index: Index
    installs: List[Install] = field(default_factory=list)
    flaws: List[str] = field(default_factory=list)

    def play(self, name: str, pool: Executor, choice: Optional[random.Random] = None) -> None:
        """Installs a few times at once, pips and indexes in turn, after half of the cache aged."""
        folder = self.place.folder / name
        folder.mkdir()
        turn = len(self.installs)
        installs = [
            self.install(number, folder / str(number), choice.uniform(0, SPREAD) if choice else 0.0)
            for number in range(turn, turn + AT_ONCE)
        ]
        list(pool.map(Install.prepare, installs))
        if choice:
            make_half_old(self.place.cache, choice)
        list(pool.map(lambda install: install.run(self.place), installs))
        for install in installs:
            who = f"{name}, pip {install.pip.version} from {install.index_url}"
            self.flaws += [f"{who}: {flaw}" for flaw in install.flaws]
        self.installs += installs
        shutil.rmtree(folder)

    def install(self, number: int, folder: Path, delay: float) -> Install:
        """Returns an install of that number: each pip has each index in its turn."""
        turn, pip = divmod(number, len(self.pips))
        return Install(folder, self.pips[pip], self.index.url(INDEXES[turn % len(INDEXES)]), delay)

    def play_rounds(self, rounds: int, pool: Executor) -> None:
        """Plays all rounds, and says now and then how far this is."""
        shown = time.monotonic()
        for number in range(rounds):
            self.play(f"round {number}", pool, random.Random(number))
            if time.monotonic() - shown > 10:
                shown = time.monotonic()
                print(f"... {number + 1} of {rounds}", flush=True)

    def finish(self, pool: Executor) -> None:
        """Looks for damage and leftovers, and installs once more, with nobody around."""
        last = Loop(Command(VERIFY.arguments[:1], count_damaged), self.place)
        last.run_once()
        self.flaws += [f"in the end, {flaw}" for flaw in last.flaws]
        self.flaws += [f"damaged in the end: {problem}" for problem in last.counts]
        self.flaws += [f"left behind: {name}" for name in leftovers(self.place.cache)]
        self.flaws += [f"remembered: {flaw}" for flaw in flaws_of_memories(self.place.cache)]
        # As often as it takes for every pip to have had every index.
        for _ in range(0, len(self.pips) * len(INDEXES), AT_ONCE):
            self.play("the end", pool)

    def show(self) -> None:
        """Prints what pips did, and notes where that proves nothing."""
        for pip in self.pips:
            installs = [install for install in self.installs if install.pip == pip]
            from_cache = sum(install.from_cache for install in installs)
            downloaded = sum(install.downloaded for install in installs)
            print(f"pip {pip.version}: {len(installs)} installs,", end=" ")
            print(f"{from_cache} wheels from the cache, {downloaded} downloaded")
            if not from_cache:
                self.flaws.append(f"pip {pip.version} took nothing from the cache")
        statuses = self.index.statuses()
        print(f"index: {statuses.total()} requests, {statuses[304]} times nothing had changed")


def run(folder: Path, binary: Path, rounds: int) -> bool:
    """Lets pips and swiftpip work on one cache; returns whether all is well."""
    start = time.monotonic()
    place = Place(folder, binary)
    place.home.mkdir()
    wheels = folder / "wheels"
    wheels.mkdir()
    for wheel in WHEELS:
        wheel.write(wheels)
    loops = [Loop(command, place) for command in (PRUNE, VERIFY, LIST)]
    with Index(packages=wheels) as index, ThreadPoolExecutor(AT_ONCE) as pool:
        trial = Trial(place, pips(), index)
        trial.play("the beginning", pool)
        with repeated(loops):
            trial.play_rounds(rounds, pool)
        trial.finish(pool)
        trial.show()
    flaws = trial.flaws
    for loop in loops:
        loop.show()
        flaws += loop.flaws
        if loop.command is PRUNE and not loop.counts:
            flaws.append("cache prune removed nothing")
    for flaw in flaws[:SHOWN_FAILURES]:
        print(f"FAIL: {flaw}")
    if len(flaws) > SHOWN_FAILURES:
        print(f"FAIL: and {len(flaws) - SHOWN_FAILURES} more")
    taken = time.monotonic() - start
    print(f"{rounds} rounds of {AT_ONCE} installs, {len(flaws)} failures, {taken:.0f} s")
    return not flaws
