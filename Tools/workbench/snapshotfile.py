"""Snapshots of a cache, made and read a second time after nothing but docs/formats/snapshot-1.md.

`snapshotfile.py check FILE` tells the identity of a snapshot, or why it is refused. What the page
says of a snapshot is asked of it whether the page says *must* or not: a program is tried with this.
"""

import ctypes
import hashlib
import json
import re
import shutil
import subprocess
import sys
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import (
    Any,
    Dict,
    Iterable,
    Iterator,
    List,
    Mapping,
    NamedTuple,
    Optional,
    Sequence,
    Set,
    Tuple,
)

BLOCK = 512
END = bytes(2 * BLOCK)
MANIFEST = "swiftpip-snapshot-1.jsonl"
LARGEST_MANIFEST = 128 << 20
LONGEST_LINE = 64 << 10
LONGEST_PAX = 512
LONGEST_TEXT = 255
DEEPEST = 4
LARGEST_WINDOW = 8 << 20
PIECE = 64 << 10

ZSTD = b"\x28\xb5\x2f\xfd"
GZIP = b"\x1f\x8b"
WITH_GZIP_HEAD = 31
RAW, RUN, RESERVED = 0, 1, 3

LEVELS = ("report", "public", "internal", "exact")
AREAS = ("http-v2", "http", "wheels", "selfcheck")
OF_FILE = ("area", "filename", "kind", "name", "path", "sha256", "size", "version")
OF_ENTRY = (
    "area",
    "headers",
    "kind",
    "label",
    "problem",
    "projectLabel",
    "sha256",
    "size",
    "status",
)
HEADERS = ("accept-ranges", "cache-control", "content-encoding", "content-type", "vary")
# A reader has all lines in memory.
HEAVIEST = 44 << 20
FILE, ENTRY, TEXT, WHEEL, HEADER_SET = 160, 480, 48, 512, 512
KINDS = ("wheel", "sdist", "metadata", "index-page", "state", "origin", "head", "other")
KEY = r"[0-9a-f]{56}"
WHEEL_NAME = r"[A-Za-z0-9._+!=-]{1,196}\.whl"
FOLDERS = r"(?:[0-9a-f]/){5}"
PATHS = (
    rf"(http-v2)/({FOLDERS})({KEY})(\.body)?",
    rf"(http)/({FOLDERS})({KEY})",
    rf"(wheels)/()((?:[0-9a-f]{{2}}/){{3}}[0-9a-f]{{50}})/(?:{WHEEL_NAME}|origin\.json)",
    rf"(selfcheck)/()({KEY})",
)
HEX = re.compile(r"[0-9a-f]{64}")
LABEL = re.compile(r"[0-9a-f]{32}")
CONTROL = re.compile(r"[\0-\x1f\x7f]")
NUMBER = re.compile(rb"([0-7]+)[ \0]*")
PAX_RECORD = re.compile(rb"([1-9][0-9]*) path=([ -~]+)\n")

Object = Dict[str, Any]


class Refused(Exception):
    """Why a file is no snapshot."""


@dataclass(frozen=True)
class Snapshot:
    """What is in a snapshot: all lines of the manifest, and the files by their paths."""

    head: Object
    lines: Tuple[Object, ...]
    files: Dict[str, bytes]

    @property
    def identity(self) -> str:
        return identity(self.lines)


def need(condition: bool, reason: str) -> None:
    """Refuses the file unless something is so."""
    if not condition:
        raise Refused(reason)


# Writing


def write(
    files: Mapping[str, bytes],
    facts: Optional[Mapping[str, Object]] = None,
    level: str = "exact",
    moment: int = 0,
) -> bytes:
    """Returns a snapshot that is not compressed, with what is known of files by their paths."""
    known = facts or {}
    lines = [line_of(path, files[path], known.get(path)) for path in sorted(files)]
    members = [(MANIFEST, manifest([head_of(lines, level), *lines])), *sorted(files.items())]
    return b"".join(member(path, content, moment) for path, content in members) + END


def line_of(path: str, content: bytes, facts: Optional[Object] = None) -> Object:
    """Returns the line of a file."""
    return {
        "area": path.split("/")[0],
        "kind": kind_of(path),
        "path": path,
        "sha256": hashlib.sha256(content).hexdigest(),
        "size": len(content),
        **(facts or {}),
    }


def kind_of(path: str) -> str:
    """Returns what a file is as far as its path tells."""
    if path.endswith(".whl"):
        return "wheel"
    if path.endswith("/origin.json"):
        return "origin"
    if path.startswith("selfcheck/"):
        return "state"
    return "head" if path.startswith("http-v2/") and not path.endswith(".body") else "other"


def head_of(lines: Iterable[Object], level: str = "exact") -> Object:
    """Returns the first line of a manifest with such others."""
    lines = list(lines)
    return {
        "bytes": sum(line["size"] for line in lines),
        "files": len(lines),
        "format": "swiftpip-snapshot",
        "identity": identity(lines),
        "made": {"platform": "any", "tool": "workbench"},
        "redaction": {"level": level, "omitted": {}, "removed": {}},
        "version": 1,
    }


def identity(lines: Iterable[Object]) -> str:
    """Returns the identity of a content."""
    texts = (f"{line['sha256']} {line['size']} {line['path']}\n" for line in lines)
    return hashlib.sha256("".join(texts).encode()).hexdigest()


def manifest(lines: Iterable[Object]) -> bytes:
    """Returns the content of a manifest, the head in front."""
    return b"".join(json_line(line) for line in lines)


def json_line(value: Object) -> bytes:
    """Returns an object as a line."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def member(path: str, content: bytes, moment: int = 0) -> bytes:
    """Returns a member of an archive: its headers, and its content in whole blocks."""
    name = path.encode()
    parts = parts_of(name)
    if parts is not None:
        return header(parts[1], len(content), prefix=parts[0], moment=moment) + filled(content)
    record = pax_record(b"path", name)
    short = name.rsplit(b"/", 1)[-1][:100]
    return (
        header(b"pax/" + short[:96], len(record), b"x", moment=moment)
        + filled(record)
        + header(short, len(content), moment=moment)
        + filled(content)
    )


def parts_of(name: bytes) -> Optional[Tuple[bytes, bytes]]:
    """Returns the prefix and the rest of a name, or nothing if it does not fit into a header."""
    if len(name) <= 100:
        return b"", name
    slashes = [place for place, sign in enumerate(name[:156]) if sign == ord("/")]
    places = [place for place in slashes if place > 0 and 0 < len(name) - place - 1 <= 100]
    return (name[: places[-1]], name[places[-1] + 1 :]) if places else None


def header(
    name: bytes,
    size: int,
    kind: bytes = b"0",
    prefix: bytes = b"",
    link: bytes = b"",
    moment: int = 0,
    mode: int = 0o644,
) -> bytes:
    """Returns a header in the form of ustar."""
    fields = [
        name.ljust(100, b"\0"),
        b"%07o\0" % mode,
        b"%07o\0" % 0,
        b"%07o\0" % 0,
        b"%011o\0" % size,
        b"%011o\0" % moment,
        b" " * 8,
        kind,
        link.ljust(100, b"\0"),
        b"ustar\x0000",
        bytes(64),
        b"%07o\0" % 0,
        b"%07o\0" % 0,
        prefix.ljust(155, b"\0"),
        bytes(12),
    ]
    return summed(b"".join(fields))


def summed(block: bytes) -> bytes:
    """Returns a header with the right checksum."""
    return block[:148] + b"%06o\0 " % checksum(block) + block[156:]


def checksum(block: bytes) -> int:
    """Returns the sum of a header, in which its own field counts as spaces."""
    return sum(block[:148]) + 8 * ord(" ") + sum(block[156:])


def filled(content: bytes) -> bytes:
    """Returns a content in whole blocks."""
    return content + bytes(-len(content) % BLOCK)


def pax_record(name: bytes, value: bytes) -> bytes:
    """Returns a record of a pax header: its length counts itself."""
    rest = b" " + name + b"=" + value + b"\n"
    length = len(rest) + len(str(len(rest)))
    length = len(rest) + len(str(length))
    return str(length).encode() + rest


# Compression


def packed(data: bytes, form: str) -> bytes:
    """Returns an archive in one frame of `zstd`, one member of `gzip` or, with `none`, as is."""
    if form == "gzip":
        packer = zlib.compressobj(6, zlib.DEFLATED, WITH_GZIP_HEAD)
        return packer.compress(data) + packer.flush()
    if form == "zstd":
        return packed_with_zstd(data)
    if form == "none":
        return data
    raise ValueError(f"no form {form}")


def packed_with_zstd(data: bytes) -> bytes:
    """Returns data in one frame, made by the program or, where there is none, the library."""
    program = shutil.which("zstd")
    if program is None:
        return packed_by_library(data)
    command = [program, "-q", "-3", "--single-thread", "-c"]
    return subprocess.run(command, input=data, stdout=subprocess.PIPE, check=True).stdout


def packed_by_library(data: bytes) -> bytes:
    """Returns data in one frame."""
    library = zstd_library()
    room = ctypes.create_string_buffer(library.ZSTD_compressBound(len(data)))
    length = library.ZSTD_compress(room, len(room), data, len(data), 3)
    if library.ZSTD_isError(length):
        raise OSError("zstd cannot compress")
    return room.raw[:length]


class ZstdBuffer(ctypes.Structure):
    """Where zstd reads or writes, and how far it came."""

    _fields_ = [
        ("start", ctypes.c_void_p),
        ("size", ctypes.c_size_t),
        ("position", ctypes.c_size_t),
    ]


def zstd_library() -> ctypes.CDLL:
    """Returns the library with the types that are needed here."""
    library = ctypes.CDLL("libzstd.so.1")
    size, address = ctypes.c_size_t, ctypes.c_void_p
    buffer = ctypes.POINTER(ZstdBuffer)
    signatures = {
        "ZSTD_compressBound": (size, [size]),
        "ZSTD_compress": (size, [address, size, ctypes.c_char_p, size, ctypes.c_int]),
        "ZSTD_isError": (ctypes.c_uint, [size]),
        "ZSTD_getErrorName": (ctypes.c_char_p, [size]),
        "ZSTD_createDStream": (address, []),
        "ZSTD_freeDStream": (size, [address]),
        "ZSTD_decompressStream": (size, [address, buffer, buffer]),
    }
    for name, (result, arguments) in signatures.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


def unpacked(data: bytes) -> Iterator[bytes]:
    """Returns an archive in pieces, one after the other: it may be larger than the memory."""
    if data.startswith(ZSTD):
        check_frame(data)
        return unpacked_from_zstd(data)
    if data.startswith(GZIP):
        return unpacked_from_gzip(data)
    return (data[place : place + PIECE] for place in range(0, len(data), PIECE))


def unpacked_from_gzip(data: bytes) -> Iterator[bytes]:
    """Returns the pieces in the one member of gzip that the data must be."""
    unpacker = zlib.decompressobj(WITH_GZIP_HEAD)
    place, given = 0, b""
    while not unpacker.eof:
        if not given:
            given = data[place : place + PIECE]
            place += len(given)
        is_last = not given
        try:
            piece = unpacker.decompress(given, PIECE)
        except zlib.error as error:
            raise Refused(f"gzip: {error}")
        need(bool(piece) or unpacker.eof or not is_last, "gzip: it ends too early")
        given = unpacker.unconsumed_tail
        yield piece
    is_whole = not unpacker.unused_data and place == len(data)
    need(is_whole, "gzip: there is something behind the member")


def check_frame(data: bytes) -> None:
    """Refuses data that is not one frame of zstd, or whose window is too large."""
    frame = Source(iter([data]), "zstd: the frame ends too early")
    frame.take(len(ZSTD))
    descriptor = frame.take(1)[0]
    single = descriptor & 0x20 != 0
    need(descriptor & 0x08 == 0, "zstd: a reserved bit is set")
    window = 0 if single else window_of(frame.take(1)[0])
    frame.take((0, 1, 2, 4)[descriptor & 3])
    size = frame.take((1 if single else 0, 2, 4, 8)[descriptor >> 6])
    if single:
        window = int.from_bytes(size, "little") + (256 if len(size) == 2 else 0)
    need(window <= LARGEST_WINDOW, "zstd: the window is too large")
    last = False
    while not last:
        block = int.from_bytes(frame.take(3), "little")
        last, kind, length = block & 1 == 1, block >> 1 & 3, block >> 3
        need(kind != RESERVED, "zstd: a block of no kind")
        frame.take(1 if kind == RUN else length)
    frame.take(4 if descriptor & 4 else 0)
    need(frame.is_at_end(), "zstd: there is something behind the frame")


def window_of(descriptor: int) -> int:
    """Returns the bytes in a window of zstd."""
    base = 1 << (10 + (descriptor >> 3))
    return base + (base >> 3) * (descriptor & 7)


def unpacked_from_zstd(data: bytes) -> Iterator[bytes]:
    """Returns the pieces in a frame of zstd."""
    library = zstd_library()
    stream = library.ZSTD_createDStream()
    source = ctypes.create_string_buffer(data, len(data))
    target = ctypes.create_string_buffer(PIECE)
    given = ZstdBuffer(ctypes.addressof(source), len(data), 0)
    try:
        left = 1
        while left:
            made = ZstdBuffer(ctypes.addressof(target), PIECE, 0)
            before = given.position
            left = library.ZSTD_decompressStream(stream, ctypes.byref(made), ctypes.byref(given))
            if library.ZSTD_isError(left):
                raise Refused(f"zstd: {library.ZSTD_getErrorName(left).decode()}")
            moved = made.position > 0 or given.position > before or left == 0
            need(moved, "zstd: the frame ends too early")
            yield target.raw[: made.position]
    finally:
        library.ZSTD_freeDStream(stream)


class Source:
    """Pieces of data, taken in any other lengths."""

    def __init__(self, pieces: Iterator[bytes], shortage: str = "it ends too early") -> None:
        self.pieces = pieces
        self.shortage = shortage
        self.rest = bytearray()

    def take(self, length: int) -> bytes:
        """Returns just so many bytes."""
        while len(self.rest) < length:
            piece = next(self.pieces, None)
            if piece is None:
                raise Refused(self.shortage)
            self.rest += piece
        taken = bytes(self.rest[:length])
        del self.rest[:length]
        return taken

    def parts(self, length: int) -> Iterator[bytes]:
        """Returns so many bytes, and those after them that fill their last block, piece by piece.

        The bytes that only fill it are not among what is returned.
        """
        for left in range(length, 0, -PIECE):
            yield self.take(min(left, PIECE))
        need(not any(self.take(-length % BLOCK)), "a block is filled with something")

    def is_at_end(self) -> bool:
        """Tells whether there is nothing more."""
        return not self.rest and not any(self.pieces)


# Reading


class Member(NamedTuple):
    """What the headers of a member say."""

    name: bytes
    size: int


class Header(NamedTuple):
    """What a header says."""

    name: bytes
    size: int
    kind: bytes


def read(data: bytes) -> Snapshot:
    """Returns what is in a snapshot, or refuses it."""
    source = Source(unpacked(data))
    first = next_member(source)
    need(first is not None and first.name == MANIFEST.encode(), "the manifest is not first")
    head, lines = read_manifest(source, first.size)
    files = {line["path"]: read_file(source, line) for line in lines}
    need(next_member(source) is None, "there are more members than lines")
    need(source.is_at_end(), "there is something behind the end")
    return Snapshot(head, tuple(lines), files)


def next_member(source: Source) -> Optional[Member]:
    """Reads the headers of a member, or the two blocks behind the last."""
    block = source.take(BLOCK)
    if not any(block):
        need(not any(source.take(BLOCK)), "there is something behind a block of zeros")
        return None
    found = header_in(block)
    if found.kind == b"0":
        return Member(found.name, found.size)
    name = pax_path(source, found.size)
    found = header_in(source.take(BLOCK))
    need(found.kind == b"0", "behind a pax header there is no file")
    return Member(name, found.size)


def header_in(block: bytes) -> Header:
    """Returns what a header says."""
    need(block[257:265] == b"ustar\x0000", "a header without the magic of ustar")
    need(number_in(block[148:156]) == checksum(block), "a header with a wrong checksum")
    for field in (block[100:108], block[108:116], block[116:124], block[136:148]):
        number_in(field)
    for field in (block[329:337], block[337:345]):
        need(not any(field) or number_in(field) >= 0, "a device without a number")
    kind = block[156:157]
    need(kind in (b"0", b"x"), f"a member of the type {kind!r}")
    need(not any(block[157:257]) and not any(block[500:]), "a file with a link or more")
    name, prefix = text_in(block[:100]), text_in(block[345:500])
    return Header(prefix + b"/" + name if prefix else name, number_in(block[124:136]), kind)


def number_in(field: bytes) -> int:
    """Returns the number in a field of a header."""
    match = NUMBER.fullmatch(field)
    if match is None:
        raise Refused(f"a number that is not octal: {field!r}")
    return int(match[1], 8)


def text_in(field: bytes) -> bytes:
    """Returns the text in a field of a header, which nothing but NUL may follow."""
    text, _, rest = field.partition(b"\0")
    need(not any(rest), "a name with something behind its end")
    return text


def pax_path(source: Source, size: int) -> bytes:
    """Reads what a pax header says: one name that fits into no other."""
    need(size <= LONGEST_PAX, "a pax header that is too long")
    content = b"".join(source.parts(size))
    match = PAX_RECORD.fullmatch(content)
    if match is None or int(match[1]) != size:
        raise Refused("a pax header that is not one path")
    need(parts_of(match[2]) is None, "a pax header for a name that fits without it")
    return match[2]


def read_manifest(source: Source, size: int) -> Tuple[Object, List[Object]]:
    """Reads the content of the manifest."""
    need(size <= LARGEST_MANIFEST, "the manifest is too large")
    texts = lines_in(source, size)
    head = checked_head(object_in(next(texts, b"")))
    is_report = head["redaction"]["level"] == "report"
    digest = hashlib.sha256()
    lines: List[Object] = []
    weight, sets = 0, set()
    for text in texts:
        need(len(lines) < head["files"], "there are more lines than the head says")
        line = object_in(text)
        if is_report:
            weight += weight_of_entry(checked_entry(line), sets) + surplus(text, line, OF_ENTRY)
            digest.update(text + b"\n")
        else:
            weight += weight_of_file(checked_line(line)) + surplus(text, line, OF_FILE)
        need(weight <= HEAVIEST, "the lines weigh too much")
        lines.append(line)
    need(len(lines) == head["files"], "there are fewer lines than the head says")
    need(sum(line["size"] for line in lines) == head["bytes"], "the sum of the sizes is another")
    found = digest.hexdigest() if is_report else identity(lines)
    need(found == head["identity"], "the identity is another")
    if is_report:
        labels = [line["label"] for line in lines]
        need(all(a < b for a, b in zip(labels, labels[1:])), "the lines are not in order")
        return head, []
    check_paths([line["path"] for line in lines])
    return head, lines


def weight_of_file(line: Object) -> int:
    """Returns what a line of a file weighs."""
    texts = [line[name] for name in ("filename", "name", "version") if name in line]
    weight = FILE + (TEXT if texts else 0) + sum(len(text.encode()) for text in texts)
    return weight + (WHEEL + 2 * len(line["path"]) if line["area"] == "wheels" else 0)


def surplus(text: bytes, line: Object, known: Sequence[str]) -> int:
    """Returns what a line weighs more because it takes longer to read."""
    others = line.keys() - set(known) or line.get("headers", {}).keys() - set(HEADERS)
    is_slow = others or line.get("headers") == {} or b"\\" in text
    return 2 * len(text) if is_slow else 0


def weight_of_entry(line: Object, sets: Set[Tuple[Tuple[str, str], ...]]) -> int:
    """Returns what a line of a report weighs, and remembers its headers."""
    weight = ENTRY + (TEXT + len(line["problem"].encode()) if "problem" in line else 0)
    headers = tuple((k, v) for k, v in line.get("headers", {}).items() if k in HEADERS)
    if not headers or headers in sets:
        return weight
    sets.add(headers)
    return weight + HEADER_SET + sum(TEXT + len(value.encode()) for _, value in headers)


def lines_in(source: Source, size: int) -> Iterator[bytes]:
    """Returns the lines of a member without their line feeds."""
    rest = b""
    for part in source.parts(size):
        *whole, rest = (rest + part).split(b"\n")
        for line in whole + [rest]:
            need(len(line) <= LONGEST_LINE, "a line is too long")
        yield from whole
    need(not rest, "the last line does not end")


def object_in(text: bytes) -> Object:
    """Returns the object that a line is, if it is written in the one way."""
    try:
        value = json.loads(text.decode("ascii"), parse_int=small_number)
        is_canonical = isinstance(value, dict) and canonical(value, 1) == text.decode()
    except (ValueError, RecursionError) as error:
        raise Refused(f"a line that is no JSON: {type(error).__name__}")
    need(is_canonical, "a line that is written otherwise")
    return value


def small_number(text: str) -> int:
    """Returns a number that fits into 63 bits."""
    number = int(text) if len(text) < 20 else -1
    need(0 <= number < 1 << 63, "a number that is too large, or less than nothing")
    return number


def canonical(value: Any, depth: int) -> str:
    """Returns a value as it is written in a manifest."""
    if isinstance(value, str):
        return canonical_text(value)
    if type(value) is int:
        return str(value)
    need(isinstance(value, dict), "a value of a kind that no manifest has")
    need(depth <= DEEPEST, "a line that is too deep")
    names = sorted(value, key=str.encode)
    members = (f"{canonical_text(name)}:{canonical(value[name], depth + 1)}" for name in names)
    return "{" + ",".join(members) + "}"


def canonical_text(text: str) -> str:
    """Returns a text as it is written in a manifest."""
    # Half of a pair of surrogates is no text.
    units = text.encode("utf-16-be")
    signs = (int.from_bytes(units[place : place + 2], "big") for place in range(0, len(units), 2))
    return '"' + "".join(map(written, signs)) + '"'


def written(unit: int) -> str:
    """Returns how a unit of UTF-16 is written."""
    if chr(unit) in '"\\':
        return "\\" + chr(unit)
    return chr(unit) if 0x20 <= unit <= 0x7E else f"\\u{unit:04x}"


def checked_head(head: Object) -> Object:
    """Returns the first line of a manifest if it has all that belongs there."""
    need(head.get("format") == "swiftpip-snapshot", "it is of another format")
    version = head.get("version")
    need(type(version) is int and version == 1, "it is of another version")
    need(is_size(head.get("bytes")) and is_size(head.get("files")), "the head has no numbers")
    need(is_digest(head.get("identity")), "the head has no identity")
    made = head.get("made")
    need(isinstance(made, dict), "the head does not say what made it")
    for name in ("platform", "tool"):
        need(isinstance(made.get(name), str), f"what made it has no {name}")
    redaction = head.get("redaction")
    need(isinstance(redaction, dict), "the head does not say what was taken out")
    need(redaction.get("level") in LEVELS, "what was taken out has no level")
    for name in ("omitted", "removed"):
        need(all_are(redaction.get(name), int), f"what was {name} are no numbers")
    if redaction["level"] == "report":
        need(all_are(head.get("findings"), str), "a report without findings")
    return head


def all_are(value: object, kind: type) -> bool:
    """Tells whether something is an object with values of one kind."""
    return isinstance(value, dict) and all(type(member) is kind for member in value.values())


def checked_entry(line: Object) -> Object:
    """Returns the line of a report if it has all that belongs there."""
    need(is_label(line.get("label")), "a line without a label")
    need(line.get("area") in AREAS, "an entry of no area")
    need(line.get("kind") in KINDS, "an entry of no kind")
    need(is_size(line.get("size")), "an entry without a size")
    need(is_label(line.get("projectLabel", "0" * 32)), "a project without a label")
    need(isinstance(line.get("problem", ""), str), "a problem that is no text")
    need(is_size(line.get("status", 0)), "a status that is no number")
    headers = line.get("headers", {})
    need(all_are(headers, str), "headers that are no texts")
    need(all(len(text.encode()) <= 512 for text in headers.values()), "a header that is too long")
    need(is_digest(line.get("sha256", "0" * 64)), "a digest that is none")
    return line


def is_label(value: object) -> bool:
    """Tells whether something may stand for a path or a project."""
    return isinstance(value, str) and LABEL.fullmatch(value) is not None


def checked_line(line: Object) -> Object:
    """Returns the line of a file if it has all that belongs there."""
    path = line.get("path")
    need(isinstance(path, str), "a line without a path")
    need(line.get("area") == area_of(path), f"not the area of {ascii(path)}")
    need(line.get("kind") in KINDS, f"no kind of {ascii(path)}")
    for kind in ("head", "origin"):
        is_one = kind_of(path) == kind
        need(is_one or line["kind"] != kind, f"{ascii(path)} is no {kind}")
        need(not is_one or line["kind"] in (kind, "other"), f"{ascii(path)} is a {kind}")
    need(is_digest(line.get("sha256")), f"no digest of {ascii(path)}")
    need(is_size(line.get("size")), f"no size of {ascii(path)}")
    for name in ("filename", "name", "version"):
        text = line.get(name, "-")
        need(isinstance(text, str), f"the {name} of {ascii(path)} is no text")
        need(1 <= len(text.encode()) <= LONGEST_TEXT, f"the {name} of {ascii(path)} is too long")
        need(not CONTROL.search(text), f"the {name} of {ascii(path)} has control characters")
    return line


def is_size(value: object) -> bool:
    """Tells whether something may count bytes or files."""
    return type(value) is int and value >= 0


def is_digest(value: object) -> bool:
    """Tells whether something may be a SHA-256."""
    return isinstance(value, str) and HEX.fullmatch(value) is not None


def area_of(path: str) -> str:
    """Returns the area that a path is in, or refuses it if it has none of the forms."""
    for form in PATHS:
        match = re.fullmatch(form, path)
        if match is None:
            continue
        # The folders above a response repeat its key, those above a built wheel are a part of it.
        digits = match[2].replace("/", "")
        need(match[3].startswith(digits), f"not where its key belongs: {ascii(path)}")
        return match[1]
    raise Refused(f"a path of no form: {ascii(path)}")


def check_paths(paths: List[str]) -> None:
    """Refuses paths that are not in order, there twice, or without what belongs to them."""
    need(all(a < b for a, b in zip(paths, paths[1:])), "the lines are not in order")
    folded = {path.lower() for path in paths}
    need(len(folded) == len(paths), "two paths are one where case does not count")
    responses = {path for path in paths if path.startswith("http-v2/")}
    bodies = {path[: -len(".body")] for path in responses if path.endswith(".body")}
    heads = {path for path in responses if not path.endswith(".body")}
    need(heads == bodies, "a head without a body, or a body without a head")


def read_file(source: Source, line: Object) -> bytes:
    """Reads the member of a line."""
    path = line["path"]
    found = next_member(source)
    if found is None:
        raise Refused("there are fewer members than lines")
    need(found.name == path.encode(), f"in place of {path} there is {ascii(found.name)}")
    need(found.size == line["size"], f"the size of {path} is another")
    content = b"".join(source.parts(found.size))
    need(hashlib.sha256(content).hexdigest() == line["sha256"], f"{path} is another content")
    return content


def main(arguments: List[str]) -> int:
    """Checks one file."""
    if len(arguments) != 2 or arguments[0] != "check":
        print("usage: snapshotfile.py check FILE", file=sys.stderr)
        return 2
    try:
        snapshot = read(Path(arguments[1]).read_bytes())
    except Refused as error:
        print(f"refused: {error}")
        return 1
    print(f"{snapshot.identity} {len(snapshot.files)} files")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
