"""Wheels that nobody may install, each made from what is said of it here, and some that are good.

What uv's and pip's tests call malicious is among them, made anew: archives that two readers unpack
differently, names that lead elsewhere, metadata that lies. `hostilewheels.py DIR` writes them.
"""

import base64
import struct
import sys
import zlib
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Callable, Dict, Iterator, List, Optional, Sequence, Tuple

NAME = "demo-1.0-py3-none-any.whl"
METADATA = "demo-1.0.dist-info"
FILE, EXECUTABLE, LINK, FIFO, DEVICE = 0o100644, 0o100755, 0o120777, 0o010644, 0o020666
LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
END_64, LOCATOR_64, DESCRIPTOR = b"PK\x06\x06", b"PK\x06\x07", b"PK\x07\x08"
STORED, DEFLATED = 0, 8
# Bit 0: encrypted. Bit 3: sizes come behind the data. Bit 11: the name is UTF-8.
ENCRYPTED, DESCRIBED, UTF_8 = 1, 8, 1 << 11
MANY = 0xFFFFFFFF
UNICODE_PATH, LARGE = 0x7075, 1


# --- Archives ------------------------------------------------------------------------------------


@dataclass
class Member:
    """A member of an archive: what is said of it, which need not be what it is."""

    name: bytes
    data: bytes
    mode: int = FILE
    method: int = STORED
    flags: int = 0
    # Nil where it says what it is.
    local_name: Optional[bytes] = None
    packed: Optional[bytes] = None
    crc: Optional[int] = None
    size: Optional[int] = None
    packed_size: Optional[int] = None
    # The same in the header before the data.
    local_crc: Optional[int] = None
    local_size: Optional[int] = None
    local_packed_size: Optional[int] = None
    extra: bytes = b""
    local_extra: bytes = b""
    # What stands behind the data.
    descriptor: bytes = b""
    # Where the central directory says it is; nil where it is.
    offset: Optional[int] = None
    is_in_directory: bool = True
    is_in_body: bool = True

    @property
    def content(self) -> bytes:
        """The bytes in the archive."""
        if self.packed is not None:
            return self.packed
        if self.method == STORED:
            return self.data
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        return packer.compress(self.data) + packer.flush()

    def facts(self) -> Tuple[int, int, int]:
        """What the central directory says: the sum, the packed and the unpacked size."""
        return (
            zlib.crc32(self.data) if self.crc is None else self.crc,
            len(self.content) if self.packed_size is None else self.packed_size,
            len(self.data) if self.size is None else self.size,
        )

    def local(self) -> bytes:
        """The header before the data, the data, and what is behind them."""
        crc, packed_size, size = self.facts()
        if self.flags & DESCRIBED:
            crc, packed_size, size = 0, 0, 0
        crc = crc if self.local_crc is None else self.local_crc
        size = size if self.local_size is None else self.local_size
        if self.local_packed_size is not None:
            packed_size = self.local_packed_size
        name = self.name if self.local_name is None else self.local_name
        head = struct.pack(
            "<4sHHHHHIIIHH",
            *(LOCAL, 20, self.flags, self.method, 0, 0x21, crc, packed_size, size),
            *(len(name), len(self.local_extra)),
        )
        return head + name + self.local_extra + self.content + self.descriptor

    def central(self, offset: int) -> bytes:
        """The entry in the central directory."""
        crc, packed_size, size = self.facts()
        place = offset if self.offset is None else self.offset
        head = struct.pack(
            "<4sHHHHHHIIIHHHHHII",
            *(CENTRAL, 20 | 3 << 8, 20, self.flags, self.method, 0, 0x21, crc, packed_size),
            *(size, len(self.name), len(self.extra), 0, 0, 0, self.mode << 16, place),
        )
        return head + self.name + self.extra


@dataclass
class Archive:
    """An archive of members, and what stands around them."""

    members: List[Member]
    prefix: bytes = b""
    # Between the members and the central directory.
    gap: bytes = b""
    comment: bytes = b""
    suffix: bytes = b""
    # What the end says; nil where it says what is so.
    count: Optional[int] = None
    directory_size: Optional[int] = None
    directory_offset: Optional[int] = None
    # What stands before the end, given where the directory is and how long.
    before_end: Callable[[int, int, int], bytes] = field(default=lambda place, size, count: b"")

    def packed(self) -> bytes:
        """Returns the bytes of the archive."""
        body, places = self.prefix, []
        for member in self.members:
            places.append(len(body))
            if member.is_in_body:
                body += member.local()
        body += self.gap
        place = len(body)
        listed = [
            member.central(offset)
            for member, offset in zip(self.members, places)
            if member.is_in_directory
        ]
        directory = b"".join(listed)
        body += directory + self.before_end(place, len(directory), len(listed))
        count = len(listed) if self.count is None else self.count
        size = len(directory) if self.directory_size is None else self.directory_size
        offset = place if self.directory_offset is None else self.directory_offset
        end = struct.pack(
            "<4sHHHHIIH", END, 0, 0, count, count, size, offset, len(self.comment)
        )
        return body + end + self.comment + self.suffix


def end_64(
    count: Optional[int] = None,
    offset: Optional[int] = None,
    locator_offset: Optional[int] = None,
    has_record: bool = True,
    tail: bytes = b"",
) -> Callable[[int, int, int], bytes]:
    """Returns what makes the records of large archives, which may lie."""

    def make(place: int, size: int, real: int) -> bytes:
        number = real if count is None else count
        start = place if offset is None else offset
        record = struct.pack(
            "<4sQHHIIQQQQ", END_64, 44 + len(tail), 45, 45, 0, 0, number, number, size, start
        )
        record = record + tail if has_record else b""
        where = place + size if locator_offset is None else locator_offset
        return record + struct.pack("<4sIQI", LOCATOR_64, 0, where, 1)

    return make


def extra(kind: int, content: bytes) -> bytes:
    """Returns an extra field."""
    return struct.pack("<HH", kind, len(content)) + content


def unicode_path(member: bytes, path: bytes) -> bytes:
    """Returns the extra field that gives a member another name (APPNOTE 4.6.9)."""
    return extra(UNICODE_PATH, struct.pack("<BI", 1, zlib.crc32(member)) + path)


# --- Wheels --------------------------------------------------------------------------------------


def honest() -> Dict[str, bytes]:
    """Returns what is in the good wheel, RECORD aside."""
    return {
        "demo/__init__.py": b"x = 1\n" * 20,
        "demo/data.txt": b"some text\n" * 50,
        "demo-1.0.data/scripts/tool": b"#!python\nprint(1)\n",
        "demo-1.0.data/data/share/demo/x": b"data\n",
        f"{METADATA}/METADATA": b"Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n",
        f"{METADATA}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{METADATA}/entry_points.txt": b"[console_scripts]\ndemo = demo:main\n",
    }


def record_of(files: Dict[str, bytes]) -> bytes:
    """Returns a RECORD that names all files."""
    rows = []
    for path, content in files.items():
        digest = base64.urlsafe_b64encode(sha256(content).digest()).rstrip(b"=").decode()
        shown = f'"{path}"' if "," in path else path
        rows.append(f"{shown},sha256={digest},{len(content)}\n")
    return "".join([*rows, f"{METADATA}/RECORD,,\n"]).encode("utf-8", "surrogateescape")


def members_of(files: Dict[str, bytes], record: Optional[bytes] = None) -> List[Member]:
    """Returns the members of a wheel with some files."""
    content = record_of(files) if record is None else record
    whole = {**files, f"{METADATA}/RECORD": content}
    return [
        Member(path.encode(), data, flags=0 if path.isascii() else UTF_8)
        for path, data in whole.items()
    ]


def wheel(
    changes: Dict[str, Optional[bytes]], record: Optional[bytes] = None, **around: object
) -> bytes:
    """Returns a wheel that is good but for some files: others, more, or none where they are nil."""
    files = {**honest(), **{path: data or b"" for path, data in changes.items()}}
    files = {path: data for path, data in files.items() if changes.get(path, b"") is not None}
    return Archive(members_of(files, record), **around).packed()  # type: ignore[arg-type]


def with_member(member: Member, **around: object) -> bytes:
    """Returns the good wheel with one more member, which RECORD names."""
    files = {**honest(), member.name.decode("utf-8", "surrogateescape"): member.data}
    chosen = [*members_of(honest(), record_of(files)), member]
    return Archive(chosen, **around).packed()  # type: ignore[arg-type]


def first(**facts: object) -> bytes:
    """Returns the good wheel with something else said of its first member."""
    chosen = members_of(honest())
    chosen[0] = replace(chosen[0], **facts)  # type: ignore[arg-type]
    return Archive(chosen).packed()


def described(descriptor: bytes, **facts: object) -> bytes:
    """Returns the good wheel, the sizes of its first member behind it."""
    return first(flags=DESCRIBED, method=DEFLATED, descriptor=descriptor, **facts)


def sizes_of_first() -> Tuple[int, int, int]:
    return replace(members_of(honest())[0], method=DEFLATED).facts()


Cases = Iterator[Tuple[str, bytes]]


def good() -> Cases:
    """Yields wheels that are as they should be, each in a way that some readers do not like."""
    crc, packed, size = sizes_of_first()
    yield "plain", wheel({})
    yield "deflated", first(method=DEFLATED)
    yield "descriptor", described(struct.pack("<4sIII", DESCRIPTOR, crc, packed, size))
    yield "comment", wheel({}, comment=b"a comment")
    yield "executable", first(mode=EXECUTABLE)
    yield "large-end", wheel(
        {}, before_end=end_64(), count=0xFFFF, directory_size=MANY, directory_offset=MANY
    )
    for count in (1, 2, 3):
        yield f"padded-by-{count}", first(extra=bytes(count), local_extra=bytes(count))
    name = members_of(honest())[0].name
    same = unicode_path(name, name)
    yield "the-same-name-in-extra", first(extra=same, local_extra=same)
    yield "other-letters", wheel({"demo/\u00fc.txt": b"x"})
    yield "folder", Archive(
        [Member(b"demo/", b"", mode=0o040755), *members_of(honest())]
    ).packed()


def hostile_archives() -> Cases:
    """Yields archives that readers take for different things, or that are not what they say."""
    crc, packed, size = sizes_of_first()
    files = members_of(honest())
    other = wheel({"demo/__init__.py": b"other = 1\n"})
    yield "directory-has-one-more", Archive(
        [*files, Member(b"demo/ghost.py", b"x", is_in_body=False, offset=0)]
    ).packed()
    yield "directory-lacks-one", Archive(
        [Member(b"demo/hidden.py", b"x", is_in_directory=False), *files]
    ).packed()
    yield "directory-lacks-one-behind", Archive(
        [*files, Member(b"demo/hidden.py", b"x", is_in_directory=False)]
    ).packed()
    yield "twice-the-same-name", Archive([*files, replace(files[0], data=b"other")]).packed()
    yield "twice-the-same-name-and-content", Archive([*files, files[0]]).packed()
    yield "twice-but-for-dots", with_member(Member(b"demo/./__init__.py", b"x = 1\n" * 20))
    yield "a-file-and-a-folder", with_member(Member(b"demo/__init__.py/x", b"y"))
    yield "local-name-differs", first(local_name=b"demo/__evil__.py")
    yield "local-name-is-longer", first(local_name=b"demo/__init__.py.evil")
    yield "local-sum-differs", first(local_crc=1)
    yield "local-size-differs", first(local_size=5)
    yield "local-packed-size-differs", first(local_packed_size=5)
    yield "sum-is-wrong", first(crc=1)
    yield "size-is-too-small", first(method=DEFLATED, size=size - 1)
    yield "size-is-too-large", first(method=DEFLATED, size=size + 1)
    yield "packed-size-is-too-small", first(method=DEFLATED, packed_size=packed - 1)
    yield "packed-size-is-too-large", first(method=DEFLATED, packed_size=packed + 1)
    yield "stored-with-two-sizes", first(size=5, local_size=5)
    yield "rubbish-in-deflated", first(method=DEFLATED, packed=b"\xff" * 30)
    yield "deflated-and-more", first(
        method=DEFLATED, packed=replace(files[0], method=DEFLATED).content + b"more"
    )
    yield "bomb", first(method=DEFLATED, size=8 << 20, packed=zlib.compress(b"0" * (8 << 20))[2:-4])
    yield "descriptor-with-another-sum", described(
        struct.pack("<4sIII", DESCRIPTOR, crc ^ 1, packed, size)
    )
    yield "descriptor-with-another-size", described(
        struct.pack("<4sIII", DESCRIPTOR, crc, packed, size + 1)
    )
    yield "descriptor-with-another-packed-size", described(
        struct.pack("<4sIII", DESCRIPTOR, crc, packed + 1, size)
    )
    yield "descriptor-of-large-sizes", described(
        struct.pack("<4sIQQ", DESCRIPTOR, crc, packed + 1, size)
    )
    yield "descriptor-is-missing", described(b"")
    yield "encrypted", first(flags=ENCRYPTED)
    yield "unknown-method", first(method=99)
    yield "old-method", first(method=6)
    yield "overlapping", Archive([files[0], replace(files[1], offset=0), *files[2:]]).packed()
    yield "place-beyond-the-end", first(offset=1 << 30)
    yield "place-in-the-directory", first(offset=len(wheel({})) - 200)
    yield "something-before", wheel({}, prefix=b"#!/bin/sh\nexit\n")
    yield "another-before", wheel({}, prefix=other)
    yield "something-behind", wheel({}, suffix=b"trailing")
    yield "another-behind", wheel({}, suffix=other)
    yield "another-in-the-comment", wheel({}, comment=other)
    yield "end-in-the-comment", wheel({}, comment=b"x" + END + bytes(18))
    yield "end-twice", wheel({}, suffix=wheel({})[-22:])
    yield "something-between", wheel({}, gap=b"between")
    yield "another-between", wheel({}, gap=other)
    yield "count-is-too-small", wheel({}, count=3)
    yield "count-is-too-large", wheel({}, count=30)
    yield "directory-is-said-to-be-small", wheel({}, directory_size=46)
    yield "directory-is-elsewhere", wheel({}, directory_offset=10)
    yield "large-end-that-nobody-needs", wheel({}, before_end=end_64())
    yield "large-end-counts-otherwise", wheel({}, before_end=end_64(count=3))
    yield "large-end-is-elsewhere", wheel({}, before_end=end_64(locator_offset=0))
    yield "large-end-names-another-place", wheel({}, before_end=end_64(offset=4))
    yield "large-end-is-missing", wheel({}, before_end=end_64(has_record=False))
    yield "large-end-has-a-tail", wheel({}, before_end=end_64(tail=other))
    yield "large-end-only", wheel({}, before_end=end_64(count=MANY * 2), count=0xFFFF)
    yield "large-size-lies", first(
        size=MANY, extra=extra(LARGE, struct.pack("<Q", 1 << 62)), local_size=MANY
    )
    yield "large-size-without-field", first(size=MANY, local_size=MANY)
    yield "large-size-is-short", first(size=MANY, extra=extra(LARGE, b"\0"), local_size=MANY)
    yield "another-name-in-extra", first(extra=unicode_path(files[0].name, b"demo/evil.py"))
    yield "another-name-in-local-extra", first(
        local_extra=unicode_path(files[0].name, b"../evil.py")
    )
    yield "extra-is-cut", first(extra=struct.pack("<HH", 7, 100))
    yield "local-extra-is-cut", first(local_extra=struct.pack("<HH", 7, 100))
    yield "no-archive", b"no archive at all\n" * 20
    yield "empty", b""
    yield "cut", wheel({})[:-30]
    yield "only-the-end", Archive([]).packed()


def hostile_names() -> Cases:
    """Yields wheels with members that want to be elsewhere, or something else than a file."""
    for number, path in enumerate(
        [
            *("../evil.py", "demo/../../evil.py", "/tmp/evil.py", "./../evil.py", "..", "."),
            *("demo/..", "//evil.py", "demo//evil.py", "demo\\evil.py", "..\\evil.py"),
            *("C:\\evil.py", "demo/\x00evil.py", "demo/evil\n.py", "demo/\x1b[1m"),
            *("demo-1.0.data/scripts/../../evil", "demo-1.0.data/data/../../evil"),
            *("demo-1.0.data/data//tmp/evil", "demo-1.0.data/purelib/../../../evil"),
            *("demo-1.0.data/nowhere/evil", "demo-1.0.data/evil"),
            *("demo-1.0.data/headers/../../../../evil.h", "other-1.0.dist-info/METADATA"),
            *("x" * 300, "d/" * 2500 + "evil"),
        ]
    ):
        yield f"name-{number}", with_member(Member(path.encode(), b"x"))
    yield "name-is-no-utf-8", Archive(
        [*members_of(honest()), Member(b"demo/\xff\xfe.py", b"x", flags=UTF_8)]
    ).packed()
    for number, path in enumerate([b"", b"demo/evil/"]):
        yield f"no-name-{number}", Archive(
            [*members_of(honest()), Member(path, b"content")]
        ).packed()
    for name, mode in [("fifo", FIFO), ("device", DEVICE), ("socket", 0o140755)]:
        yield name, first(mode=mode)
    for number, target in enumerate([b"/etc/passwd", b"../..", b"demo/data.txt"]):
        yield f"link-{number}", with_member(Member(b"demo/link", target, mode=LINK))
    yield "link-then-file", Archive(
        [
            Member(b"demo/way", b"/tmp", mode=LINK),
            *(
                member
                for member in members_of({**honest(), "demo/way": b"/tmp", "demo/way/evil": b"x"})
                if member.name != b"demo/way"
            ),
        ]
    ).packed()


def hostile_metadata() -> Cases:
    """Yields wheels that lie about what is in them."""
    files = honest()
    record = record_of(files)
    rows = record.splitlines(keepends=True)
    yield "record-is-missing", Archive(members_of(files)[:-1]).packed()
    yield "record-has-another-digest", wheel({"demo/data.txt": b"changed"}, record)
    yield "record-has-another-size", wheel({}, record.replace(b",500\n", b",501\n"))
    yield "record-lacks-a-file", wheel({}, b"".join(rows[1:]))
    yield "record-has-no-digest", wheel({}, b"demo/__init__.py,,\n" + b"".join(rows[1:]))
    yield "record-has-a-weak-digest", wheel(
        {}, b"demo/__init__.py,md5=1B2M2Y8AsgTpgAmY7PhCfg,120\n" + b"".join(rows[1:])
    )
    yield "record-names-a-phantom", wheel({}, record + b"demo/phantom.py,,\n")
    yield "record-names-what-is-elsewhere", wheel({}, record + b"../../../etc/passwd,,\n")
    yield "record-names-everything", wheel({}, record + b"./,,\n")
    yield "record-is-no-table", wheel({}, b'"demo/__init__.py\n')
    yield "record-is-no-utf-8", wheel({}, b"\xff\xfe,,\n" + record)
    yield "two-of-metadata", wheel({"demo-2.0.dist-info/METADATA": b"Name: demo\nVersion: 2.0\n"})
    yield "metadata-of-another", wheel(
        {f"{METADATA}/METADATA": b"Metadata-Version: 2.1\nName: pip\nVersion: 1.0\n"}
    )
    yield "metadata-of-another-version", wheel(
        {f"{METADATA}/METADATA": b"Metadata-Version: 2.1\nName: demo\nVersion: 2.0\n"}
    )
    yield "metadata-is-missing", wheel({f"{METADATA}/METADATA": None})
    yield "wheel-is-missing", wheel({f"{METADATA}/WHEEL": None})
    yield "wheel-is-of-the-future", wheel({f"{METADATA}/WHEEL": b"Wheel-Version: 2.0\n"})
    yield "wheel-says-no-version", wheel({f"{METADATA}/WHEEL": b"Root-Is-Purelib: true\n"})
    begins_so = {path.replace(METADATA, "demo_evil-1.0.dist-info"): data for path, data in files.items()}
    yield "metadata-only-begins-so", Archive(
        [
            *(Member(path.encode(), data) for path, data in begins_so.items()),
            Member(
                b"demo_evil-1.0.dist-info/RECORD",
                record_of(begins_so).replace(METADATA.encode(), b"demo_evil-1.0.dist-info"),
            ),
        ]
    ).packed()
    for number, entry in enumerate(
        [
            *("../evil = demo:main", "../../evil = demo:main", "/tmp/evil = demo:main"),
            *(". = demo:main", ".. = demo:main", "evil = demo", "evil = demo:main;import os"),
            *("evil = os:system('x')", "evil = demo:main\\nimport os", "a/../../evil = demo:main"),
        ]
    ):
        text = f"[console_scripts]\n{entry}\n".encode()
        yield f"entry-point-{number}", wheel({f"{METADATA}/entry_points.txt": text})


def hostile() -> Cases:
    """Yields all that nobody may install."""
    yield from hostile_archives()
    yield from hostile_names()
    yield from hostile_metadata()


def main(arguments: Sequence[str]) -> None:
    folder = Path(arguments[0])
    for kind, cases in (("good", good()), ("hostile", hostile())):
        for name, content in cases:
            place = folder / kind / name / NAME
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)


if __name__ == "__main__":
    main(sys.argv[1:])
