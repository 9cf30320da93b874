"""Snapshots that nobody may accept, each made from what is said of it here, and some that are good.

`hostilesnapshots.py DIR` writes them to `DIR/NAME.tar`, `.tar.zst` and `.tar.gz`, the good ones to
`DIR/good`. A name ends in `-bare` where the archive has no manifest, in `-wrapped` where it would
be a snapshot but for one thing, in `-unlisted` where that thing has no line in the manifest, and in
`-for-another` where its line has the name that a careless reader takes it for. It begins with
`unsaid-` where the page of the format does not say that a reader *must* refuse it.
"""

import bz2
import io
import lzma
import shutil
import subprocess
import sys
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha224, sha256
from pathlib import Path
from typing import Any, Callable, Dict, Iterable, Iterator, List, Optional, Sequence, Tuple, Union

if not __package__:
    # As a program it is found in its own folder only.
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from workbench.response import folder_of, key_of, packed_response
from workbench.snapshotfile import (
    BLOCK,
    END,
    GZIP,
    HEADERS,
    MANIFEST,
    RAW,
    RESERVED,
    RUN,
    ZSTD,
    Object,
    filled,
    head_of,
    header,
    json_line,
    line_of,
    manifest,
    member,
    packed,
    packed_by_library,
    pax_record,
    summed,
    write,
)
from workbench.wheel import description, packed_wheel, wheel_name

SUFFIXES = {"none": ".tar", "zstd": ".tar.zst", "gzip": ".tar.gz"}
MANY = 200_000
GIGABYTE = 1 << 30
# The fields of a header that are changed here, and where they begin.
MODE, OWNER, SIZE, TIME, SUM = 100, 108, 124, 136, 148
LINK, MAGIC, USER, PREFIX, REST = 157, 257, 265, 345, 500
WINDOW_OF_8_MIB = 13 << 3
LARGEST_BLOCK = 128 << 10
BARE_GZIP_HEAD = GZIP + b"\x08\0\0\0\0\0\0\xff"
EVIL = b"evil\n"

Files = Dict[str, bytes]
# All at once, or piece by piece because it is large.
Content = Union[bytes, Callable[[], Iterator[bytes]]]


@dataclass(frozen=True)
class Case:
    """A file that is to be refused: an archive for all forms, or, with a form, packed in that."""

    name: str
    content: Content
    form: Optional[str] = None


@dataclass(frozen=True)
class Piece:
    """Blocks of an archive, and the file that a manifest says they are."""

    path: str
    content: bytes
    blocks: bytes


@dataclass(frozen=True)
class Attack:
    """Members that nobody may accept."""

    name: str
    pieces: Tuple[Piece, ...]


# A cache with something of everything


def response_files(address: str, body: bytes) -> Files:
    """Returns the two files of a response."""
    key = key_of(address)
    path = f"{folder_of('http-v2', key)}/{key}"
    headers = {"Content-Type": "application/zip", "Content-Length": str(len(body))}
    return {path: packed_response(headers, vary={}), f"{path}.body": body}


def small_wheel(name: str) -> bytes:
    """Returns a wheel with one module."""
    return packed_wheel(name, {f"{name}.py": b"", **description(name)})


def wheel_folder(source: str) -> str:
    """Returns where the wheel is that was built from something."""
    key = sha224(source.encode()).hexdigest()
    return f"wheels/{key[:2]}/{key[2:4]}/{key[4:6]}/{key[6:]}"


FOLDER = wheel_folder("demo")
BUILT = f"{FOLDER}/{wheel_name('demo')}"
# A name that needs a pax header.
LONG = f"{FOLDER}/{wheel_name('demo_' * 20 + 'end')}"
KEY = key_of("https://files.example/demo-1.0-py3-none-any.whl")
HEAD = f"{folder_of('http-v2', KEY)}/{KEY}"
BODY = f"{HEAD}.body"
OLD_KEY = key_of("https://index.example/simple/demo/")
OLD = f"{folder_of('http', OLD_KEY)}/{OLD_KEY}"
STATE = f"selfcheck/{sha224(b'/srv/venv').hexdigest()}"
FREE = f"selfcheck/{sha224(b'free').hexdigest()}"


@lru_cache(maxsize=None)
def good_files() -> Files:
    """Returns the files of the snapshot that is changed here."""
    address = "https://files.example/demo-1.0-py3-none-any.whl"
    files = {
        **response_files(address, small_wheel("demo")),
        **response_files("https://index.example/simple/demo/", b"<html></html>"),
        OLD: packed_response({"Content-Type": "text/html"}, vary={}, body=b"<html></html>"),
        BUILT: small_wheel("demo"),
        f"{FOLDER}/origin.json": b'{"archive_info": {}, "url": "https://files.example/d.tar.gz"}',
        STATE: b'{"key":"/srv/venv"}',
    }
    return {path: files[path] for path in sorted(files)}


def good_lines() -> List[Object]:
    """Returns the lines of those files."""
    return [line_of(path, content) for path, content in good_files().items()]


def good_members() -> bytes:
    """Returns the members of those files."""
    return b"".join(member(path, content) for path, content in good_files().items())


# Putting together


def plain(path: str, content: bytes = EVIL) -> Piece:
    """Returns a member that is as it should be."""
    return Piece(path, content, member(path, content))


def special(path: str, content: bytes = b"", name: Optional[bytes] = None, **how: Any) -> Piece:
    """Returns a member with any header, perhaps with another name than its line has."""
    given = path.encode() if name is None else name
    size = how.pop("size", len(content))
    return Piece(path, content, header(given, size, **how) + filled(content))


def changed(path: str, place: int, value: bytes, content: bytes = EVIL) -> Piece:
    """Returns a member whose header has other bytes at some place, and the right checksum."""
    block = header(path.encode(), len(content))
    return Piece(path, content, summed(patched(block, place, value)) + filled(content))


def patched(data: bytes, place: int, value: bytes) -> bytes:
    """Returns data with other bytes at some place."""
    return data[:place] + value + data[place + len(value) :]


def extended(records: bytes, kind: bytes = b"x", size: Optional[int] = None) -> bytes:
    """Returns a pax header, perhaps with another size than it has."""
    length = len(records) if size is None else size
    return header(b"pax/header", length, kind) + filled(records)


def with_pax(records: bytes, path: str = LONG, content: bytes = EVIL) -> Piece:
    """Returns a file behind a pax header."""
    short = path.rsplit("/", 1)[-1].encode()[:100]
    return Piece(path, content, extended(records) + header(short, len(content)) + filled(content))


def attack(name: str, *pieces: Piece) -> Attack:
    """Returns an attack of some members."""
    return Attack(name, pieces)


def cases_of(attack: Attack) -> Iterator[Case]:
    """Returns an attack alone, and between the members of a snapshot, with lines and without."""
    blocks = b"".join(piece.blocks for piece in attack.pieces)
    # Without lines there is no doubt that they are to be refused.
    name = attack.name.replace("unsaid-", "")
    yield Case(f"{name}-bare", blocks + END)
    paths = {piece.path for piece in attack.pieces}
    others = [plain(path, content) for path, content in good_files().items()]
    beside = [piece for piece in others if piece.path not in paths]
    yield Case(f"{attack.name}-wrapped", archive([*beside, *attack.pieces]))
    lines = good_lines()
    members = in_order([*others, *attack.pieces])
    yield Case(f"{name}-unlisted", snapshot(lines, b"".join(p.blocks for p in members)))


def archive(pieces: Iterable[Piece]) -> bytes:
    """Returns an archive of members, in their order, with a line for each."""
    members = in_order(pieces)
    lines = [line_of(piece.path, piece.content) for piece in members]
    return snapshot(lines, b"".join(piece.blocks for piece in members))


def in_order(pieces: Iterable[Piece]) -> List[Piece]:
    """Returns members in the order of their names; those of one name stay as they are."""
    return sorted(pieces, key=lambda piece: piece.path.encode())


def snapshot(lines: Sequence[Object], members: bytes, head: Optional[Object] = None) -> bytes:
    """Returns an archive with a manifest of some lines."""
    return listed(manifest([head_of(lines) if head is None else head, *lines]), members)


def listed(content: bytes, members: Optional[bytes] = None, end: bytes = END) -> bytes:
    """Returns an archive with any manifest."""
    return member(MANIFEST, content) + (good_members() if members is None else members) + end


# Names


def attacks_by_name() -> Iterator[Attack]:
    """Returns members whose names lead elsewhere, or are another's."""
    names = {
        "parent": b"../evil",
        "absolute": b"/tmp/swiftpip-evil",
        "parent-inside": b"a/../../b",
        "parent-in-area": b"http-v2/../../evil",
        "parent-in-wheels": FOLDER.encode() + b"/../evil.whl",
        "here": b"./evil",
        "here-in-area": f"./{FREE}".encode(),
        "two-slashes": FREE.replace("/", "//").encode(),
        "slash-first": b"/" + FREE.encode(),
        "empty": b"",
        "dot": b".",
        "dots": b"..",
        "backslash": b"..\\evil",
        "drive": b"C:\\evil",
        "newline": FOLDER.encode() + b"/a\nb.whl",
        "newline-last": FREE.encode() + b"\n",
        "escape": FOLDER.encode() + b"/a\x1b[2Jb.whl",
        "invalid-utf-8": FOLDER.encode() + b"/\xff\xfe.whl",
        "surrogate": FOLDER.encode() + b"/\xed\xa0\x80.whl",
    }
    for name, value in names.items():
        path = value.decode("utf-8", "replace")
        yield attack(f"name-{name}", special(path, EVIL, value))
    yield attack("name-component-of-300", plain(f"{FOLDER}/{'n' * 296}.whl"))
    yield attack("name-1000-deep", plain("d/" * 1000 + "evil"))
    yield attack("name-3000-deep", plain("d/" * 3000 + "evil"))
    for name, prefix in (("parent", b"../.."), ("absolute", b"/tmp"), ("here", b".")):
        piece = special(f"{prefix.decode()}/{FREE}", EVIL, FREE.encode(), prefix=prefix)
        yield attack(f"prefix-{name}", piece)


def attacks_by_pairs() -> Iterator[Attack]:
    """Returns members that are in each other's way."""
    yield attack("twice-the-same", plain(FREE), plain(FREE))
    yield attack("twice-with-other-content", plain(FREE), plain(FREE, b"other"))
    upper = FREE.upper().replace("SELFCHECK", "selfcheck")
    yield attack("case-of-a-key", plain(FREE), plain(upper))
    yield attack("case-of-an-area", plain(FREE), plain(FREE.replace("selfcheck", "SelfCheck")))
    for name, one, other in (
        ("case-of-a-wheel", "File", "fILE"),
        ("composed-and-not", "\u00e9", "e\u0301"),
        ("percent-encoding", "a.b", "a%2Eb"),
    ):
        unsaid = "unsaid-" if name == "case-of-a-wheel" else ""
        wheels = (plain(f"{FOLDER}/{sign}-1.0-py3-none-any.whl") for sign in (one, other))
        yield attack(f"{unsaid}{name}", *wheels)
    yield attack("file-then-folder", plain(FREE), plain(f"{FREE}/evil"))
    folder = special(FREE, name=f"{FREE}/".encode(), kind=b"5")
    yield attack("folder-then-file", folder, plain(FREE))


def cases_by_other_name() -> Iterator[Case]:
    """Returns snapshots with a line for what careless readers make of a name.

    They end it at a NUL, leave out what changes nothing, or do not look at it at all.
    """
    for one in (*attacks_by_name(), *attacks_by_pax_path()):
        path = LONG if one.name.startswith("pax") else FREE
        others = [plain(*file) for file in good_files().items()]
        pieces = [Piece(path, EVIL, piece.blocks) for piece in one.pieces]
        yield Case(f"{one.name}-for-another", archive([*others, *pieces]))


# Types


def attacks_by_type() -> Iterator[Attack]:
    """Returns members that are no files, or none of this format."""
    folder = BUILT.rsplit("/", 1)[0]
    link = special(folder, kind=b"2", link=b"/tmp")
    yield attack("link-then-write-through", link, plain(BUILT))
    yield attack("link-then-folder", link, special(folder, kind=b"5", mode=0o777))
    for name, kind, target in (
        ("link-absolute", b"2", b"/etc/passwd"),
        ("link-parent", b"2", b"../../../../etc/passwd"),
        ("link-inside", b"2", STATE.encode()),
        ("link-empty", b"2", b""),
        ("hard-link-parent", b"1", b"../../etc/passwd"),
        ("hard-link-absolute", b"1", b"/etc/passwd"),
        ("hard-link-inside", b"1", STATE.encode()),
    ):
        yield attack(name, special(FREE, kind=kind, link=target))
    data = special(FREE, EVIL, kind=b"1", link=STATE.encode())
    yield attack("hard-link-with-data", data)
    to_link = special(BUILT, kind=b"1", link=FREE.encode())
    yield attack("hard-link-to-link", special(FREE, kind=b"2", link=b"/etc/passwd"), to_link)
    for name, kind in (
        ("character-device", b"3"),
        ("block-device", b"4"),
        ("fifo", b"6"),
        ("sticky-folder", b"5"),
    ):
        yield attack(name, special(FREE, kind=kind, mode=0o1777))
    yield attack("setuid-program", special("bin/evil", EVIL, mode=0o4755))
    # `L`, `K` and `g` are in other functions; what they say belongs to another member.
    for sign in b"\0" + b"7ZSVMDNAX":
        name = chr(sign) if sign else "nul"
        yield attack(f"type-{name}", special(FREE, EVIL, kind=bytes([sign])))
    yield attack("file-with-a-slash", special(FREE, b"", name=f"{FREE}/".encode()))
    yield attack("folder", special(FREE, kind=b"5"))
    yield attack("folder-with-data", special(FREE, EVIL, kind=b"5"))
    for kind in (b"L", b"K"):
        block = header(b"././@LongLink", 1 + len(LONG), kind) + filled(LONG.encode() + b"\0")
        yield attack(f"gnu-{kind.decode()}", Piece(LONG, EVIL, block + plain(STATE).blocks))
        chain = Piece(LONG, EVIL, block * 3000 + plain(STATE).blocks)
        yield attack(f"gnu-{kind.decode()}-chain", chain)


# Pax headers


def pax_path(path: str = LONG) -> bytes:
    """Returns the one record that may be."""
    return pax_record(b"path", path.encode())


def attacks_by_pax_path() -> Iterator[Attack]:
    """Returns members with pax headers that lead elsewhere, or are too long."""
    name = LONG.encode()
    for label, path in (
        ("nul", name[:90] + b"\0" + name[90:]),
        ("nul-behind", name + b"\0evil"),
        ("newline", name[:90] + b"\n" + name[90:]),
        ("escape", name[:90] + b"\x1b[2J" + name[90:]),
        ("invalid-utf-8", name[:90] + b"\xff" + name[90:]),
        ("surrogate", name[:90] + b"\xed\xa0\x80" + name[90:]),
        ("composed", name[:90] + "\u00e9".encode() + name[90:]),
        ("not-composed", name[:90] + "e\u0301".encode() + name[90:]),
        ("parent", b"../" * 90 + b"evil"),
        ("absolute", b"/" + name),
        ("empty", b""),
        ("of-5000-bytes", name[:90] + b"n" * 4900 + b".whl"),
        ("of-1200000-bytes", b"n" * 1_200_000),
    ):
        piece = with_pax(pax_record(b"path", path))
        told = Piece(path.decode("utf-8", "replace"), EVIL, piece.blocks)
        # A line of the manifest may not be that long.
        yield attack(f"pax-path-{label}", piece if len(path) > 60_000 else told)


def attacks_by_pax() -> Iterator[Attack]:
    """Returns members with pax headers that say more, or less, or it in another way."""
    record = pax_path()
    for label, records in more_than_a_path().items():
        yield attack(f"pax-{label}", with_pax(records))
    for label, records in malformed_records(record).items():
        yield attack(f"pax-{label}", with_pax(records))
    yield attack("pax-path-that-fits", with_pax(pax_path(BUILT), BUILT))
    with_prefix = f"{FOLDER}/{'n' * 50}.whl"
    yield attack("pax-path-that-fits-with-prefix", with_pax(pax_path(with_prefix), with_prefix))
    yield from attacks_by_order_of_pax(record)
    yield from attacks_by_size_in_pax()


def more_than_a_path() -> Dict[str, bytes]:
    """Returns pax headers with records that are none of this format."""
    path = pax_path()
    others = {
        "xattr": (b"SCHILY.xattr.user.evil", b"1"),
        "libarchive-xattr": (b"LIBARCHIVE.xattr.user.evil", b"MQ"),
        "acl": (b"SCHILY.acl.access", b"user::rwx,group::r--,other::r--"),
        "fflags": (b"SCHILY.fflags", b"nodump"),
        "charset": (b"hdrcharset", b"BINARY"),
        "time": (b"mtime", b"1.5"),
        "owner": (b"uid", b"1000"),
        "link": (b"linkpath", b"/etc/passwd"),
        "comment": (b"comment", b"evil"),
        "comment-of-3000000-bytes": (b"comment", b"c" * 3_000_000),
        "device": (b"SCHILY.devmajor", b"8"),
        "sparse-name": (b"GNU.sparse.name", b"../evil"),
        "second-path": (b"path", b"../evil"),
        "second-path-the-same": (b"path", LONG.encode()),
    }
    headers = {label: path + pax_record(*record) for label, record in others.items()}
    alone = {f"{label}-alone": pax_record(*others[label]) for label in ("xattr", "comment", "link")}
    first = {"path-behind-another": pax_record(b"path", b"../evil") + path}
    return {**headers, **alone, **first}


def malformed_records(record: bytes) -> Dict[str, bytes]:
    """Returns pax headers that are no record, or not only one."""
    digits, rest = record.split(b" ", 1)
    length = int(digits)
    return {
        "length-too-small": b"%d " % (length - 1) + rest,
        "length-too-large": b"%d " % (length + 1) + rest,
        "length-zero": b"0 " + rest,
        "length-negative": b"-%d " % length + rest,
        "length-overflow": b"%d " % ((1 << 64) + length) + rest,
        "length-with-zeros": b"00%d " % (length + 2) + rest,
        "length-with-plus": b"+%d " % (length + 1) + rest,
        "length-with-space": b" %d " % (length + 1) + rest,
        "length-missing": b" " + rest,
        "length-hexadecimal": b"0x%x " % length + rest,
        "tab": digits + b"\t" + rest,
        "no-newline": record[:-1],
        "nul-for-newline": record[:-1] + b"\0",
        "no-equals-sign": record.replace(b"=", b":", 1),
        "upper-case": record.replace(b"path", b"PATH"),
        "space-in-name": b"%d " % (length + 1) + b" " + rest,
        "nul-behind": record + b"\0",
        "garbage-behind": record + b"garbage",
        "zeros-behind": record + bytes(BLOCK),
        "nothing": b"",
    }


def attacks_by_order_of_pax(record: bytes) -> Iterator[Attack]:
    """Returns pax headers that are not directly before a file."""
    one = extended(record)
    file = with_pax(record)
    behind = file.blocks[len(one) :]
    yield attack("pax-two", Piece(LONG, EVIL, one + file.blocks))
    yield attack("pax-chain", Piece(LONG, EVIL, one * 3000 + behind))
    whole = extended(pax_record(b"path", b"../evil") + pax_record(b"size", b"0"), b"g")
    yield attack("pax-for-all", Piece(LONG, EVIL, whole + file.blocks))
    yield attack("pax-for-all-behind-pax", Piece(LONG, EVIL, one + whole + behind))
    yield attack("pax-solaris", Piece(LONG, EVIL, extended(record, b"X") + behind))
    for kind, label in ((b"5", "folder"), (b"2", "link"), (b"1", "hard-link"), (b"\0", "old-file")):
        other = header(b"short", 0, kind, link=b"/etc/passwd")
        yield attack(f"pax-before-{label}", Piece(LONG, b"", one + other))
    gnu = header(b"././@LongLink", 5, b"L") + filled(b"evil\0")
    yield attack("pax-before-gnu", Piece(LONG, EVIL, one + gnu + behind))
    yield attack("pax-before-zeros", Piece(LONG, EVIL, one + bytes(BLOCK) + behind))
    large = extended(record, size=GIGABYTE)
    yield attack("pax-of-a-gigabyte", Piece(LONG, EVIL, large + behind))
    long = extended(record + bytes(5000))
    yield attack("pax-of-5000-bytes", Piece(LONG, EVIL, long + behind))
    short = extended(record, size=len(record) - 1)
    yield attack("pax-cut", Piece(LONG, EVIL, short + behind))


def attacks_by_size_in_pax() -> Iterator[Attack]:
    """Returns files whose pax header has a size, and sparse ones."""
    inner = member("../evil", EVIL)
    for label, size in (
        ("zero", b"0"),
        ("of-blocks", b"%d" % len(inner)),
        ("the-same", b"%d" % len(EVIL)),
        ("negative", b"-1"),
        ("overflow", b"18446744073709551616"),
        ("huge", b"9" * 100),
    ):
        content = EVIL if label == "the-same" else inner
        record = pax_record(b"size", size)
        yield attack(f"size-in-pax-{label}", with_pax(pax_path() + record, content=content))
        yield attack(f"size-in-pax-{label}-alone", with_pax(record, BUILT, content))
    # Those who go by the pax header see the inner archive, the others see one file.
    records = pax_path() + pax_record(b"size", b"%d" % len(inner))
    hidden = extended(records) + header(b"short", 0) + inner
    yield attack("size-in-pax-hides-files", Piece(LONG, b"", hidden))
    for label, records in sparse_records().items():
        yield attack(f"sparse-{label}", with_pax(records, BUILT, sparse_map(1)))
    old = patched(header(FREE.encode(), BLOCK, b"S"), MAGIC, b"ustar  \0")
    numbers = b"%011o\0" % (1 << 32) + b"%011o\0" % BLOCK + bytes(48 + 24)
    real = b"\0%011o\0" % (1 << 33 - 1)
    block = summed(patched(patched(old, 386, numbers), 482, real))
    yield attack("sparse-old", Piece(FREE, bytes(BLOCK), block + bytes(BLOCK)))


def sparse_records() -> Dict[str, bytes]:
    """Returns the records of a sparse file of a terabyte, in all their forms."""
    terabyte = b"%d" % (1 << 40)
    size = pax_record(b"GNU.sparse.size", terabyte)
    map_0 = pax_record(b"GNU.sparse.offset", terabyte) + pax_record(b"GNU.sparse.numbytes", b"0")
    return {
        "0-0": size + pax_record(b"GNU.sparse.numblocks", b"1") + map_0,
        "0-1": size + pax_record(b"GNU.sparse.map", terabyte + b",0"),
        "1-0": records_of_sparse_map(),
        "holes": pax_record(b"SUN.holesdata", b" 0 " + terabyte),
    }


def records_of_sparse_map() -> bytes:
    """Returns what a pax header says of a file that begins with a map of itself."""
    major = pax_record(b"GNU.sparse.major", b"1") + pax_record(b"GNU.sparse.minor", b"0")
    named = pax_record(b"GNU.sparse.name", BUILT.encode())
    return major + named + pax_record(b"GNU.sparse.realsize", b"%d" % (1 << 40))


def sparse_map(entries: int) -> bytes:
    """Returns the map of a sparse file."""
    return filled(b"%d\n" % entries + b"0\n0\n" * entries)


# Headers


def attacks_by_header() -> Iterator[Attack]:
    """Returns members with headers that mean something else to each reader."""
    for label, value in (
        ("base-256-huge", b"\x80" + b"\0" * 3 + b"\x7f" + b"\xff" * 7),
        ("base-256-negative", b"\xff" * 12),
        ("base-256-right", b"\x80" + len(EVIL).to_bytes(11, "big")),
        ("negative", b"-0000000005\0"),
        ("not-octal", b"00000000008\0"),
        ("hexadecimal", b"0x000000005\0"),
        ("with-garbage", b"00000000005g"),
        ("behind-nul", b"5\0garbage123"),
        ("empty", bytes(12)),
        ("spaces", b" " * 12),
        ("8-gib", b"77777777777\0"),
        ("64-gib", b"777777777777"),
        ("one-less", b"%011o\0" % (len(EVIL) - 1)),
        ("one-more", b"%011o\0" % (len(EVIL) + 1)),
        ("zero", b"%011o\0" % 0),
        ("of-two-blocks", b"%011o\0" % (2 * BLOCK)),
    ):
        yield attack(f"size-{label}", changed(FREE, SIZE, value))
    for label, place, value in (
        ("gnu", MAGIC, b"ustar  \0"),
        ("none", MAGIC, bytes(8)),
        ("spaces", MAGIC, b"ustar\0  "),
        ("upper-case", MAGIC, b"USTAR\x0000"),
        ("version-1", MAGIC, b"ustar\x0001"),
    ):
        yield attack(f"magic-{label}", changed(FREE, place, value))
    for label, value in (
        ("wrong", b"000001\0 "),
        ("empty", bytes(8)),
        ("not-octal", b"garbage!"),
        ("base-256", b"\x80" + (5000).to_bytes(7, "big")),
    ):
        block = patched(header(FREE.encode(), len(EVIL)), SUM, value)
        yield attack(f"checksum-{label}", Piece(FREE, EVIL, block + filled(EVIL)))
    for label, place, value in (
        ("mode-not-octal", MODE, b"rw-r--r-"),
        ("owner-base-256", OWNER, b"\x80" + bytes(7)),
        ("time-negative", TIME, b"\xff" * 12),
        ("time-empty", TIME, bytes(12)),
        ("link-of-a-file", LINK, b"/etc/passwd"),
        ("behind-the-name", 90, b"evil"),
        ("behind-the-prefix", PREFIX + 100, b"evil"),
        ("behind-the-header", REST, b"evil"),
        ("size-spaces-first", SIZE, b"         5 \0"),
    ):
        yield attack(f"unsaid-{label}", changed(FREE, place, value))
    filling = header(FREE.encode(), len(EVIL)) + (EVIL + b"hidden").ljust(BLOCK, b"\0")
    yield attack("unsaid-filled-with-something", Piece(FREE, EVIL, filling))
    yield attack("zeros-inside", Piece(FREE, EVIL, bytes(BLOCK) + plain(FREE).blocks))
    yield attack("end-inside", Piece(FREE, EVIL, END + plain(FREE).blocks))
    yield attack("garbage-inside", Piece(FREE, EVIL, b"garbage!" * 64 + plain(FREE).blocks))
    yield attack("block-missing", Piece(FREE, EVIL, header(FREE.encode(), len(EVIL))))


# Ends


def cases_by_end() -> Iterator[Case]:
    """Returns archives that do not end where they should."""
    bare = plain(FREE).blocks
    content = manifest([head_of(good_lines()), *good_lines()])
    for name, end in (
        ("no-end", b""),
        ("half-a-block-of-end", bytes(BLOCK // 2)),
        ("one-block-of-end", bytes(BLOCK)),
        ("end-one-byte-short", END[:-1]),
        ("end-one-byte-long", END + b"\0"),
        ("three-blocks-of-end", END + bytes(BLOCK)),
        ("end-of-10240-bytes", bytes(10240)),
        ("end-with-something", bytes(BLOCK) + b"evil".ljust(BLOCK, b"\0")),
        ("byte-behind", END + b"!"),
        ("garbage-behind", END + b"garbage!" * 128),
        ("second-archive", END + bare + END),
        ("second-archive-instead-of-end", bytes(BLOCK) + bare + END),
        ("second-snapshot", END + write(good_files())),
        ("zip-behind", END + small_wheel("evil")),
    ):
        yield Case(f"{name}-bare", bare + end)
        yield Case(f"{name}-wrapped", listed(content, end=end))
    yield Case("nothing", b"")
    yield Case("zeros", END)
    yield Case("zeros-many", bytes(1 << 20))
    yield Case("block-of-zeros", bytes(BLOCK))


def cases_by_cut() -> Iterator[Case]:
    """Returns a snapshot that was cut wherever something of it ends."""
    data = write(good_files())
    places = {1, BLOCK - 1, BLOCK, BLOCK + 1, len(data) - BLOCK, len(data) - 1}
    first = manifest([head_of(good_lines()), *good_lines()])
    for content in [first.split(b"\n")[0] + b"\n", first[:-1], first]:
        places.update((BLOCK + len(content), BLOCK + len(content) + 1))
    place = 0
    for content in [first, *good_files().values()]:
        start = place + BLOCK
        middle, end = start + len(content) // 2, start + len(content)
        place = start + len(filled(content))
        places.update((start - 1, start, middle, end - 1, end, place - 1, place, place + 1))
    for end in sorted(places):
        # What only fills a block may not be missing either.
        if end < len(data):
            yield Case(f"cut-at-{end:06}", data[:end])


# Manifests that lie


def cases_by_manifest() -> Iterator[Case]:
    """Returns archives whose members are well, but not what the manifest says."""
    yield from cases_by_count()
    yield from cases_by_field()
    yield from cases_by_head()
    yield from cases_by_place()
    yield from cases_by_json()
    yield from cases_by_path()


def cases_by_count() -> Iterator[Case]:
    """Returns archives with more or fewer lines than members, or in another order."""
    lines, files = good_lines(), list(good_files().items())
    extra = line_of(FREE, EVIL)
    more = in_order([*(plain(*file) for file in files), plain(FREE)])
    yield Case("line-missing-last", snapshot(lines[:-1], good_members()))
    yield Case("line-missing-first", snapshot(lines[1:], good_members()))
    others = [line for line in lines if path_of(line) != STATE]
    yield Case("line-missing-middle", snapshot(others, good_members()))
    yield Case("lines-missing", snapshot([], good_members()))
    yield Case("member-missing-last", snapshot(lines, members(files[:-1])))
    yield Case("member-missing-first", snapshot(lines, members(files[1:])))
    yield Case("members-missing", snapshot(lines, b""))
    yield Case("line-too-many", snapshot(sorted([*lines, extra], key=path_of), good_members()))
    yield Case("member-too-many", snapshot(lines, b"".join(piece.blocks for piece in more)))
    last = "wheels/ff/ff/ff/" + "f" * 50 + "/z.whl"
    yield Case("line-too-many-last", snapshot([*lines, line_of(last, EVIL)], good_members()))
    yield Case("member-too-many-last", snapshot(lines, good_members() + member(last, EVIL)))
    backwards = members(files[::-1])
    yield Case("unsaid-all-backwards", snapshot(lines[::-1], backwards))
    yield Case("lines-backwards", snapshot(lines[::-1], good_members()))
    yield Case("members-backwards", snapshot(lines, backwards))
    two = [lines[1], lines[0], *lines[2:]]
    swapped = members([files[1], files[0], *files[2:]])
    yield Case("unsaid-two-swapped", snapshot(two, swapped))
    yield Case("lines-swapped", snapshot(two, good_members()))
    yield Case("members-swapped", snapshot(lines, swapped))
    contents = [(files[0][0], files[1][1]), (files[1][0], files[0][1]), *files[2:]]
    yield Case("contents-swapped", snapshot(lines, members(contents)))
    for place, name in ((0, "first"), (-1, "last")):
        one_bit = [(path, flipped(content, place)) for path, content in files]
        yield Case(f"contents-changed-{name}-byte", snapshot(lines, members(one_bit)))
    yield Case("line-twice", snapshot([lines[0], *lines], good_members()))
    twice = members([files[0], *files])
    yield Case("line-and-member-twice", snapshot([lines[0], *lines], twice))
    yield Case("member-twice", snapshot(lines, twice))
    apart = snapshot([*lines, lines[0]], members([*files, files[0]]))
    yield Case("line-and-member-twice-apart", apart)


def members(files: Iterable[Tuple[str, bytes]]) -> bytes:
    """Returns members in any order."""
    return b"".join(member(path, content) for path, content in files)


def path_of(line: Object) -> str:
    """Returns the path in a line."""
    return line["path"]


def cases_by_field() -> Iterator[Case]:
    """Returns snapshots in which a line says something else of its file."""
    lines = good_lines()
    digest, size = lines[0]["sha256"], lines[0]["size"]
    for name, field, value in (
        ("digest-wrong", "sha256", "0" * 64),
        ("digest-of-another", "sha256", lines[1]["sha256"]),
        ("digest-upper-case", "sha256", digest.upper()),
        ("digest-short", "sha256", digest[:-1]),
        ("digest-long", "sha256", digest + "0"),
        ("digest-with-newline", "sha256", digest + "\n"),
        ("digest-of-224-bits", "sha256", sha224(b"").hexdigest()),
        ("digest-empty", "sha256", ""),
        ("digest-null", "sha256", None),
        ("digest-no-text", "sha256", 5),
        ("size-in-line-more", "size", size + 1),
        ("size-in-line-less", "size", size - 1),
        ("size-in-line-zero", "size", 0),
        ("size-in-line-negative", "size", -size),
        ("size-in-line-wraps-32", "size", size + (1 << 32)),
        ("size-in-line-wraps-64", "size", size + (1 << 64)),
        ("size-in-line-2-63", "size", 1 << 63),
        ("size-in-line-huge", "size", 10**400),
        ("size-in-line-text", "size", str(size)),
        ("size-in-line-fraction", "size", size + 0.5),
        ("size-in-line-null", "size", None),
        ("size-in-line-true", "size", True),
        ("unsaid-size-in-line-with-point", "size", float(size)),
        ("path-null", "path", None),
        ("path-number", "path", 1),
        ("path-list", "path", [lines[0]["path"]]),
        ("unsaid-area-of-another", "area", "wheels"),
        ("unsaid-area-unknown", "area", "evil"),
        ("unsaid-kind-unknown", "kind", "evil"),
        ("unsaid-kind-number", "kind", 1),
        ("unsaid-name-number", "name", 1),
        ("unsaid-name-half-a-pair", "name", "\ud800"),
        ("unsaid-filename-list", "filename", []),
        ("unsaid-version-object", "version", {}),
        ("name-empty", "name", ""),
        ("name-with-nul", "name", "de\0mo"),
        ("version-with-escape", "version", "1.0\x1b[2J"),
        ("filename-with-delete", "filename", "demo\x7f"),
        ("filename-of-256-bytes", "filename", "n" * 256),
        ("name-of-257-bytes-in-utf-8", "name", "\u00e9" * 128 + "e"),
    ):
        other = [{**lines[0], field: value}, *lines[1:]]
        yield Case(name, snapshot(other, good_members(), told(other)))
    for field in ("path", "sha256", "size", "area", "kind"):
        other = [without(lines[0], field), *lines[1:]]
        name = f"{'unsaid-' if field in ('area', 'kind') else ''}{field}-missing"
        yield Case(name, snapshot(other, good_members(), told(other)))


def labelled(group: str, name: str) -> str:
    """Returns the name of a case in a group, and `unsaid-` in front of that where it was there."""
    unsaid = "unsaid-"
    is_unsaid = name.startswith(unsaid)
    return f"{unsaid}{group}-{name[len(unsaid):]}" if is_unsaid else f"{group}-{name}"


def told(lines: Sequence[Object]) -> Object:
    """Returns the head of lines, and that of the good ones where there is none of these."""
    if all(type(line.get("size")) is int and {"sha256", "path"} <= set(line) for line in lines):
        return head_of(lines)
    return head_of(good_lines())


def without(value: Object, field: str) -> Object:
    """Returns an object without one of its members."""
    return {name: item for name, item in value.items() if name != field}


def cases_by_head() -> Iterator[Case]:
    """Returns snapshots whose first line says something else."""
    lines = good_lines()
    head = head_of(lines)
    count, size, known = head["files"], head["bytes"], head["identity"]
    for name, field, value in (
        ("identity-wrong", "identity", "0" * 64),
        ("identity-of-nothing", "identity", head_of([])["identity"]),
        ("identity-short", "identity", known[:-1]),
        ("identity-null", "identity", None),
        ("unsaid-identity-upper-case", "identity", known.upper()),
        ("files-more", "files", count + 1),
        ("files-less", "files", count - 1),
        ("files-zero", "files", 0),
        ("files-negative", "files", -1),
        ("files-text", "files", str(count)),
        ("files-wraps-64", "files", count + (1 << 64)),
        ("files-2-63", "files", 1 << 63),
        ("files-2-62", "files", 1 << 62),
        ("files-huge", "files", 10**400),
        ("bytes-more", "bytes", size + 1),
        ("bytes-less", "bytes", size - 1),
        ("bytes-zero", "bytes", 0),
        ("bytes-negative", "bytes", -size),
        ("bytes-wraps-64", "bytes", size + (1 << 64)),
        ("bytes-huge", "bytes", 10**400),
        ("bytes-2-62", "bytes", 1 << 62),
        ("format-other", "format", "swiftpip"),
        ("format-null", "format", None),
        ("version-2", "version", 2),
        ("version-huge", "version", 10**400),
        ("version-2-64-and-1", "version", (1 << 64) + 1),
        ("version-1-5", "version", 1.5),
        ("version-text", "version", "1"),
        ("version-null", "version", None),
        ("unsaid-version-0", "version", 0),
        ("unsaid-version-negative", "version", -1),
        ("unsaid-version-true", "version", True),
        ("unsaid-level-unknown", "redaction", {"level": "evil", "omitted": {}, "removed": {}}),
        ("unsaid-redaction-text", "redaction", "exact"),
        ("unsaid-made-text", "made", "evil"),
    ):
        yield Case(labelled("head", name), with_head(field, value))
    for field in head:
        unsaid = "unsaid-" if field in ("made", "redaction") else ""
        name = f"{unsaid}head-without-{field}"
        yield Case(name, snapshot(lines, good_members(), without(head, field)))


def with_head(field: str, value: object) -> bytes:
    """Returns the snapshot with something else in its head."""
    lines = good_lines()
    return snapshot(lines, good_members(), {**head_of(lines), field: value})


def cases_by_place() -> Iterator[Case]:
    """Returns archives whose manifest is elsewhere, called otherwise or there twice."""
    content = manifest([head_of(good_lines()), *good_lines()])
    first, rest = member(MANIFEST, content), good_members()
    yield Case("manifest-missing", rest + END)
    yield Case("manifest-last", rest + first + END)
    yield Case("manifest-second", member(FREE, EVIL) + first + rest + END)
    yield Case("manifest-twice", first + first + rest + END)
    yield Case("manifest-again-last", first + rest + first + END)
    again = in_order([*(plain(*file) for file in good_files().items()), plain(MANIFEST, content)])
    yield Case("manifest-again-listed", archive(again))
    for name, other in (
        ("version-2", MANIFEST.replace("1", "2")),
        ("upper-case", MANIFEST.upper()),
        ("in-here", f"./{MANIFEST}"),
        ("in-folder", f"evil/{MANIFEST}"),
        ("absolute", f"/{MANIFEST}"),
        ("longer", f"{MANIFEST}.gz"),
        ("shorter", MANIFEST[:-1]),
    ):
        yield Case(f"manifest-called-{name}", member(other, content) + rest + END)
    named = MANIFEST.encode()
    pax = extended(pax_record(b"path", named)) + header(b"evil", len(content)) + filled(content)
    yield Case("manifest-in-pax", pax + rest + END)
    for name, kind in (("link", b"2"), ("hard-link", b"1"), ("folder", b"5")):
        block = header(named, 0, kind, link=STATE.encode())
        yield Case(f"manifest-is-{name}", block + rest + END)
    old = header(named, len(content), b"\0") + filled(content)
    yield Case("manifest-is-old-file", old + rest + END)
    yield Case("manifest-empty", listed(b""))
    yield Case("manifest-alone-empty", listed(b"", b""))
    yield Case("manifest-only-head", listed(json_line(head_of(good_lines()))))
    yield Case("manifest-without-head", listed(manifest(good_lines())))
    lines = content.splitlines(True)
    yield Case("manifest-head-last", listed(b"".join([*lines[1:], lines[0]])))
    yield Case("manifest-head-twice", listed(lines[0] + content))
    yield Case("manifest-folder-in-front", special("wheels", kind=b"5").blocks + first + rest + END)


def cases_by_json() -> Iterator[Case]:
    """Returns manifests with lines that are none, or that Python and others read differently."""
    content = manifest([head_of(good_lines()), *good_lines()])
    head, line, rest = content.split(b"\n", 2)
    for name, other in lines_that_are_none(line).items():
        yield Case(labelled("json", name), listed(b"\n".join([head, other, rest])))
    for name, other in lines_that_are_none(head).items():
        yield Case(labelled("json-head", name), listed(b"\n".join([other, line, rest])))
    yield Case("manifest-last-line-cut", listed(content[:-2]))
    yield Case("manifest-last-line-without-end", listed(content[:-1]))
    yield Case("manifest-empty-line-first", listed(b"\n" + content))
    yield Case("manifest-empty-line-last", listed(content + b"\n"))
    yield Case("manifest-zeros-behind", listed(content + bytes(100)))
    yield Case("manifest-lines-of-windows", listed(content.replace(b"\n", b"\r\n")))
    yield Case("manifest-lines-of-old-mac", listed(content.replace(b"\n", b"\r")))
    yield Case("manifest-in-one-list", listed(b"[" + content[:-1].replace(b"\n", b",") + b"]\n"))
    yield Case("manifest-with-mark", listed(b"\xef\xbb\xbf" + content))
    yield Case("manifest-in-utf-16", listed(content.decode().encode("utf-16")))
    yield Case("manifest-in-gzip", listed(packed(content, "gzip")))
    yield Case("manifest-without-any-line-feed", listed(b"a" * 1_000_000))
    yield Case("manifest-of-line-feeds", listed(b"\n" * 1_000_000))
    yield Case("manifest-of-zeros", listed(bytes(1_000_000)))


def lines_that_are_none(line: bytes) -> Dict[str, bytes]:
    """Returns what is no line of a manifest, in place of one."""
    inside, digits = line[1:-1], b"9" * 5000
    long = b',"z":"' + b"z" * 66_000 + b'"}'
    return {
        "empty": b"",
        "null": b"null",
        "list": b"[" + line + b"]",
        "text": b'"evil"',
        "number": b"1",
        "object-without-members": b"{}",
        "comma-last": line[:-1] + b",}",
        "comma-missing": line.replace(b",", b" ", 1),
        "quote-missing": line.replace(b'"', b"", 1),
        "quotes-single": line.replace(b'"', b"'"),
        "not-closed": line[:-1],
        "closed-twice": line + b"}",
        "twice": line + line,
        "garbage-behind": line + b"garbage",
        "comment": line + b"//",
        "nul-behind": line + b"\0",
        "nul-inside": line[:-1] + b',"z":"\0"}',
        "control-inside": line[:-1] + b',"z":"\x01"}',
        "not-ascii": line[:-1] + b',"z":"\xc3\xa9"}',
        "invalid-utf-8": line[:-1] + b',"z":"\xff"}',
        "escape-of-none": line[:-1] + b',"z":"\\q"}',
        "escape-cut": line[:-1] + b',"z":"\\u00"}',
        "nan": line[:-1] + b',"z":NaN}',
        "infinity": line[:-1] + b',"z":-Infinity}',
        "leading-zero": line[:-1] + b',"z":01}',
        "too-long": line[:-1] + long,
        "too-long-with-spaces": line + b" " * 66_000,
        "deep-and-open": b"[" * 60_000,
        "deep-objects-and-open": b'{"a":' * 12_000,
        "deep-member-and-open": line[:-1] + b',"z":' + b"[" * 60_000,
        "deep-list": b"[" * 30_000 + b"]" * 30_000,
        "unsaid-deep-member": line[:-1] + b',"z":' + b"[" * 30_000 + b"]" * 30_000 + b"}",
        "unsaid-deep-objects": line[:-1] + b',"z":' + b'{"a":' * 9_000 + b"1" + b"}" * 9_001,
        "unsaid-huge-number": line[:-1] + b',"z":' + digits + b"}",
        "unsaid-two-of-a-name": line[:-1] + b',"z":1,"z":2}',
        "unsaid-two-that-count": b"{" + inside + b"," + inside + b"}",
        "unsaid-white-space": line.replace(b",", b", "),
        "unsaid-space-first": b" " + line,
        "unsaid-not-in-order": b'{"z":1,' + inside + b"}",
        "unsaid-half-a-pair": line[:-1] + b',"z":"\\ud800"}',
    }


def cases_by_path() -> Iterator[Case]:
    """Returns snapshots with files, well described, whose paths are of no form or not alone."""
    files = good_files()
    upper, other = KEY.upper(), ("0" if KEY[0] != "0" else "1") + KEY[1:]
    yield Case("body-without-head", write({p: c for p, c in files.items() if p != HEAD}))
    yield Case("head-without-body", write({p: c for p, c in files.items() if p != BODY}))
    for name, path in (
        ("key-not-of-its-folders", HEAD[: -len(KEY)] + other),
        ("key-upper-case", HEAD[: -len(KEY)] + upper),
        ("key-and-folders-upper-case", f"http-v2/{'/'.join(upper[:5])}/{upper}"),
        ("key-short", HEAD[:-1]),
        ("key-long", HEAD + "0"),
        ("key-no-digit", HEAD[:-1] + "g"),
        ("folder-missing", f"http-v2/{'/'.join(KEY[:4])}/{KEY}"),
        ("folder-too-many", f"http-v2/{'/'.join(KEY[:6])}/{KEY}"),
        ("no-folders", f"http-v2/{KEY}"),
        ("slashes-for-digits", f"http-v2///////////{KEY}"),
    ):
        yield Case(f"path-{name}", write({**files, path: EVIL, f"{path}.body": EVIL}))
    old = OLD[: -len(OLD_KEY)]
    for name, path in (
        ("old-key-not-of-its-folders", old + ("0" if OLD_KEY[0] != "0" else "1") + OLD_KEY[1:]),
        ("old-with-body", f"{OLD}.body"),
        ("body-of-a-body", f"{BODY}.body"),
        ("other-end", f"{HEAD}.tmp"),
        ("state-upper-case", f"selfcheck/{sha224(b'x').hexdigest().upper()}"),
        ("state-in-folder", f"selfcheck/a/{sha224(b'x').hexdigest()}"),
        ("state-short", "selfcheck/abc"),
        ("state-with-newline", f"{FREE}\n"),
        ("area-unknown", f"evil/{KEY}"),
        ("area-upper-case", f"SELFCHECK/{KEY}"),
        ("area-alone", "wheels"),
        ("area-of-swiftpip", "swiftpip/identities"),
        ("no-area", "evil.whl"),
        ("wheel-in-no-folder", "wheels/demo-1.0-py3-none-any.whl"),
        ("wheel-folder-upper-case", BUILT.replace(FOLDER, f"wheels/{FOLDER[7:].upper()}")),
        ("wheel-folder-short", BUILT.replace(FOLDER, FOLDER[:-1])),
        ("wheel-folder-too-many", f"{FOLDER}/evil/demo.whl"),
        ("wheel-slashes-for-digits", f"wheels/a//bc/de/{'f' * 50}/a.whl"),
        ("wheel-with-space", f"{FOLDER}/a b.whl"),
        ("wheel-with-percent", f"{FOLDER}/a%2eb.whl"),
        ("wheel-with-backslash", f"{FOLDER}/a\\b.whl"),
        ("wheel-with-colon", f"{FOLDER}/a:b.whl"),
        ("wheel-with-tilde", f"{FOLDER}/~a.whl"),
        ("wheel-not-ascii", f"{FOLDER}/\u00e9.whl"),
        ("wheel-digits-not-ascii", f"{FOLDER}/\u0661.whl"),
        ("wheel-name-of-205", f"{FOLDER}/{'n' * 205}.whl"),
        ("wheel-upper-case-end", f"{FOLDER}/demo.WHL"),
        ("wheel-other-end", f"{FOLDER}/demo.tar.gz"),
        ("wheel-of-zip", f"{FOLDER}/demo.whl.zip"),
        ("wheel-with-newline", f"{FOLDER}/demo.whl\n"),
        ("unsaid-wheel-without-name", f"{FOLDER}/.whl"),
        ("origin-upper-case", f"{FOLDER}/Origin.json"),
        ("origin-in-http", OLD.replace(OLD_KEY, "origin.json")),
        ("temporary", f"{FOLDER}/abc.tmp"),
        ("configuration", "pip.conf"),
    ):
        yield Case(labelled("path", name), with_path(path))
    for name, path in (
        ("case-of-member", BUILT.replace("demo-", "Demo-")),
        ("percent-in-member", BUILT.replace("demo-", "d%65mo-")),
        ("escape-of-member", BUILT.replace("demo-", "d\\u0065mo-")),
    ):
        files_there = [(path if p == BUILT else p, c) for p, c in files.items()]
        yield Case(f"path-{name}", snapshot(good_lines(), members(files_there)))


def with_path(path: str) -> bytes:
    """Returns the snapshot with one more file."""
    return archive([*(plain(*file) for file in good_files().items()), plain(path)])


# Compression


def block_of(kind: int, length: int, content: bytes, is_last: bool = False) -> bytes:
    """Returns a block of zstd."""
    return (length << 3 | kind << 1 | is_last).to_bytes(3, "little") + content


def raw_blocks(data: bytes, is_last: bool = True) -> bytes:
    """Returns blocks of zstd that are not compressed."""
    places = range(0, max(len(data), 1), LARGEST_BLOCK)
    parts = [data[place : place + LARGEST_BLOCK] for place in places]
    ends = [False] * (len(parts) - 1) + [is_last]
    return b"".join(block_of(RAW, len(part), part, end) for part, end in zip(parts, ends))


def runs(value: bytes, length: int) -> bytes:
    """Returns blocks of zstd that are one byte, again and again, to the end of the frame."""
    many = length // LARGEST_BLOCK - 1
    one = block_of(RUN, LARGEST_BLOCK, value)
    return one * many + block_of(RUN, LARGEST_BLOCK, value, is_last=True)


def frame(blocks: bytes, window: int = 8 << 3, descriptor: int = 0, fields: bytes = b"") -> bytes:
    """Returns a frame of zstd."""
    windows = b"" if descriptor & 0x20 else bytes([window])
    return ZSTD + bytes([descriptor]) + windows + fields + blocks


def cases_by_zstd() -> Iterator[Case]:
    """Returns what is not one frame of zstd around a snapshot, or takes too much memory."""
    data = write(good_files())
    size = len(data)
    one, blocks, half = packed(data, "zstd"), raw_blocks(data), size // 2
    skippable = b"\x50\x2a\x4d\x18" + (4).to_bytes(4, "little") + b"evil"
    empty = frame(raw_blocks(b""))
    for name, content in (
        ("two-frames", packed(data[:half], "zstd") + packed(data[half:], "zstd")),
        ("two-raw-frames", frame(raw_blocks(data[:half])) + frame(raw_blocks(data[half:]))),
        ("second-snapshot", one + one),
        ("empty-frame-first", empty + one),
        ("empty-frame-behind", one + empty),
        ("only-an-empty-frame", empty),
        ("skippable-first", skippable + one),
        ("skippable-behind", one + skippable),
        ("skippable-alone", skippable),
        ("garbage-behind", one + b"garbage"),
        ("zero-behind", one + b"\0"),
        ("archive-behind", one + data),
        ("gzip-behind", one + packed(data, "gzip")),
        ("window-of-9-mib", frame(blocks, WINDOW_OF_8_MIB + 1)),
        ("window-of-16-mib", frame(blocks, 14 << 3)),
        ("window-of-128-mib", frame(blocks, 17 << 3)),
        ("window-of-1-gib", frame(blocks, 20 << 3)),
        ("window-of-2-gib", frame(blocks, 21 << 3)),
        ("window-largest", frame(blocks, 255)),
        ("size-too-small", frame(blocks, 8 << 3, 0x80, (size - 1).to_bytes(4, "little"))),
        ("size-too-large", frame(blocks, 8 << 3, 0x80, (size + 1).to_bytes(4, "little"))),
        ("size-wraps-32", frame(blocks, 8 << 3, 0xC0, ((1 << 32) + size).to_bytes(8, "little"))),
        ("size-huge", frame(blocks, 8 << 3, 0xC0, (1 << 63).to_bytes(8, "little"))),
        ("single-of-16-mib", frame(blocks, 0, 0xA0, (16 << 20).to_bytes(4, "little"))),
        ("single-of-all", frame(blocks, 0, 0xE0, b"\xff" * 8)),
        ("reserved-bit", frame(blocks, descriptor=8)),
        ("dictionary", frame(blocks, descriptor=1, fields=b"\x07")),
        ("checksum-wrong", frame(blocks + b"evil", descriptor=4)),
        ("checksum-missing", frame(blocks, descriptor=4)),
        ("block-of-no-kind", frame(block_of(RESERVED, size, data, True))),
        ("block-too-large", frame(block_of(RAW, 1 << 20, bytes(1 << 20)) + blocks)),
        ("no-last-block", frame(raw_blocks(data, is_last=False))),
        ("last-block-too-early", frame(raw_blocks(data[:half]) + raw_blocks(data[half:]))),
        ("compressed-garbage", frame(block_of(2, 100, b"garbage!" * 12 + b"!!!!", True))),
        ("bit-in-content", flipped(frame(blocks), frame(blocks).index(b'{"key"'))),
        ("bit-in-middle", flipped(one, len(one) // 2)),
        ("old-magic", b"\x27" + one[1:]),
        ("without-magic", one[4:]),
        ("only-magic", ZSTD),
        ("only-head", one[:6]),
    ):
        yield Case(f"zstd-{name}", content, "zstd")
    for length in sorted({1, 2, 3, 5, 9, 64, len(one) // 2, len(one) - 5, len(one) - 4}):
        yield Case(f"zstd-cut-at-{length:06}", one[:length], "zstd")
    yield Case("zstd-cut-by-one", one[:-1], "zstd")


def flipped(data: bytes, place: int) -> bytes:
    """Returns data with one bit changed."""
    place %= len(data)
    return patched(data, place, bytes([data[place] ^ 1]))


def cases_by_gzip() -> Iterator[Case]:
    """Returns what is not one member of gzip around a snapshot."""
    data = write(good_files())
    one, half = packed(data, "gzip"), len(data) // 2
    empty = packed(b"", "gzip")
    for name, content in (
        ("two-members", packed(data[:half], "gzip") + packed(data[half:], "gzip")),
        ("second-snapshot", one + one),
        ("empty-member-first", empty + one),
        ("empty-member-behind", one + empty),
        ("only-an-empty-member", empty),
        ("garbage-behind", one + b"garbage"),
        ("zero-behind", one + b"\0"),
        ("zeros-behind", one + bytes(1024)),
        ("archive-behind", one + data),
        ("zstd-behind", one + packed(data, "zstd")),
        ("checksum-wrong", flipped(one, len(one) - 8)),
        ("size-wrong", flipped(one, len(one) - 4)),
        ("method-unknown", patched(one, 2, b"\x07")),
        ("flags-unknown", patched(one, 3, b"\xe0")),
        ("bit-in-middle", flipped(one, len(one) // 2)),
        ("without-head", one[10:]),
        ("only-magic", GZIP),
    ):
        yield Case(f"gzip-{name}", content, "gzip")
    for length in (1, 3, 9, 10, 11, len(one) // 2, len(one) - 9, len(one) - 8, len(one) - 4):
        yield Case(f"gzip-cut-at-{length:06}", one[:length], "gzip")
    yield Case("gzip-cut-by-one", one[:-1], "gzip")


def cases_by_layers() -> Iterator[Case]:
    """Returns snapshots with more than one layer around them, or with another one."""
    data = write(good_files())
    for outer, inner in (("zstd", "zstd"), ("gzip", "gzip"), ("zstd", "gzip"), ("gzip", "zstd")):
        yield Case(f"nested-{inner}-in-{outer}", packed(packed(data, inner), outer), outer)
    for form in ("zstd", "gzip"):
        for layers in (6, 36):
            content = data
            for _ in range(layers):
                content = packed(content, form)
            yield Case(f"nested-{layers}-times", content, form)
    container = io.BytesIO()
    with zipfile.ZipFile(container, "w") as archive_of_zip:
        archive_of_zip.writestr(zipfile.ZipInfo("snapshot.tar"), data)
    for name, content in (
        ("xz", lzma.compress(data, preset=1)),
        ("lzma", lzma.compress(data, lzma.FORMAT_ALONE, preset=1)),
        ("bzip2", bz2.compress(data)),
        ("zlib", zlib.compress(data)),
        ("zip", container.getvalue()),
        ("archive-in-archive", member("snapshot.tar", data) + END),
    ):
        yield Case(f"other-{name}", content, "none")
    yield Case("archive-in-snapshot-wrapped", with_path("snapshot.tar"))


# Large ones


def large_cases() -> Iterator[Case]:
    """Returns what is small as a file and large when it is unpacked."""
    for name, (start, value) in bombs().items():
        for form in ("zstd", "gzip"):
            yield Case(f"bomb-{name}", bomb(start, value, form), form)
    for name, content in large_archives().items():
        for form in SUFFIXES:
            yield Case(name, packed_pieces(content, form), form)


def bombs() -> Dict[str, Tuple[bytes, bytes]]:
    """Returns how an archive begins, and the byte that follows without end."""
    content = manifest([head_of(good_lines()), *good_lines()])
    front = member(MANIFEST, content)
    large = (8 << 30) - 1
    files = list(good_files().items())
    in_file = front + members(files[:-1]) + header(files[-1][0].encode(), large)
    named = MANIFEST.encode()
    return {
        "of-zeros": (b"", b"\0"),
        "of-letters": (b"", b"a"),
        "in-a-file-bare": (header(FREE.encode(), large), b"\0"),
        "in-a-file-wrapped": (in_file, b"\0"),
        "behind-the-end": (listed(content), b"\0"),
        "in-a-line": (header(named, large), b"a"),
        "in-a-later-line": (header(named, large) + content, b"a"),
        "of-line-feeds": (header(named, large) + content, b"\n"),
        "in-pax-bare": (header(b"pax/x", large, b"x"), b"a"),
        "in-pax-wrapped": (front + header(b"pax/x", large, b"x"), b"a"),
        "in-gnu-name": (front + header(b"././@LongLink", large, b"L"), b"a"),
        "in-pax-for-all": (front + header(b"pax/g", large, b"g"), b"a"),
    }


def bomb(start: bytes, value: bytes, form: str) -> Callable[[], Iterator[bytes]]:
    """Returns four gigabytes in zstd, or one in gzip."""

    def zstd() -> Iterator[bytes]:
        yield frame(raw_blocks(start, is_last=False) + runs(value, 4 * GIGABYTE))

    def gzip() -> Iterator[bytes]:
        first, part = zlib.compressobj(9, zlib.DEFLATED, -15), value * (1 << 20)
        yield BARE_GZIP_HEAD + first.compress(start) + first.flush(zlib.Z_FULL_FLUSH)
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        # What is made of a part does not depend on what is before it.
        same = packer.compress(part) + packer.flush(zlib.Z_FULL_FLUSH)
        checksum, count = zlib.crc32(start), GIGABYTE // len(part)
        for _ in range(count):
            checksum = zlib.crc32(part, checksum)
            yield same
        yield zlib.compressobj(9, zlib.DEFLATED, -15).flush()
        length = (len(start) + GIGABYTE) % (1 << 32)
        yield checksum.to_bytes(4, "little") + length.to_bytes(4, "little")

    return zstd if form == "zstd" else gzip


def large_archives() -> Dict[str, Callable[[], Iterator[bytes]]]:
    """Returns archives of many members or lines, piece by piece."""
    content = manifest([head_of(good_lines()), *good_lines()])
    front = member(MANIFEST, content)
    entries = 10_000_000
    head = f"{entries}\n".encode()
    length = len(head) + 4 * entries
    records = extended(records_of_sparse_map()) + header(b"n", length + -length % BLOCK)

    def sparse(before: bytes) -> Iterator[bytes]:
        yield before + records + head
        for _ in range(entries // 10_000):
            yield b"0\n0\n" * 10_000
        yield bytes(-length % BLOCK) + END

    def honest() -> Iterator[bytes]:
        megabytes = 64
        line = {**line_of(FREE, b""), "size": megabytes << 20}
        yield member(MANIFEST, manifest([head_of([line]), line]))
        yield header(FREE.encode(), megabytes << 20)
        for _ in range(megabytes):
            yield bytes(1 << 20)
        yield END

    return {
        "many-empty-files-bare": lambda: iter([many_empty_files(), END]),
        "many-empty-files-wrapped": lambda: iter([front, many_empty_files(), good_members(), END]),
        "many-lines-without-members": lambda: iter([member(MANIFEST, many_lines()), END]),
        "many-lines-that-are-not-counted": lambda: iter([not_counted(), good_members(), END]),
        "texts-very-long": lambda: iter([manifest_member(with_names(800, "n" * 60_000)), END]),
        "texts-very-many": lambda: iter([manifest_member(with_names(60_000, "n" * 255)), END]),
        "wheels-very-many": lambda: iter([manifest_member(many_wheels()), END]),
        "report-with-very-many-headers": lambda: iter([very_many_headers(), END]),
        "report-with-a-very-long-header": lambda: iter([very_long_headers(), END]),
        "report-with-very-many-entries": lambda: iter([very_many_entries(), END]),
        "sparse-map-bare": lambda: sparse(b""),
        "sparse-map-wrapped": lambda: sparse(front),
        "digest-wrong-of-64-mib": honest,
    }


@lru_cache(maxsize=1)
def many_empty_files() -> bytes:
    """Returns very many members."""
    return b"".join(header(b"selfcheck/%056x" % number, 0) for number in range(MANY))


@lru_cache(maxsize=1)
def many_lines() -> bytes:
    """Returns a manifest of very many lines."""
    lines = [line_of(f"selfcheck/{number:056x}", b"") for number in range(MANY)]
    return manifest([head_of(lines), *lines])


def manifest_member(lines: List[Object]) -> bytes:
    """Returns the manifest of some lines as a member."""
    return member(MANIFEST, manifest([head_of(lines), *lines]))


def with_names(count: int, name: str) -> List[Object]:
    """Returns lines of which each says as much as it can."""
    texts = {"filename": name, "name": name, "version": name}
    if len(name) > 255:
        texts = {"name": name}
    return [{**line_of(f"selfcheck/{number:056x}", b""), **texts} for number in range(count)]


def many_wheels() -> List[Object]:
    """Returns lines of wheels with the longest names, all in one folder."""
    return [line_of(f"{FOLDER}/{number:0196d}.whl", b"") for number in range(80_000)]


def report_member(entries: List[Object]) -> bytes:
    """Returns the manifest of a report as a member."""
    text = manifest(entries)
    head = {
        **head_of([], "report"),
        "bytes": sum(entry["size"] for entry in entries),
        "files": len(entries),
        "findings": {},
        "identity": sha256(text).hexdigest(),
    }
    return member(MANIFEST, manifest([head]) + text)


def entry(number: int, **more: object) -> Object:
    """Returns the line of an entry of a report."""
    return {"area": "http", "kind": "other", "label": f"{number:032x}", "size": 0, **more}


def very_many_headers() -> bytes:
    """Returns a report each of whose entries has other headers."""
    return report_member(
        [
            entry(number, headers={name: f"{number} {name}" for name in HEADERS})
            for number in range(60_000)
        ]
    )


def very_long_headers() -> bytes:
    """Returns a report whose entries have headers that fill their lines."""
    return report_member(
        [entry(number, headers={"vary": f"{number}" + "n" * 60_000}) for number in range(1000)]
    )


def very_many_entries() -> bytes:
    """Returns a report of more entries than any may have."""
    return report_member([entry(number, problem="p" * 60) for number in range(110_000)])


def not_counted() -> bytes:
    """Returns a manifest whose head says that there are few lines."""
    _, lines = many_lines().split(b"\n", 1)
    return member(MANIFEST, json_line(head_of(good_lines())) + lines)


def packed_pieces(
    content: Callable[[], Iterator[bytes]], form: str
) -> Callable[[], Iterator[bytes]]:
    """Returns an archive packed piece by piece."""
    if form == "none":
        return content

    def gzip() -> Iterator[bytes]:
        packer = zlib.compressobj(6, zlib.DEFLATED, 31)
        for piece in content():
            yield packer.compress(piece)
        yield packer.flush()

    return gzip if form == "gzip" else lambda: packed_with_program(content())


def packed_with_program(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Returns data in one frame of zstd; only without the program all of it is in memory."""
    program = shutil.which("zstd")
    if program is None:
        yield packed_by_library(b"".join(pieces))
        return
    with tempfile.TemporaryFile() as file:
        command = [program, "-q", "-3", "--single-thread", "-c"]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=file)
        assert process.stdin is not None
        for piece in pieces:
            process.stdin.write(piece)
        process.stdin.close()
        if process.wait() != 0:
            raise OSError("zstd cannot compress")
        file.seek(0)
        yield file.read()


# All of it


def cases(with_large: bool = True) -> Iterator[Case]:
    """Returns the snapshots that are to be refused, those that become large where they are wanted."""
    for attacks in (
        attacks_by_name,
        attacks_by_pairs,
        attacks_by_type,
        attacks_by_pax_path,
        attacks_by_pax,
        attacks_by_header,
    ):
        for one in attacks():
            yield from cases_of(one)
    yield from cases_by_other_name()
    yield from cases_by_end()
    yield from cases_by_cut()
    yield from cases_by_manifest()
    yield from cases_by_zstd()
    yield from cases_by_gzip()
    yield from cases_by_layers()
    if with_large:
        yield from large_cases()


def good() -> Iterator[Case]:
    """Returns snapshots that are to be accepted."""
    files = good_files()
    yield Case("empty", write({}))
    yield Case("small", write(files))
    yield Case("one-state", write({STATE: files[STATE]}))
    yield Case("dated", write(files, moment=1_700_000_000))
    yield Case("empty-files", write({**files, BUILT: b"", FREE: b""}))
    yield Case("long-name", write({**files, LONG: small_wheel("demo")}))
    longest = f"{FOLDER}/{'n' * 196}.whl"
    yield Case("longest-name", write({**files, longest: b"", LONG: b""}))
    facts = {
        BUILT: {"name": "\u00e9" * 127 + "e", "version": "1.0", "z": {"a": 1, "b": "\u00e9"}},
        BODY: {"filename": wheel_name("demo"), "kind": "wheel", "zz": "z" * 60_000},
    }
    yield Case("facts-and-unknown-members", write(files, facts))
    # Readers take no notice of owners, modes and times.
    owner = b"0001750\x000001750\0"
    piece = patched(member(FREE, EVIL), OWNER, owner)
    piece = patched(piece, TIME, b"14524000000\0")
    piece = patched(patched(piece, MODE, b"0104755\0"), USER, b"alice")
    strange = summed(piece[:BLOCK]) + piece[BLOCK:]
    others = [plain(path, content) for path, content in files.items()]
    yield Case("strange-owner", archive([*others, Piece(FREE, EVIL, strange)]))
    data = write(files)
    yield Case("window-of-8-mib", frame(raw_blocks(data), WINDOW_OF_8_MIB), "zstd")
    single = frame(raw_blocks(data), 0, 0xA0, len(data).to_bytes(4, "little"))
    yield Case("single-segment", single, "zstd")


def written(folder: Path, case: Case, forms: Sequence[str]) -> int:
    """Writes a case in some forms, or the one that it has, and returns in how many."""
    chosen = forms if case.form is None else [case.form]
    for form in chosen:
        with open(folder / f"{case.name}{SUFFIXES[form]}", "xb") as file:
            for piece in packed_case(case, form):
                file.write(piece)
    return len(chosen)


def packed_case(case: Case, form: str) -> Iterator[bytes]:
    """Returns a case in a form, piece by piece."""
    if not isinstance(case.content, bytes):
        return case.content()
    return iter([packed(case.content, form) if case.form is None else case.content])


def main(arguments: List[str]) -> int:
    """Writes all cases to a folder that is not there yet, or of each small one a single form."""
    is_quick = arguments[:1] == ["--quick"]
    arguments = arguments[is_quick:]
    if len(arguments) != 1:
        print("usage: hostilesnapshots.py [--quick] DIR", file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    (folder / "good").mkdir(parents=True)
    forms = ["none"] if is_quick else list(SUFFIXES)
    hostile = [written(folder, case, forms) for case in cases(not is_quick)]
    accepted = [written(folder / "good", case, list(SUFFIXES)) for case in good()]
    print(f"{len(hostile)} hostile cases in {sum(hostile)} files")
    print(f"{len(accepted)} good ones in {sum(accepted)} files")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
