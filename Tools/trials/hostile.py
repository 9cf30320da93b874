"""Snapshots that nobody should take: attacks, lies, and good ones in which something was changed.

Each is imported by the program, once where there is no cache and once into one that is there. What is
refused leaves nothing behind, is told in words, and takes little time and memory; what is accepted has
the content of the good one, byte for byte.
"""

import os
import random
import shutil
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Callable, Collection, Dict, Iterator, List, Mapping, Tuple

from workbench.hostilesnapshots import (
    SUFFIXES,
    Case,
    cases,
    good,
    good_files,
    large_cases,
    packed_case,
)
from workbench.places import bare_environment
from workbench.process import Run, finished
from workbench.selfcheck import make_environment_folder
from workbench.snapshotfile import packed, write

MOST_SECONDS = 2.0
MOST_BYTES = 64_000_000
MUTATIONS = 100_000
SHOWN = 20
# What of a cache is not pip's.
OWN = "swiftpip"
THERE = {"wheels/aa/bb/cc/" + "d" * 50 + "/there-1.0-py3-none-any.whl": b"there before\n"}

Files = Dict[str, bytes]
# Writes a snapshot.
Write = Callable[[Path], object]


class Place:
    """A folder in which snapshots are imported, thrown away after each."""

    def __init__(self, folder: Path, binary: Path) -> None:
        self.folder = folder
        self.binary = binary
        self.environment = {
            **bare_environment(folder / "home"),
            "VIRTUAL_ENV": str(make_environment_folder(folder / "environment")),
        }

    def take(self, name: str, write: Write, before: Files) -> Tuple[Run, str, Files]:
        """Imports a snapshot; returns how that ended, what was said, and all files there are then."""
        scene = self.folder / name
        scene.mkdir()
        for path, content in before.items():
            file = scene / "cache" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        snapshot, words = self.folder / f"{name}.snapshot", self.folder / f"{name}.words"
        write(snapshot)
        cache = scene / "cache"
        command = [str(self.binary), "cache", "import", str(snapshot), "--cache-dir", str(cache)]
        ending = finished(command, self.environment, words)
        said = words.read_text(errors="replace").strip()
        files = files_in(scene)
        shutil.rmtree(scene)
        for file in (snapshot, words):
            file.unlink()
        return ending, said, files


def write_case(case: Case, form: str, file: Path) -> None:
    """Makes a file of a case in a form."""
    with open(file, "wb") as out:
        out.writelines(packed_case(case, form))


def files_in(scene: Path) -> Files:
    """Returns the files below a folder, and folders without any, by their paths in the cache."""
    files = {}
    for folder, folders, names in os.walk(scene):
        place = os.path.relpath(folder, scene / "cache")
        if not folders and not names and folder != str(scene):
            files[f"{place}/"] = b""
        for name in names:
            files[os.path.normpath(f"{place}/{name}")] = Path(folder, name).read_bytes()
    return files


def without_own(files: Files) -> Files:
    """Returns the files of a cache that are pip's."""
    return {path: content for path, content in files.items() if not path.startswith(f"{OWN}/")}


def flaws_of_refusal(
    ending: Run, said: str, before: Mapping[str, object], files: Mapping[str, object]
) -> List[str]:
    """Returns what is wrong with how a snapshot, or a wheel, was refused."""
    flaws = []
    if ending.status != 1 or "error[" not in said:
        flaws.append(f"ended with {ending.status}: {said[:200]}")
    if files != before:
        changed = sorted(path for path in {*files, *before} if files.get(path) != before.get(path))
        flaws.append(f"left behind: {', '.join(changed[:3])}")
    return flaws


def flaws_of_cost(ending: Run, is_timed: bool) -> List[str]:
    """Returns whether a refusal took more than it may."""
    flaws = []
    if is_timed and ending.seconds >= MOST_SECONDS:
        flaws.append(f"took {ending.seconds:.1f} s")
    if ending.peak_memory > MOST_BYTES:
        flaws.append(f"took {ending.peak_memory / 1e6:.0f} MB of memory")
    return flaws


def files_of(case: Case, forms: Collection[str]) -> Iterator[Tuple[str, Write]]:
    """Yields a case in each form that it is to be tried in."""
    for form in forms if case.form is None else {case.form} & set(forms):
        yield f"{case.name}{SUFFIXES[form]}", partial(write_case, case, form)


def run(folder: Path, binary: Path, is_smoke: bool) -> bool:
    """Gives the program every hostile snapshot, and every good one; returns whether all is well.

    In a short trial there are only those that would take much time or memory, in one form: tests have
    the others. How long they take is not judged there: the machine may have other things to do.
    """
    place = Place(folder, binary)
    chosen, places = (large_cases(), [{}]) if is_smoke else (cases(), [{}, THERE])
    forms = ["zstd"] if is_smoke else list(SUFFIXES)
    flaws: List[str] = []
    longest, largest = 0.0, 0
    refused = 0
    for case in chosen:
        for before in places:
            for name, write_file in files_of(case, forms):
                ending, said, files = place.take("hostile", write_file, before)
                found = flaws_of_refusal(ending, said, before, files)
                found += flaws_of_cost(ending, is_timed=not is_smoke)
                flaws += [f"{name}: {flaw}" for flaw in found]
                longest = max(longest, ending.seconds)
                largest = max(largest, ending.peak_memory)
                refused += ending.status == 1
    accepted = 0
    for case in good():
        for name, write_file in files_of(case, forms):
            ending, said, _ = place.take("good", write_file, {})
            accepted += ending.status == 0
            if ending.status != 0:
                flaws.append(f"{name}: a good one is refused: {said[:200]}")
    print(f"{refused} hostile snapshots refused, {accepted} good ones accepted")
    print(f"longest: {longest:.2f} s, most memory: {largest / 1e6:.1f} MB")
    return verdict(flaws)


def verdict(flaws: List[str]) -> bool:
    for flaw in flaws[:SHOWN]:
        print(f"FAIL: {flaw}")
    if len(flaws) > SHOWN:
        print(f"FAIL: and {len(flaws) - SHOWN} more")
    return not flaws


# --- Good ones in which something was changed -----------------------------------------------------


def mutated(data: bytes, choice: random.Random) -> bytes:
    """Changes some bytes of a file, or moves, cuts or repeats some."""
    changed = bytearray(data)
    for _ in range(choice.choice((1, 1, 1, 2, 4))):
        place = choice.randrange(len(changed))
        count = min(choice.choice((1, 2, 8, 64, 512, 1024)), len(changed) - place)
        other = choice.randrange(len(changed))
        way = choice.randrange(8)
        if way < 2:
            changed[place] ^= 1 << choice.randrange(8)
        elif way == 2:
            changed[place] = choice.randrange(256)
        elif way == 3:
            changed[place : place + count] = choice.randbytes(count)
        elif way == 4:
            del changed[place : place + count]
        elif way == 5:
            changed[other:other] = changed[place : place + count]
        elif way == 6:
            changed[place : place + count] = bytes(count)
        else:
            del changed[place:]
        if not changed:
            break
    return bytes(changed)


def tried_mutation(place: Place, good_ones: Dict[str, bytes], number: int) -> Tuple[str, List[str]]:
    """Changes one of the good ones and imports it; returns what came of it, and what is wrong."""
    choice = random.Random(number)
    form = choice.choice(sorted(good_ones))
    data = mutated(good_ones[form], choice)
    before = choice.choice(({}, THERE))
    write_file = partial(Path.write_bytes, data=data)
    ending, said, files = place.take(f"mutation-{number}", write_file, before)
    whole = {**before, **good_files()}
    if ending.status != 0:
        found = flaws_of_refusal(ending, said, before, files)
        found += flaws_of_cost(ending, is_timed=False)
        return f"{form}, refused", found
    flaws = [] if without_own(files) == whole else ["accepted, and has another content"]
    kind = "as it was" if data == good_ones[form] else "accepted with the same content"
    return f"{form}, {kind}", flaws


def run_mutations(folder: Path, binary: Path, count: int, seed: int) -> bool:
    """Imports so many changed snapshots; returns whether all is well."""
    place = Place(folder, binary)
    data = write(good_files())
    good_ones = {form: packed(data, form) for form in SUFFIXES}
    flaws: List[str] = []
    for form, content in good_ones.items():
        write_file = partial(Path.write_bytes, data=content)
        ending, said, files = place.take(f"good-{form}", write_file, {})
        if ending.status != 0 or without_own(files) != good_files():
            flaws.append(f"the good one, {form}, is not accepted: {said[:200]}")
    return verdict(flaws + flaws_of_mutations(partial(tried_mutation, place, good_ones), count, seed))


def flaws_of_mutations(
    tried: Callable[[int], Tuple[str, List[str]]], count: int, seed: int
) -> List[str]:
    """Tries so many mutations, several at a time, and prints what came of them; returns the flaws."""
    tally: Counter = Counter()
    flaws: List[str] = []
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        numbers = range(seed, seed + count)
        for number, (what, found) in zip(numbers, pool.map(tried, numbers)):
            tally[what] += 1
            flaws += [f"mutation {number}: {flaw}" for flaw in found]
    for what, times in sorted(tally.items()):
        print(f"{times:>7,} x {what}")
    return flaws
