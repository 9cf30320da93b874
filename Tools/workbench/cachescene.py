"""A small cache of pip in pip's exact form: a place where commands that change it are tried."""

import hashlib
import json
import os
import re
import shutil
import time
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import ContextManager, Dict, Iterable, List, Optional, Sequence, Tuple

from workbench.places import bare_environment
from workbench.response import folder_of, key_of, packed_response
from workbench.selfcheck import age
from workbench.statefile import DAY
from workbench.wheel import description, packed_wheel, wheel_name

# By their types it is told what a tombstone stands for.
ZIP = "application/zip"
PAGE = "application/vnd.pypi.simple.v1+json"
NUMBER_OF_TOMBSTONE = re.compile(rb'"swiftpip-removed-([0-9a-f]{1,16})"')
# Nobody may write to a tombstone.
MODE_OF_TOMBSTONE = 0o444
NEIGHBOURHOOD = "50f7"
# By their paths in the area.
Files = Dict[str, bytes]


@dataclass(frozen=True)
class Pair:
    """The two files of a response, by their paths in the area."""

    head: str
    body: str


@dataclass(frozen=True)
class CacheScene:
    """A cache and a folder beside it, and what a command there is called with."""

    folder: Path
    prefix: Path
    binary: Path
    arguments: Tuple[str, ...]
    # Files that somebody is writing just now, whenever that is.
    fresh: Tuple[str, ...] = ()

    @property
    def area(self) -> Path:
        """The folder with all the files that faults are about."""
        return self.folder / "area"

    @property
    def cache(self) -> Path:
        return self.area / "cache"

    def command(self) -> List[str]:
        """Returns the command line."""
        return self.call(self.arguments)

    def call(self, arguments: Sequence[str]) -> List[str]:
        """Returns the command line with some arguments, in which AREA is the area."""
        words = [word.replace("AREA", str(self.area)) for word in arguments]
        return [str(self.binary), "--cache-dir", str(self.cache), *words]

    def environment(self) -> Dict[str, str]:
        """Returns the variables: with them, no Python is asked for anything."""
        return {**bare_environment(self.prefix.with_name("home")), "VIRTUAL_ENV": str(self.prefix)}

    def beside(self) -> ContextManager[object]:
        """Does what somebody else does while the command runs: nothing."""
        return nullcontext()

    def is_untidy(self) -> bool:
        """Tells whether temporary files or tombstones were left."""
        files = self.files()
        fresh = set(self.fresh)
        return any(
            (path.endswith(".tmp") or is_tombstone(content)) and path not in fresh
            for path, content in files.items()
        )

    def files(self) -> Files:
        """Returns all files."""
        return {
            str(path.relative_to(self.area)): content_of(path)
            for path in self.area.rglob("*")
            if not path.is_dir()
        }

    def folders(self) -> List[str]:
        """Returns all folders in the cache."""
        return [
            str(path.relative_to(self.area)) for path in self.cache.rglob("*") if path.is_dir()
        ]

    def empty_folders(self) -> List[str]:
        """Returns the folders in the cache with nothing in them."""
        return [path for path in self.folders() if not any((self.area / path).iterdir())]

    def make_old(self, paths: Iterable[str], seconds: float) -> None:
        """Makes files so old that any housekeeping may take them."""
        for path in paths:
            age(self.area / path, seconds)

    def make_older(self, paths: Iterable[str], seconds: float) -> None:
        """Makes those files and folders old that are not as old as that."""
        limit = time.time() - seconds
        self.make_old(
            (path for path in paths if (self.area / path).lstat().st_mtime > limit), seconds
        )

    def copy(self, folder: Path) -> "CacheScene":
        """Returns the same elsewhere, with times, modes and second names."""
        first_names: Dict[int, str] = {}

        def copy_file(source: str, target: str) -> None:
            first = first_names.setdefault(os.lstat(source).st_ino, target)
            if first == target:
                copy_unnoticed(source, target)
            else:
                os.link(first, target)

        shutil.copytree(self.folder, folder, symlinks=True, copy_function=copy_file)
        scene = replace(self, folder=folder)
        scene.make_old(self.fresh, 0)
        return scene


def content_of(path: Path) -> bytes:
    """Reads a file and leaves no trace of it: commands go by when a file was last used."""
    with open(os.open(path, os.O_RDONLY | os.O_NOATIME), "rb") as file:
        return file.read()


def copy_unnoticed(source: str, target: str) -> None:
    """Copies a file with its times, and leaves those of the source as they were."""
    Path(target).write_bytes(content_of(Path(source)))
    shutil.copystat(source, target)


class CacheDraft:
    """Fills the cache of a scene."""

    def __init__(self, scene: CacheScene) -> None:
        self.scene = scene

    def file(self, path: str, content: bytes, days: float) -> str:
        """Writes a file that was made so many days ago, and returns its path in the area."""
        file = self.scene.area / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        age(file, days * DAY)
        return path

    def folder(self, path: str, days: float) -> str:
        """Makes an empty folder so many days ago, and returns its path in the area."""
        folder = self.scene.area / path
        folder.mkdir(parents=True)
        age(folder, days * DAY)
        return path

    def second_name(self, path: str, other: str) -> None:
        """Gives a file another name."""
        file = self.scene.area / other
        file.parent.mkdir(parents=True, exist_ok=True)
        os.link(self.scene.area / path, file)

    def response(
        self, address: str, kind: str, body: bytes, days: float, length: Optional[int] = None
    ) -> Pair:
        """Writes what pip keeps of a response, with another length in its headers if wanted."""
        path = response_path(address)
        head = response_head(kind, len(body) if length is None else length)
        self.file(path, head, days)
        self.file(f"{path}.body", body, days)
        return Pair(path, f"{path}.body")

    def wheel(self, name: str, days: float, length: Optional[int] = None) -> Pair:
        """Writes a wheel that was downloaded."""
        content = wheel(name)
        return self.response(wheel_address(name), ZIP, content, days, length)

    def page(self, name: str, days: float) -> Pair:
        """Writes a page of an index, about one wheel."""
        return self.response(page_address(name), PAGE, page(name), days)

    def tombstone(self, path: str, kind: str, days: float) -> None:
        """Puts a tombstone in place of a head, or where one was to become one."""
        # The file that was there may have another name, and stays as it is under that.
        (self.scene.area / path).unlink(missing_ok=True)
        self.file(path, tombstone(kind, "1f"), days)
        (self.scene.area / path).chmod(MODE_OF_TOMBSTONE)

    def built_wheel(self, name: str, days: float) -> Tuple[str, str]:
        """Writes a wheel that pip built, and what it was built from."""
        key = hashlib.sha224(name.encode()).hexdigest()
        folder = f"cache/wheels/{key[:2]}/{key[2:4]}/{key[4:6]}/{key[6:]}"
        address = f"https://files.example/{name}-1.0.tar.gz"
        origin = json.dumps({"archive_info": {}, "url": address}, sort_keys=True).encode()
        return (
            self.file(f"{folder}/{wheel_name(name)}", wheel(name), days),
            self.file(f"{folder}/origin.json", origin, days),
        )


def wheel_address(name: str) -> str:
    """Returns where a wheel was downloaded from."""
    return nearby("https://files.example/{}/" + wheel_name(name))


def page_address(name: str) -> str:
    """Returns where the page of a project was downloaded from."""
    return nearby("https://index.example/{}/simple/" + name + "/")


@lru_cache(maxsize=None)
def nearby(form: str) -> str:
    """Returns an address with a number in it that lets pip put the answer where all others are.

    Of the five folders above a response all share four, or most of a run would go into folders.
    """
    addresses = (form.format(number) for number in count())
    return next(address for address in addresses if key_of(address).startswith(NEIGHBOURHOOD))


def response_path(address: str) -> str:
    """Returns where in the area pip keeps the head of what an address answered."""
    key = key_of(address)
    return f"cache/{folder_of('http-v2', key)}/{key}"


def response_head(kind: str, length: int) -> bytes:
    """Returns what pip keeps of a response beside its body."""
    headers = {
        "Content-Type": kind,
        "Content-Length": str(length),
        "Date": "Sat, 01 Aug 2026 00:00:00 GMT",
        "Cache-Control": "max-age=600, public",
        "ETag": '"1"',
    }
    return packed_response(headers, vary={})


def tombstone(kind: Optional[str], number: str) -> bytes:
    """Returns what stands over the head of a response of some type that is on its way out.

    Of a head that could not be read there is no type in it: docs/formats/tombstone-1.md.
    """
    headers = {"Content-Type": kind} if kind else {}
    return packed_response({**headers, "ETag": f'"swiftpip-removed-{number}"'}, vary={})


def is_tombstone(content: bytes) -> bool:
    """Tells whether a head is a tombstone, with all that belongs in it and nothing else."""
    match = NUMBER_OF_TOMBSTONE.search(content)
    return match is not None and content in [
        tombstone(kind, match[1].decode()) for kind in (ZIP, PAGE, None)
    ]


def wheel(name: str) -> bytes:
    """Returns a wheel, the same each time."""
    return packed_wheel(name, {f"{name}.py": f'NAME = "{name}"\n'.encode(), **description(name)})


def damaged(content: bytes) -> bytes:
    """Returns a wheel of the same length with one letter changed in the module in it."""
    return content.replace(b"NAME = ", b"NAMF = ")


def page(name: str) -> bytes:
    """Returns the page of a project with one wheel."""
    hashes = {"sha256": hashlib.sha256(wheel(name)).hexdigest()}
    files = [{"filename": wheel_name(name), "url": wheel_address(name), "hashes": hashes}]
    answer = {"meta": {"api-version": "1.0"}, "name": name, "files": files}
    return json.dumps(answer).encode()


def new_scene(
    folder: Path, prefix: Path, binary: Path, arguments: Sequence[str], fresh: Sequence[str] = ()
) -> CacheScene:
    """Makes a place with an empty cache."""
    scene = CacheScene(folder, prefix, binary, tuple(arguments), tuple(fresh))
    scene.cache.mkdir(parents=True)
    prefix.with_name("home").mkdir(exist_ok=True)
    return scene
