"""What a command calls without faults: the places of faults, and what has to be reached there."""

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Dict, List, Optional, Sequence, Set, Tuple

from trials.subject import AnyScene, Subject
from workbench.places import fail
from workbench.systemcalls import SystemCall, trace

# What must be reached wherever it is, both by a kill and by errors, or the trial proves nothing.
REQUIRED = ("open-for-write", "write", "fsync", "rename", "unlink")
CHANGES = frozenset({*REQUIRED, "mkdir", "rmdir", "link", "chmod", "truncate"})
KINDS = (
    ("write", r"p?writev?2?|pwrite64"),
    ("fsync", r"fsync|fdatasync|sync_file_range|syncfs"),
    ("rename", r"rename(at2?)?"),
    ("unlink", r"unlink(at)?"),
    ("mkdir", r"mkdir(at)?"),
    ("rmdir", r"rmdir"),
    ("link", r"(sym)?link(at)?"),
    ("chmod", r"f?chmod(at2?)?|f?chown(at)?|utimensat"),
    ("truncate", r"f?truncate(64)?|fallocate"),
    ("close", r"close"),
    ("read", r"p?readv?2?|pread64"),
    ("list", r"getdents(64)?"),
    ("look", r"newfstatat|[fl]?stat(64)?|statx"),
)
# Temporary files, and folders of imports, have other names in every run.
RANDOM_NAME = re.compile(
    r"[a-z0-9_]{8}(?=\.tmp(?:/|$))|(?<=[/.]import-)[a-z0-9]+|(?<=\.swiftpip-)[a-z0-9_]{8}"
)

# A name, and the number of a call of that name in its thread.
Place = Tuple[str, int]


@dataclass(frozen=True)
class Change:
    """What a call does to which files of ours, told in a way that is the same in every run."""

    kind: str
    path: str

    def __str__(self) -> str:
        return f"{self.kind} of {self.path}"


@dataclass(frozen=True)
class Landmark:
    """A call of a thread on its way to another call, by which the thread can be told."""

    name: str
    number: int
    # The other call is which one of its name in that thread, counted from here.
    count: int
    # Which of the threads that get to this call the thread is, in the order in which they do.
    turn: int = 1


@dataclass
class Reference:
    """What runs without faults call, in one situation."""

    # The most calls of a name in one thread.
    counts: Counter = field(default_factory=Counter)
    # Which of them do something to files of ours.
    kinds: Dict[Place, Set[str]] = field(default_factory=dict)
    # What has to be reached at them, and the landmarks on the way there, the nearest first.
    required: Dict[Place, Dict[Change, List[Landmark]]] = field(default_factory=dict)
    # Changes that a run makes more than once: only the place tells which one it is.
    repeated: Set[Change] = field(default_factory=set)

    def add(self, call: SystemCall, area: Path) -> None:
        """Adds a call."""
        self.counts[call.name] = max(self.counts[call.name], call.number)
        kind = kind_of(call, area)
        if kind:
            self.kinds.setdefault((call.name, call.number), set()).add(kind)

    def require(self, call: SystemCall, change: Change, landmarks: List[Landmark]) -> None:
        """Adds that a change has to be reached at a call."""
        self.required.setdefault((call.name, call.number), {}).setdefault(change, landmarks)

    def changes(self) -> List[Place]:
        """Returns the calls that change files of ours."""
        return [place for place, kinds in self.kinds.items() if kinds & CHANGES]


def kind_of(call: SystemCall, area: Path) -> Optional[str]:
    """Returns what a call does to files in a folder, None if it does nothing there."""
    if not call.concerns(area):
        return None
    if call.name in ("open", "openat", "openat2", "creat"):
        is_change = re.search(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC", call.arguments)
        return "open-for-write" if is_change or call.name == "creat" else "open-for-read"
    return next((kind for kind, pattern in KINDS if re.fullmatch(pattern, call.name)), None)


def described(call: SystemCall, area: Path) -> str:
    """Tells what a call does to which files in a folder."""
    paths = " to ".join(call.paths_in(area)) or call.arguments
    return f"{kind_of(call, area) or call.name} of {paths}"


def required_change(call: SystemCall, area: Path) -> Optional[Change]:
    """Returns what a call changes in a folder, None if that need not be reached."""
    kind = kind_of(call, area)
    if kind not in REQUIRED:
        return None
    paths = (RANDOM_NAME.sub("????????", path) for path in call.paths_in(area))
    return Change(kind, " to ".join(paths))


def lonely_places(calls: Sequence[SystemCall]) -> Set[Place]:
    """Returns the names and numbers that one thread alone gets to."""
    threads = Counter((call.name, call.number) for call in calls)
    return {place for place, count in threads.items() if count == 1}


def landmarks(call: SystemCall, calls: Sequence[SystemCall], lonely: Set[Place]) -> List[Landmark]:
    """Returns the landmarks on the way to a call, the nearest first.

    A new thread does nothing at first that others have not done before it: where no call is made by
    one thread alone, those serve that fewest have made before.
    """
    own = [other for other in calls if other.thread == call.thread]
    found = []
    others = []
    count = 1
    for other in reversed(own[: own.index(call)]):
        place = (other.name, other.number)
        if place in lonely:
            found.append(Landmark(*place, count))
        elif not found:
            others.append(Landmark(*place, count, turn(other, calls)))
        count += other.name == call.name
    return found or sorted(others, key=lambda landmark: landmark.turn)


def turn(call: SystemCall, calls: Sequence[SystemCall]) -> int:
    """Tells which of the threads that get to the number of a call its own thread is."""
    place = (call.name, call.number)
    alike = [other.thread for other in calls if (other.name, other.number) == place]
    return alike.index(call.thread) + 1


def reference_of(runs: Sequence[Tuple[List[SystemCall], Path]]) -> Reference:
    """Puts together what several runs called, and which folder each was about."""
    reference = Reference()
    lonely = set.intersection(*(lonely_places(calls) for calls, _ in runs))
    for calls, area in runs:
        # What the system refuses, such as to remove a folder that is not empty, changes nothing.
        done = [call for call in calls if call.result != -1]
        changes = Counter(required_change(call, area) for call in done)
        reference.repeated |= {change for change, count in changes.items() if change and count > 1}
        for call in calls:
            reference.add(call, area)
            change = required_change(call, area)
            if change and call.result != -1:
                reference.require(call, change, landmarks(call, calls, lonely))
    return reference


def refer(subject: Subject[AnyScene], situation: str, folder: Path) -> Reference:
    """Runs a command without faults, and again: threads take turns, and one run shows not all."""
    runs = []
    for number in range(subject.references):
        stage = subject.stage(situation, folder / f"{number}")
        with stage.beside():
            calls = trace(stage.command(), stage.environment(), folder / f"trace-{number}")
        # strace cannot inject into calls that it has no name for.
        named = [call for call in calls if not call.name.startswith("syscall_")]
        runs.append((named, stage.area))
    if not any(calls for calls, _ in runs):
        fail("strace saw no system call", "may processes be traced on this machine?")
    return reference_of(runs)
