"""Caches of pip that are made up: as many files as wanted, each where pip would have put it.

The same recipe gives the same names and contents, and files are made in the order in which pip
would have come by them: not that of their names.
"""

import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Dict, Iterator, Set

from workbench.places import fail, needed_program
from workbench.response import folder_of, key_of, packed_response

# To be raised whenever the same recipe gives other files than before.
EDITION = 1
DIGITS = "0123456789abcdef"
# A file system in memory: what a disk does with recently deleted files does not disturb there.
MEMORY = Path("/dev/shm")
# What a small file and its share of the folders take there, in the file system and outside of it.
ROOM_OF_FILE = 8192
INODES_OF_FILE = 2.0
PLACEHOLDER = b"0" * 56


@dataclass(frozen=True)
class Recipe:
    """What a cache consists of."""

    # What servers answered pip 23.3 and later, two files each; and earlier ones, one file each.
    responses: int
    old_responses: int = 0
    # So many responses of each kind have a temporary file beside them that nobody finished.
    leftovers: int = 0
    # With an `origin.json` each.
    wheels: int = 0
    states: int = 0
    seed: int = 1

    @property
    def files(self) -> int:
        """How many files there are."""
        leftovers = min(self.leftovers, self.responses) + min(self.leftovers, self.old_responses)
        return 2 * self.responses + self.old_responses + leftovers + 2 * self.wheels + self.states

    @property
    def text(self) -> str:
        """All that decides what is made."""
        return json.dumps({"edition": EDITION, **asdict(self)}, sort_keys=True)


@dataclass(frozen=True)
class File:
    """A file of a cache; the folder is relative to the cache."""

    folder: str
    name: str
    content: bytes


def entry(body: bytes) -> bytes:
    """Returns what pip keeps of a response; the tag of it is a placeholder."""
    headers = {
        "Content-Type": "application/vnd.pypi.simple.v1+json",
        "Date": "Sat, 01 Aug 2026 00:00:00 GMT",
        "Cache-Control": "max-age=600, public",
        "ETag": f'"{PLACEHOLDER.decode()}"',
        "Vary": "Accept, Accept-Encoding",
    }
    vary = {
        "Accept": "application/vnd.pypi.simple.v1+json",
        "Accept-Encoding": "gzip, deflate",
    }
    return packed_response(headers, vary, body)


# pip 23.3 and later keep the body beside it, earlier ones in it.
HEAD = entry(b"")
OLD_ENTRIES = tuple(entry((PLACEHOLDER + b"\n") * (1 + number)) for number in range(8))


def name_of_entry(recipe: Recipe, kind: str, number: int) -> str:
    """Returns the name of an entry: pip's are digests of addresses and paths."""
    return key_of(f"https://{kind}.example/{recipe.seed}/{number}")


def response_files(recipe: Recipe, number: int, key: str) -> Iterator[File]:
    """Yields what pip 23.3 and later keep of a response."""
    folder = folder_of("http-v2", key)
    digits = key.encode()
    body = (digits + b"\n") * (1 + number % 8)
    yield File(folder, key, HEAD.replace(PLACEHOLDER, digits))
    yield File(folder, f"{key}.body", body)
    if number < recipe.leftovers:
        name = key if number % 2 else f"{key}.body"
        yield File(folder, f"{name}{key[-8:]}.tmp", body)


def old_response_files(recipe: Recipe, number: int, key: str) -> Iterator[File]:
    """Yields what earlier pips keep of a response."""
    folder = folder_of("http", key)
    content = OLD_ENTRIES[number % 8].replace(PLACEHOLDER, key.encode())
    yield File(folder, key, content)
    if number < recipe.leftovers:
        yield File(folder, f"{key}{key[-8:]}.tmp", content[:100])


def wheel_files(recipe: Recipe, number: int, key: str) -> Iterator[File]:
    """Yields a wheel that pip built, and what it was built from; nobody here looks into it."""
    folder = f"wheels/{key[:2]}/{key[2:4]}/{key[4:6]}/{key[6:]}"
    url = f"https://files.example/project_{number}-1.0.tar.gz"
    origin = json.dumps({"archive_info": {}, "url": url}, sort_keys=True)
    wheel = (key.encode() + b"\n") * (1 + number % 32)
    yield File(folder, f"project_{number}-1.0-py3-none-any.whl", wheel)
    yield File(folder, "origin.json", origin.encode())


def state_files(recipe: Recipe, number: int, key: str) -> Iterator[File]:
    """Yields what pip remembers of a self-check."""
    state = {
        "key": f"/environments/{number}",
        "last_check": "2026-08-01T00:00:00Z",
        "pypi_version": "99.0",
    }
    text = json.dumps(state, sort_keys=True, separators=(",", ":"))
    yield File("selfcheck", key, text.encode())


def files_of(recipe: Recipe, digits: str = DIGITS) -> Iterator[File]:
    """Yields the files of a cache, of those entries whose names begin with one of some digits."""
    kinds = (
        ("responses", recipe.responses, response_files),
        ("old-responses", recipe.old_responses, old_response_files),
        ("wheels", recipe.wheels, wheel_files),
        ("states", recipe.states, state_files),
    )
    for kind, count, files in kinds:
        for number in range(count):
            key = name_of_entry(recipe, kind, number)
            if key[0] in digits:
                yield from files(recipe, number, key)


def write_share(tree: str, recipe: Recipe, digits: str) -> None:
    """Writes those files of a cache that fall to one process: so no two make the same file."""
    root = os.open(tree, os.O_RDONLY | os.O_DIRECTORY)
    made: Set[str] = set()
    for file in files_of(recipe, digits):
        make_folders(root, file.folder, made)
        path = f"{file.folder}/{file.name}"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644, dir_fd=root)
        os.write(descriptor, file.content)
        os.close(descriptor)
    os.close(root)


def make_folders(root: int, folder: str, made: Set[str]) -> None:
    """Makes a folder and those above it, those aside that were made before."""
    if folder in made:
        return
    above = folder.rpartition("/")[0]
    if above:
        make_folders(root, above, made)
    # Another process may need it as well.
    with suppress(FileExistsError):
        os.mkdir(folder, dir_fd=root)
    made.add(folder)


def write_tree(tree: Path, recipe: Recipe) -> None:
    """Writes a cache, with as many processes as there are processors."""
    tree.mkdir(parents=True)
    workers = min(os.cpu_count() or 1, len(DIGITS))
    with ProcessPoolExecutor(workers) as pool:
        shares = [DIGITS[worker::workers] for worker in range(workers)]
        for share in [pool.submit(write_share, str(tree), recipe, digits) for digits in shares]:
            share.result()


class Trees:
    """Makes caches in a folder, once each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def tree(self, recipe: Recipe) -> Path:
        """Returns the cache of a recipe, made now if it is not there."""
        digest = hashlib.sha256(recipe.text.encode()).hexdigest()
        tree = self.folder / f"cache-{recipe.files}-{digest[:8]}"
        # Beside the tree: in it, it would be counted.
        marker = tree.with_name(f"{tree.name}.made")
        if marker.is_file() and marker.read_text() == recipe.text:
            return tree
        print(f"making a cache of {recipe.files:,} files in {self.folder}", file=sys.stderr)
        draft = tree.with_name(f"{tree.name}.{os.getpid()}")
        try:
            write_tree(draft, recipe)
            remove_tree(tree)
            draft.rename(tree)
        finally:
            remove_tree(draft)
        marker.write_text(recipe.text)
        return tree


def remove_tree(folder: Path) -> None:
    """Removes a folder and all below it, faster than Python does."""
    subprocess.run([needed_program("rm"), "-rf", "--", str(folder)], check=True)


def memory_has_room(files: int) -> bool:
    """Tells whether so many files fit into the file system in memory, and into the memory."""
    if not MEMORY.is_dir():
        return False
    system = os.statvfs(MEMORY)
    # Such a file system promises more than there is.
    free = min(system.f_bavail * system.f_frsize, available_memory())
    return free > files * ROOM_OF_FILE and system.f_favail > files * INODES_OF_FILE


def available_memory() -> int:
    """Returns how much memory can be had without swapping, 0 where the system does not say."""
    facts: Dict[str, str] = {}
    with suppress(OSError):
        lines = Path("/proc/meminfo").read_text().splitlines()
        facts = {name: rest for name, _, rest in (line.partition(":") for line in lines)}
    return 1024 * int(facts.get("MemAvailable", "0").split()[0])


@contextmanager
def opened_trees(kept: Path, files: int) -> Iterator[Trees]:
    """Opens a place for caches: in memory for as long as the block, or else kept on the disk."""
    if not memory_has_room(files):
        print(f"no room for {files:,} files in {MEMORY}: they are kept in {kept}", file=sys.stderr)
        yield Trees(kept)
        return
    # Whoever ends the tool gets the memory back.
    before = signal.signal(signal.SIGTERM, lambda number, frame: fail("ended by a signal"))
    folder = Path(tempfile.mkdtemp(prefix="swiftpip-bench-", dir=MEMORY))
    try:
        yield Trees(folder)
    finally:
        print(f"removing {folder}", file=sys.stderr)
        remove_tree(folder)
        signal.signal(signal.SIGTERM, before)
