#!/usr/bin/env python3
"""An index server for tests: a simple repository (PEP 503, 691, 658, 700) that can misbehave.

It listens on 127.0.0.1, prints one line `READY <port>` on stdout, and ends when its stdin closes,
so that no server outlives the test that started it. Real pip installs from it.

Where to ask:

    /simple/NAME/              the project's page, JSON or HTML as the Accept header asks
    /B1/B2/simple/NAME/        the same page, with behaviours (below)
    /files/FILENAME            a wheel or sdist; behaviours may stand before it as well
    /files/FILENAME.metadata   the METADATA of a wheel
    /_count  /_log  /_reset    how often index pages were asked for; all requests; forget both
                               (?contains=TEXT counts and lists only paths that contain it)

Behaviours are path segments, read from left to right. What they need to know is in the path, so one
server serves many tests at once. Values may be percent-encoded.

  which answer   html  json            whatever the Accept header says
                 yanked=V  requires=V:SPEC  only=V1,V2  extra=V  many=N (adds N old versions)
                 relative  absolute    how the links to files are written (default: /files/...)
                 sdist                 the files are sdists, which pip builds wheels from
                 query=TEXT            what links to files have behind a question mark, as signed ones
                                       do; such files have no METADATA of their own
  headers        etag  lastmod         validators, and 304 when they match
                 maxage=N  vary=NAME  cookie  retry-after=N
  access         auth=USER:PASSWORD    401 without these; links to files then ask for them too
  detours        redirect[=CODE]       to the same path without this segment
                 redirect-to=BASE      to BASE and what follows this segment
                 loop                  to itself
  transport      gzip  chunked  nolength  truncate  huge=MB (padded to that size, before gzip)
  faults         slow=SECONDS (before the headers)  drip=SECONDS (a byte each, for ever)
                 drip-headers=SECONDS  status=CODE  garbage  close
                 flaky=N (the first N requests of this very path get 503)
  none           tag=TEXT              makes a path unique, for flaky, _count and _log
"""

import argparse
import base64
import functools
import gzip
import hashlib
import html
import io
import json
import os
import random
import re
import ssl
import sys
import tarfile
import threading
import time
import zipfile
import zlib
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional, Tuple
from urllib.parse import parse_qs, quote, unquote, urlsplit

JSON_TYPE = "application/vnd.pypi.simple.v1+json"
HTML_TYPE = "application/vnd.pypi.simple.v1+html"
OLD_HTML_TYPE = "text/html"
UPLOAD_TIME = "2024-05-06T07:08:09.000000Z"
LAST_MODIFIED = "Mon, 06 May 2024 07:08:09 GMT"
BEHAVIOURS = frozenset(
    "html json yanked requires only extra many relative absolute sdist query etag lastmod maxage vary cookie"
    " retry-after auth redirect redirect-to loop gzip chunked nolength truncate huge slow drip"
    " drip-headers status garbage close flaky tag".split()
)
LOGGED_HEADERS = (
    "accept",
    "accept-encoding",
    "host",
    "if-modified-since",
    "if-none-match",
    "user-agent",
)
BLOCK = 64 * 1024


def normalized(name: str) -> str:
    """Returns a project's name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


# --- What there is to serve -------------------------------------------------------------------


@dataclass(frozen=True)
class Release:
    """One file of a project: on the disk, or synthetic and made when somebody asks for it."""

    project: str
    version: str
    filename: str
    location: Optional[Path] = None
    yanked: str = ""
    requires_python: str = ""

    @property
    def is_wheel(self) -> bool:
        return self.filename.endswith(".whl")

    def content(self) -> bytes:
        """Returns the file's bytes."""
        if self.location is None:
            make = synthetic_wheel if self.is_wheel else synthetic_sdist
            return make(self.project, self.version)
        return self.location.read_bytes()

    def facts(self) -> Tuple[str, int, str]:
        """Returns SHA-256 and size of the file, and SHA-256 of its METADATA ("" without one)."""
        if self.location is None:
            return content_facts(self.content(), self.is_wheel)
        status = self.location.stat()
        return facts_on_disk(self.location, status.st_mtime_ns, status.st_size)


def content_facts(content: bytes, is_wheel: bool) -> Tuple[str, int, str]:
    """Returns SHA-256, size, and SHA-256 of the METADATA of a file."""
    metadata = wheel_metadata(content) if is_wheel else None
    metadata_digest = hashlib.sha256(metadata).hexdigest() if metadata is not None else ""
    return hashlib.sha256(content).hexdigest(), len(content), metadata_digest


@functools.lru_cache(maxsize=None)
def facts_on_disk(location: Path, mtime_ns: int, size: int) -> Tuple[str, int, str]:
    """Returns the facts of a file on the disk; time and size are part of the cache's key."""
    return content_facts(location.read_bytes(), location.suffix == ".whl")


def wheel_metadata(content: bytes) -> Optional[bytes]:
    """Returns the METADATA of a wheel, or None if the file is no wheel after all."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                if re.fullmatch(r"[^/]+\.dist-info/METADATA", name):
                    return archive.read(name)
    except zipfile.BadZipFile:
        pass
    return None


def synthetic_filename(project: str, version: str) -> str:
    """Returns the file name of a synthetic wheel."""
    return f"{normalized(project).replace('-', '_')}-{version.replace('-', '_')}-py3-none-any.whl"


@functools.lru_cache(maxsize=4096)
def synthetic_wheel(project: str, version: str) -> bytes:
    """Makes a wheel that pip can install: always the same bytes for the same name and version."""
    module = normalized(project).replace("-", "_")
    info = f"{module}-{version.replace('-', '_')}.dist-info"
    members = {
        f"{module}.py": f'"""Made for tests."""\n\n__version__ = "{version}"\n',
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {project}\nVersion: {version}\n"
        "Summary: Made for tests\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: index_server (1.0)\n"
        "Root-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(record_line(name, text.encode()) for name, text in members.items())
    members[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, text in members.items():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, text)
    return buffer.getvalue()


@functools.lru_cache(maxsize=4096)
def synthetic_sdist(project: str, version: str) -> bytes:
    """Makes an sdist that brings its own build backend (PEP 517): it gives the synthetic wheel."""
    root = sdist_filename(project, version)[: -len(".tar.gz")]
    wheel = base64.b64encode(synthetic_wheel(project, version)).decode()
    members = {
        "PKG-INFO": f"Metadata-Version: 2.1\nName: {project}\nVersion: {version}\n",
        "pyproject.toml": "[build-system]\nrequires = []\n"
        'build-backend = "backend"\nbackend-path = ["."]\n',
        "backend.py": "import base64, os\n\n"
        "def build_wheel(folder, config_settings=None, metadata_directory=None):\n"
        f"    name = {synthetic_filename(project, version)!r}\n"
        "    with open(os.path.join(folder, name), 'wb') as file:\n"
        f"        file.write(base64.b64decode({wheel!r}))\n"
        "    return name\n",
    }
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb", mtime=0) as packed:
        with tarfile.open(fileobj=packed, mode="w") as archive:
            for name, text in members.items():
                member = tarfile.TarInfo(f"{root}/{name}")
                member.size = len(text)
                archive.addfile(member, io.BytesIO(text.encode()))
    return buffer.getvalue()


def sdist_filename(project: str, version: str) -> str:
    """Returns the file name of a synthetic sdist."""
    return f"{normalized(project).replace('-', '_')}-{version.replace('-', '_')}.tar.gz"


def record_line(name: str, content: bytes) -> str:
    """Returns a file's line in RECORD."""
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    return f"{name},sha256={digest},{len(content)}\n"


def release_on_disk(location: Path) -> Optional[Release]:
    """Reads project and version out of the name of a wheel or sdist."""
    if location.name.endswith(".whl"):
        parts = location.name[: -len(".whl")].split("-")
        if len(parts) not in (5, 6):
            return None
        return Release(parts[0], parts[1], location.name, location)
    for ending in (".tar.gz", ".zip", ".tar.bz2"):
        if location.name.endswith(ending):
            project, dash, version = location.name[: -len(ending)].rpartition("-")
            return Release(project, version, location.name, location) if dash else None
    return None


class Catalog:
    """All projects: a folder, looked at anew for each request, and the synthetic ones."""

    def __init__(self, folder: Optional[Path], synthetic: Dict[str, List[str]]) -> None:
        self.folder = folder
        self.synthetic = synthetic

    def releases(self) -> Iterator[Release]:
        """Yields every file of every project."""
        if self.folder is not None:
            for location in sorted(self.folder.iterdir()):
                release = release_on_disk(location)
                if release is not None:
                    yield release
        for project, versions in self.synthetic.items():
            for version in versions:
                yield synthetic_release(project, version)

    def project(self, name: str) -> Optional[List[Release]]:
        """Returns the files of a project, or None if it is unknown."""
        name = normalized(name)
        found = [release for release in self.releases() if normalized(release.project) == name]
        known = name in (normalized(project) for project in self.synthetic)
        return found if found or known else None

    def file(self, filename: str) -> Optional[Release]:
        """Returns the file of that name; a synthetic one exists for every project and version."""
        for release in self.releases():
            if release.filename == filename:
                return release
        match = re.fullmatch(r"([^-/]+)-([^-/]+)(-py3-none-any\.whl|\.tar\.gz)", filename)
        found = self.project(match.group(1)) if match else None
        if match is None or found is None:
            return None
        # What a file says of itself is spelled as on its page.
        project = found[0].project if found else match.group(1)
        return replace(synthetic_release(project, match.group(2)), filename=filename)


def synthetic_release(project: str, version: str) -> Release:
    """Returns a release that exists only in memory."""
    return Release(project, version, synthetic_filename(project, version))


# --- Pages ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Link:
    """A release as a page shows it."""

    release: Release
    url: str

    @property
    def metadata_digest(self) -> str:
        """Returns the digest of its METADATA; empty where that cannot be asked for."""
        return "" if "?" in self.url else self.release.facts()[2]


def json_page(project: str, links: List[Link]) -> bytes:
    """Returns a project's page as PEP 691 and 700 describe it."""
    files = []
    for link in links:
        digest, size, _ = link.release.facts()
        entry: Dict[str, Any] = {
            "filename": link.release.filename,
            "url": link.url,
            "hashes": {"sha256": digest},
            "size": size,
            "upload-time": UPLOAD_TIME,
        }
        if link.metadata_digest:
            entry["core-metadata"] = {"sha256": link.metadata_digest}
        if link.release.yanked:
            entry["yanked"] = link.release.yanked
        if link.release.requires_python:
            entry["requires-python"] = link.release.requires_python
        files.append(entry)
    page = {
        "meta": {"api-version": "1.1"},
        "name": normalized(project),
        "versions": list(dict.fromkeys(link.release.version for link in links)),
        "files": files,
    }
    return json.dumps(page).encode()


def html_page(project: str, links: List[Link]) -> bytes:
    """Returns a project's page as PEP 503, 592, 658 and 714 describe it."""
    lines = ["<!DOCTYPE html>", "<html>", "<head>"]
    lines += ['<meta name="pypi:repository-version" content="1.1">']
    lines += [f"<title>Links for {html.escape(project)}</title>", "</head>", "<body>"]
    for link in links:
        digest = link.release.facts()[0]
        attributes = {"href": f"{link.url}#sha256={digest}"}
        if link.metadata_digest:
            attributes["data-core-metadata"] = f"sha256={link.metadata_digest}"
            attributes["data-dist-info-metadata"] = f"sha256={link.metadata_digest}"
        if link.release.yanked:
            attributes["data-yanked"] = link.release.yanked
        if link.release.requires_python:
            attributes["data-requires-python"] = link.release.requires_python
        text = " ".join(f'{key}="{html.escape(value)}"' for key, value in attributes.items())
        lines.append(f"<a {text}>{html.escape(link.release.filename)}</a><br>")
    lines += ["</body>", "</html>", ""]
    return "\n".join(lines).encode()


def project_list(names: List[str], as_json: bool) -> bytes:
    """Returns the page that lists all projects."""
    if as_json:
        projects = [{"name": name} for name in names]
        return json.dumps({"meta": {"api-version": "1.1"}, "projects": projects}).encode()
    anchors = "".join(f'<a href="{name}/">{name}</a><br>\n' for name in names)
    return f"<!DOCTYPE html>\n<html><body>\n{anchors}</body></html>\n".encode()


# --- Requests and answers ---------------------------------------------------------------------


@dataclass(frozen=True)
class Behaviour:
    """One path segment that changes an answer."""

    name: str
    value: str
    segment: str

    @staticmethod
    def parse(segment: str) -> "Behaviour":
        # Decoded first, because pip quotes the equals sign.
        name, _, value = unquote(segment).partition("=")
        return Behaviour(name, value, segment)


@dataclass(frozen=True)
class Target:
    """What a path asks for: behaviours, then `simple` or `files`, then the rest."""

    path: str
    behaviours: Tuple[Behaviour, ...]
    room: str
    rest: str

    @staticmethod
    def parse(path: str) -> Optional["Target"]:
        segments = path.lstrip("/").split("/")
        for position, segment in enumerate(segments):
            if segment in ("simple", "files"):
                behaviours = tuple(Behaviour.parse(one) for one in segments[:position])
                return Target(path, behaviours, segment, "/".join(segments[position + 1 :]))
        return None

    def value(self, name: str) -> Optional[str]:
        """Returns the value of the first behaviour of that name, None without one."""
        return next((one.value for one in self.behaviours if one.name == name), None)

    def values(self, name: str) -> List[str]:
        """Returns the values of all behaviours of that name."""
        return [one.value for one in self.behaviours if one.name == name]

    def has(self, name: str) -> bool:
        return self.value(name) is not None

    def without(self, behaviour: Behaviour) -> str:
        """Returns the same path without one segment."""
        kept = [one.segment for one in self.behaviours if one is not behaviour]
        return "/" + "/".join(kept + [self.room, self.rest])

    def after(self, behaviour: Behaviour) -> str:
        """Returns the path that follows one segment."""
        position = self.behaviours.index(behaviour) + 1
        kept = [one.segment for one in self.behaviours[position:]]
        return "/" + "/".join(kept + [self.room, self.rest])

    def files_prefix(self, host: str) -> str:
        """Returns what stands before a file's name in links on this page."""
        access = [one.segment for one in self.behaviours if one.name == "auth"]
        path = "/".join([""] + access + ["files", ""])
        if self.has("relative"):
            return "../../files/"
        return f"{host}{path}" if self.has("absolute") else path


@dataclass
class Answer:
    """What goes back: a body, then padding with blanks that are never in memory all at once."""

    status: int = 200
    headers: Dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    padding: int = 0

    def padding_blocks(self) -> Iterator[bytes]:
        """Yields the padding piece by piece."""
        left = self.padding
        while left > 0:
            yield b" " * min(left, BLOCK)
            left -= BLOCK

    def compressed(self) -> "Answer":
        """Returns the same answer with a gzip body."""
        compressor = zlib.compressobj(9, zlib.DEFLATED, 31)
        pieces = [compressor.compress(self.body)]
        pieces += [compressor.compress(block) for block in self.padding_blocks()]
        body = b"".join(pieces) + compressor.flush()
        headers = dict(self.headers, **{"Content-Encoding": "gzip"})
        return Answer(self.status, headers, body)


def plain(status: int, text: str, **headers: str) -> Answer:
    """Returns a short answer in text."""
    fields = {"Content-Type": "text/plain; charset=utf-8"}
    fields.update({name.replace("_", "-"): value for name, value in headers.items()})
    return Answer(status, fields, text.encode())


def chosen_type(target: Target, accept: str) -> str:
    """Returns the content type of an index page."""
    if target.has("html"):
        return OLD_HTML_TYPE
    if target.has("json") or JSON_TYPE in accept:
        return JSON_TYPE
    return HTML_TYPE if HTML_TYPE in accept else OLD_HTML_TYPE


def shown_releases(target: Target, name: str, releases: List[Release]) -> List[Release]:
    """Returns the releases that a page shows once the behaviours of the path are heard."""
    old = [f"0.0.{number}" for value in target.values("many") for number in range(int(value))]
    shown = [synthetic_release(name, version) for version in old + target.values("extra")]
    shown = releases + shown
    if target.has("sdist"):
        shown = [replace(one, filename=sdist_filename(name, one.version)) for one in shown]
    for versions in target.values("only"):
        shown = [release for release in shown if release.version in versions.split(",")]
    for version in target.values("yanked"):
        shown = [with_version(one, version, yanked="not fit for use") for one in shown]
    for value in target.values("requires"):
        version, _, specifier = value.partition(":")
        shown = [with_version(one, version, requires_python=specifier) for one in shown]
    return shown


def with_version(release: Release, version: str, **changes: Any) -> Release:
    """Returns the release, changed if it has this version."""
    return replace(release, **changes) if release.version == version else release


class Journal:
    """What was asked, kept for tests."""

    def __init__(self, file: Optional[Path]) -> None:
        self.lock = threading.Lock()
        self.entries: List[Dict[str, Any]] = []
        self.pages: List[str] = []
        self.seen: Dict[str, int] = {}
        self.file = open(file, "a", buffering=1) if file else None

    def count_page(self, path: str) -> None:
        with self.lock:
            self.pages.append(path)

    def visits(self, path: str) -> int:
        """Counts a visit of this very path and returns how many there were before."""
        with self.lock:
            before = self.seen.get(path, 0)
            self.seen[path] = before + 1
            return before

    def add(self, entry: Dict[str, Any]) -> None:
        with self.lock:
            self.entries.append(entry)
            if self.file:
                self.file.write(json.dumps(entry) + "\n")

    def answer(self, question: str, text: str) -> Optional[Answer]:
        """Answers `/_count`, `/_log` and `/_reset`."""
        with self.lock:
            if question == "/_count":
                return plain(200, str(sum(text in path for path in self.pages)))
            if question == "/_log":
                entries = [entry for entry in self.entries if text in entry["path"]]
                body = json.dumps(entries).encode()
                return Answer(200, {"Content-Type": "application/json"}, body)
            if question == "/_reset":
                self.entries, self.pages, self.seen = [], [], {}
                return plain(200, "forgotten")
        return None


class Handler(BaseHTTPRequestHandler):
    """Answers requests of one connection."""

    protocol_version = "HTTP/1.1"
    server_version = "index_server"
    sys_version = ""
    disable_nagle_algorithm = True
    server: "Server"

    def do_GET(self) -> None:
        location = urlsplit(self.path)
        journal = self.server.journal
        contains = parse_qs(location.query).get("contains", [""])[0]
        report = journal.answer(location.path, contains)
        if report is not None:
            return self.send(report)
        target = Target.parse(location.path)
        if target is None:
            return self.finish_with(plain(404, "no such path"))
        for behaviour in target.behaviours:
            if behaviour.name not in BEHAVIOURS:
                return self.finish_with(plain(400, f"no behaviour is named {behaviour.name}"))
        if target.room == "simple" and target.rest:
            journal.count_page(location.path)
        return self.serve(target)

    do_HEAD = do_GET

    def serve(self, target: Target) -> None:
        """Hears the behaviours from left to right; the first that has an answer ends it."""
        for behaviour in target.behaviours:
            if behaviour.name == "slow":
                time.sleep(float(behaviour.value))
            elif behaviour.name == "close":
                self.note(0)
                self.close_connection = True
                return
            elif behaviour.name == "drip-headers":
                return self.drip(b"HTTP/1.1 200 OK\r\nX-Long: ", float(behaviour.value))
            else:
                answer = self.interruption(behaviour, target)
                if answer is not None:
                    return self.finish_with(answer)
        self.deliver(target, self.resource(target))

    def interruption(self, behaviour: Behaviour, target: Target) -> Optional[Answer]:
        """Returns the answer of a behaviour that stands in the way of the resource."""
        name, value = behaviour.name, behaviour.value
        if name == "auth" and not self.knows(value):
            return plain(401, "who are you?", WWW_Authenticate='Basic realm="index"')
        if name == "redirect":
            return plain(int(value or 302), "elsewhere", Location=target.without(behaviour))
        if name == "redirect-to":
            return plain(302, "elsewhere", Location=value.rstrip("/") + target.after(behaviour))
        if name == "loop":
            return plain(302, "round and round", Location=target.path)
        if name == "status":
            return self.refusal(int(value), target)
        if name == "flaky" and self.server.journal.visits(target.path) < int(value):
            return self.refusal(503, target)
        return None

    def refusal(self, status: int, target: Target) -> Answer:
        """Returns an answer with an error status, and Retry-After where the path has it."""
        seconds = target.value("retry-after")
        return plain(status, "no", **({} if seconds is None else {"Retry_After": seconds}))

    def knows(self, credentials: str) -> bool:
        """Tells whether the request carries these credentials."""
        expected = "Basic " + base64.b64encode(credentials.encode()).decode()
        return self.headers.get("Authorization", "") == expected

    def resource(self, target: Target) -> Answer:
        """Returns the page or the file, before transport."""
        if target.room == "files":
            return self.file(unquote(target.rest))
        catalog = self.server.catalog
        content_type = chosen_type(target, self.headers.get("Accept", ""))
        headers = {"Content-Type": content_type}
        if content_type == OLD_HTML_TYPE:
            headers["Content-Type"] += "; charset=utf-8"
        if not target.rest:
            names = sorted({normalized(release.project) for release in catalog.releases()})
            return Answer(200, headers, project_list(names, content_type == JSON_TYPE))
        if not target.rest.endswith("/"):
            return plain(301, "with a slash", Location=target.path + "/")
        name = unquote(target.rest[:-1])
        releases = catalog.project(name)
        if releases is None:
            return plain(404, "no such project")
        prefix = target.files_prefix(self.server.base(self.headers.get("Host", "")))
        query = target.value("query")
        suffix = "" if query is None else f"?{query}"
        links = [
            Link(release, prefix + quote(release.filename) + suffix)
            for release in shown_releases(target, name, releases)
        ]
        page = json_page if content_type == JSON_TYPE else html_page
        return Answer(200, headers, page(name, links))

    def file(self, filename: str) -> Answer:
        """Returns a wheel, an sdist, or the METADATA of a wheel."""
        headers = {"Content-Type": "application/octet-stream"}
        release = self.server.catalog.file(filename)
        if release is not None:
            return Answer(200, headers, release.content())
        if filename.endswith(".metadata"):
            release = self.server.catalog.file(filename[: -len(".metadata")])
            metadata = wheel_metadata(release.content()) if release is not None else None
            if metadata is not None:
                return Answer(200, headers, metadata)
        return plain(404, "no such file")

    def deliver(self, target: Target, answer: Answer) -> None:
        """Adds headers, then sends the answer as the path says."""
        if target.has("garbage"):
            noise = random.Random(691).getrandbits(8 * 4096).to_bytes(4096, "little")
            answer = Answer(200, {"Content-Type": JSON_TYPE}, noise)
        if answer.status == 200:
            answer.padding = max(0, int(target.value("huge") or 0) * 1_000_000 - len(answer.body))
            self.decorate(target, answer)
        if target.has("drip"):
            return self.drip_answer(answer, float(target.value("drip") or 1))
        takes_gzip = "gzip" in self.headers.get("Accept-Encoding", "")
        if target.has("gzip") and takes_gzip and answer.status == 200:
            answer = answer.compressed()
        framing = ("truncate", "nolength", "chunked")
        self.finish_with(answer, next((one for one in framing if target.has(one)), ""))

    def decorate(self, target: Target, answer: Answer) -> None:
        """Adds headers that the path asks for, and turns the answer into a 304 where it may."""
        if target.has("cookie"):
            answer.headers["Set-Cookie"] = "session=secret; Path=/"
        for name in target.values("vary"):
            answer.headers["Vary"] = name
        for seconds in target.values("maxage"):
            answer.headers["Cache-Control"] = f"max-age={seconds}"
        is_known = False
        if target.has("etag"):
            tag = hashlib.sha256(answer.body + b"%d" % answer.padding).hexdigest()[:32]
            answer.headers["ETag"] = f'"{tag}"'
            sent = [one.strip() for one in self.headers.get("If-None-Match", "").split(",")]
            is_known = f'"{tag}"' in sent or f'W/"{tag}"' in sent
        if target.has("lastmod"):
            answer.headers["Last-Modified"] = LAST_MODIFIED
            if self.headers.get("If-None-Match") is None:
                is_known = is_known or self.headers.get("If-Modified-Since") == LAST_MODIFIED
        if is_known:
            answer.status, answer.body, answer.padding = 304, b"", 0

    # --- Sending

    def finish_with(self, answer: Answer, framing: str = "") -> None:
        """Notes the request and sends the answer."""
        self.note(answer.status)
        self.send(answer, framing)

    def send(self, answer: Answer, framing: str = "") -> None:
        """Sends an answer: with its length, or in one of the three other ways."""
        headers = dict(answer.headers)
        length = len(answer.body) + answer.padding
        if answer.status == 304:
            # It has no content, so it says nothing of one (RFC 9110, 15.4.5).
            headers.pop("Content-Type", None)
            framing = "empty"
        elif framing == "chunked":
            headers["Transfer-Encoding"] = "chunked"
        elif framing != "nolength":
            headers["Content-Length"] = str(length)
        if framing in ("truncate", "nolength"):
            headers["Connection"] = "close"
            self.close_connection = True
        head = self.head(answer.status, headers)
        if self.command == "HEAD" or framing == "empty":
            self.write(head)
        elif framing == "chunked":
            self.write(head)
            for start in range(0, len(answer.body), 1000):
                self.write(chunk(answer.body[start : start + 1000]))
            for block in answer.padding_blocks():
                self.write(chunk(block))
            self.write(b"0\r\n\r\n")
        elif framing == "truncate":
            self.write(head + answer.body[: len(answer.body) // 2])
        else:
            self.write(head + answer.body)
            for block in answer.padding_blocks():
                self.write(block)

    def drip_answer(self, answer: Answer, seconds: float) -> None:
        """Sends the headers, then a byte at a time, for ever."""
        # As long as a page may be: its length is no reason to leave.
        headers = dict(answer.headers, **{"Content-Length": "50000000", "Connection": "close"})
        self.drip(self.head(answer.status, headers), seconds, answer.body)

    def drip(self, head: bytes, seconds: float, body: bytes = b"") -> None:
        """Sends the beginning at once and the rest a byte at a time, until the client leaves."""
        self.note(200)
        self.close_connection = True
        self.write(head)
        position = 0
        while True:
            self.write(body[position : position + 1] or b"a")
            position += 1
            time.sleep(seconds)

    def head(self, status: int, headers: Dict[str, str]) -> bytes:
        """Returns status line and headers."""
        try:
            phrase = HTTPStatus(status).phrase
        except ValueError:
            phrase = "Unknown"
        lines = [f"HTTP/1.1 {status} {phrase}", f"Date: {self.date_time_string()}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    def write(self, data: bytes) -> None:
        if data:
            self.wfile.write(data)

    def handle(self) -> None:
        try:
            super().handle()
        except (ConnectionError, TimeoutError, ssl.SSLError):
            self.close_connection = True  # The client left: it may.

    def finish(self) -> None:
        try:
            super().finish()
        except (ConnectionError, ssl.SSLError):
            pass

    def note(self, status: int) -> None:
        """Notes a request and what it was answered."""
        entry: Dict[str, Any] = {"method": self.command, "path": self.path, "status": status}
        entry["authorization"] = "authorization" in self.headers
        entry["cookie"] = "cookie" in self.headers
        entry.update({name: self.headers.get(name) for name in LOGGED_HEADERS})
        self.server.journal.add(entry)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Stays silent: the journal has it all."""


def chunk(data: bytes) -> bytes:
    """Returns a piece of a chunked body; nothing for nothing, because an empty one would end it."""
    return b"%x\r\n%s\r\n" % (len(data), data) if data else b""


class Server(ThreadingHTTPServer):
    """The server: one thread a connection, and a queue long enough for a crowd."""

    request_queue_size = 1024
    daemon_threads = True
    allow_reuse_address = True

    def __init__(
        self, port: int, catalog: Catalog, journal: Journal, tls: Optional[ssl.SSLContext]
    ) -> None:
        self.catalog = catalog
        self.journal = journal
        self.tls = tls
        super().__init__(("127.0.0.1", port), Handler)

    def base(self, host: str) -> str:
        return f"{'https' if self.tls else 'http'}://{host}"

    def get_request(self) -> Tuple[Any, Any]:
        connection, address = super().get_request()
        if self.tls is not None:
            # The handshake waits until the connection has its thread.
            connection = self.tls.wrap_socket(
                connection, server_side=True, do_handshake_on_connect=False
            )
        return connection, address

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignores clients that leave; tells the rest as usual."""
        if not isinstance(sys.exc_info()[1], (ConnectionError, TimeoutError, ssl.SSLError)):
            super().handle_error(request, client_address)


def end_with_stdin() -> None:
    """Ends the process when whoever started it closes our stdin, or is gone."""
    try:
        while os.read(0, 4096):
            pass
    except OSError:
        pass
    os._exit(0)


def synthetic_projects(arguments: List[str]) -> Dict[str, List[str]]:
    """Reads `NAME=V1,V2` options."""
    projects: Dict[str, List[str]] = {}
    for argument in arguments:
        name, _, versions = argument.partition("=")
        projects.setdefault(name, []).extend(one for one in versions.split(",") if one)
    return projects


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--packages", type=Path, metavar="DIR", help="wheels and sdists to serve")
    parser.add_argument("--project", action="append", default=[], metavar="NAME=V1,V2")
    parser.add_argument("--log", type=Path, metavar="FILE", help="a JSON line for each request")
    parser.add_argument("--tls", nargs=2, metavar=("CERT", "KEY"))
    options = parser.parse_args()
    context = None
    if options.tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.tls[0], options.tls[1])
    catalog = Catalog(options.packages, synthetic_projects(options.project))
    server = Server(options.port, catalog, Journal(options.log), context)
    threading.Thread(target=end_with_stdin, daemon=True).start()
    print(f"READY {server.server_address[1]}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
