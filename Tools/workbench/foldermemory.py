"""swiftpip's memory of the folders of a cache: docs/formats/cache-folders-1.md."""

import os
import re
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator, List, Optional, Tuple

# The area that a memory is of, and the first folder in it.
NAME = re.compile(r"(http|http-v2)-([0-9a-f])")
HEAD = b"swiftpip folders 1\n"
CHECKSUM_BYTES = 4
# What stands in place of the nanoseconds where the folder may change again and look the same.
NO_TIME = 0xFFFFFFFF
# What stands in place of the entries where it is not known what the files add up to.
NO_TOTALS = 0xFFFF
# In seconds: a folder that changed less than this before it is looked at is not remembered.
GRAIN = 5.0


@dataclass(frozen=True)
class Record:
    """What is remembered of a folder."""

    depth: int
    name: bytes
    inode: int
    # When it was last changed, in nanoseconds; None where that does not count.
    changed: Optional[int]
    # The names in it that are not folders.
    files: Tuple[bytes, ...]
    # How many bytes are in those, and how many they take of the disk; None where that is not known.
    sizes: Optional[Tuple[int, int]]


class Reader:
    """Takes a memory apart; raises `ValueError` where it is none."""

    def __init__(self, content: bytes) -> None:
        if not content.startswith(HEAD):
            raise ValueError("it does not begin with its form")
        self.content = content[:-CHECKSUM_BYTES]
        checksum = int.from_bytes(content[-CHECKSUM_BYTES:], "little")
        if checksum != zlib.crc32(self.content):
            raise ValueError("it has another checksum")
        self.position = len(HEAD)

    def records(self) -> Iterator[Record]:
        """Yields the records, the first folder and all below it."""
        depth = -1
        while self.position < len(self.content):
            record = self.record()
            if record.depth > depth + 1 or (record.depth == 0) != (depth == -1):
                raise ValueError(f"after depth {depth} comes {record.depth}")
            depth = record.depth
            yield record
        if depth == -1:
            raise ValueError("nothing is remembered")

    def record(self) -> Record:
        depth, name, inode = self.number(1), self.name(), self.number(8)
        seconds, nanoseconds, entries = self.number(8), self.number(4), self.number(2)
        changed = None if nanoseconds == NO_TIME else seconds * 1_000_000_000 + nanoseconds
        sizes = (self.number(8), self.number(8))
        count = self.number(2)
        if changed is None and count:
            raise ValueError(f"{count} names in a folder without a time")
        files: List[bytes] = []
        for _ in range(count):
            files.append(self.name(files[-1] + b".body" if files else b""))
        totals = None if entries == NO_TOTALS else sizes
        return Record(depth, name, inode, changed, tuple(files), totals)

    def number(self, count: int) -> int:
        return int.from_bytes(self.bytes(count), "little")

    def name(self, default: bytes = b"") -> bytes:
        name = self.bytes(self.number(1)) or default
        if name in (b"", b".", b"..") or b"/" in name:
            raise ValueError(f"{name!r} is no name")
        return name

    def bytes(self, count: int) -> bytes:
        end = self.position + count
        if end > len(self.content):
            raise ValueError("it breaks off")
        self.position, start = end, self.position
        return self.content[start:end]


def flaw_of_memory(content: bytes) -> str:
    """Returns what is wrong with the form of a memory, "" if nothing is."""
    try:
        list(Reader(content).records())
    except ValueError as error:
        return str(error)
    return ""


def flaws_of_memories(cache: Path) -> List[str]:
    """Returns where a folder is remembered as it is, but with other names or sizes in it."""
    flaws = []
    for file in sorted(cache.glob("swiftpip/folders/*")):
        match = NAME.fullmatch(file.name)
        if match is None:
            continue
        try:
            records = list(Reader(file.read_bytes()).records())
        except ValueError as error:
            flaws.append(f"{file.name} is damaged: {error}")
            continue
        flaws += [f"{file.name}: {flaw}" for flaw in wrong_folders(cache / match[1], records)]
    return flaws


def wrong_folders(area: Path, records: List[Record]) -> Iterator[str]:
    """Yields what is wrong with the memory of folders that have not changed since."""
    way = [os.fsencode(area)]
    for number, record in enumerate(records):
        way[record.depth + 1 :] = [record.name]
        folder = b"/".join(way)
        try:
            status = os.lstat(folder)
            entries = list(os.scandir(folder))
        except OSError:
            continue
        if (status.st_ino, status.st_ctime_ns) != (record.inode, record.changed):
            continue
        files = [entry for entry in entries if not entry.is_dir(follow_symlinks=False)]
        if {entry.name for entry in files} != set(record.files):
            yield f"{os.fsdecode(folder)} has other files"
            continue
        statuses = [entry.stat(follow_symlinks=False) for entry in files]
        sizes = (sum(s.st_size for s in statuses), 512 * sum(s.st_blocks for s in statuses))
        if record.sizes not in (None, sizes):
            yield f"{os.fsdecode(folder)} adds up to {sizes}, not to {record.sizes}"
        folders = {entry.name for entry in entries if entry.is_dir(follow_symlinks=False)}
        if folders != set(children(records, number)):
            yield f"{os.fsdecode(folder)} has other folders"


def children(records: List[Record], number: int) -> Iterator[bytes]:
    """Yields the names of the folders that are remembered in one."""
    depth = records[number].depth
    for record in records[number + 1 :]:
        if record.depth <= depth:
            return
        if record.depth == depth + 1:
            yield record.name
