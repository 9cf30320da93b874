"""Kills a command at every system call, and refuses those that change files.

strace injects the faults. It counts calls by name and thread, so the points come from a reference
run: each name, and each number up to the most calls of that name in any thread. Threads do not run
alike twice: a point that is not reached in its run is counted, and is no failure.
"""

import os
import re
import signal
import subprocess
import time
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Dict, Iterable, List, Optional, Sequence, Set, Tuple

from trials.subject import KILL, Outcome, Point, Subject
from workbench.places import fail
from workbench.systemcalls import SystemCall, read_trace, strace, trace

LIMIT = 20.0
WORKERS = 2
SHOWN_FAILURES = 40

# What must have been reached, both by a kill and by an error, or the trial proves nothing.
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
)
ERRORS: Dict[str, Tuple[str, ...]] = {
    "open-for-write": ("ENOSPC", "EIO", "EROFS", "EACCES", "EDQUOT", "EMFILE", "EINTR"),
    "open-for-read": ("EIO", "EACCES", "EMFILE", "EINTR"),
    "write": ("ENOSPC", "EIO", "EDQUOT", "EINTR"),
    "fsync": ("EIO", "ENOSPC", "EDQUOT", "EROFS", "EINTR"),
    "rename": ("ENOSPC", "EIO", "EROFS", "EACCES", "EDQUOT"),
    "unlink": ("EIO", "EROFS", "EACCES"),
    "mkdir": ("ENOSPC", "EIO", "EROFS", "EACCES", "EDQUOT"),
    "rmdir": ("EIO", "EROFS", "EACCES"),
    "link": ("ENOSPC", "EIO", "EROFS", "EACCES", "EDQUOT"),
    "chmod": ("EIO", "EROFS", "EACCES"),
    "truncate": ("ENOSPC", "EIO", "EDQUOT", "EINTR"),
    "close": ("EIO", "ENOSPC", "EDQUOT", "EINTR"),
}
SMOKE_ERRORS = frozenset({"ENOSPC", "EROFS", "EINTR"})


def kind_of(call: SystemCall, area: Path) -> Optional[str]:
    """Returns what a call does to files in a folder, None if it does nothing there."""
    if not call.concerns(area):
        return None
    if call.name in ("open", "openat", "openat2", "creat"):
        is_change = re.search(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC", call.arguments)
        return "open-for-write" if is_change or call.name == "creat" else "open-for-read"
    return next((kind for kind, pattern in KINDS if re.fullmatch(pattern, call.name)), None)


@dataclass
class Reference:
    """What a run without faults calls, in one situation."""

    # The most calls of a name in one thread.
    counts: Counter = field(default_factory=Counter)
    # Which of them, by name and number, do something to files of ours.
    kinds: Dict[Tuple[str, int], Set[str]] = field(default_factory=dict)

    def add(self, calls: Sequence[SystemCall], area: Path) -> None:
        """Adds what a trace shows."""
        seen: Counter = Counter()
        for call in calls:
            # strace cannot inject into calls that it has no name for.
            if call.name.startswith("syscall_"):
                continue
            seen[call.thread, call.name] += 1
            number = seen[call.thread, call.name]
            self.counts[call.name] = max(self.counts[call.name], number)
            kind = kind_of(call, area)
            if kind:
                self.kinds.setdefault((call.name, number), set()).add(kind)

    def changes(self) -> List[Tuple[str, int]]:
        """Returns the calls that change files of ours."""
        return [place for place, kinds in self.kinds.items() if kinds & CHANGES]


def refer(subject: Subject, situation: str, folder: Path) -> Reference:
    """Runs a command twice without faults: threads take turns, and one run shows not all."""
    reference = Reference()
    for number in (1, 2):
        stage = subject.stage(situation, folder / f"{number}")
        calls = trace(stage.command(), stage.environment(), folder / f"trace-{number}")
        reference.add(calls, stage.cache)
    if not reference.counts:
        fail("strace saw no system call", "may processes be traced on this machine?")
    return reference


def kill_points(situation: str, reference: Reference, only_changes: bool) -> List[Point]:
    """Returns the points at which the command is killed."""
    if only_changes:
        places: Iterable[Tuple[str, int]] = reference.changes()
    else:
        places = [
            (name, number)
            for name, count in sorted(reference.counts.items())
            for number in range(1, count + 1)
        ]
    return [Point(situation, name, number, KILL) for name, number in places]


def error_points(situation: str, reference: Reference, is_smoke: bool) -> List[Point]:
    """Returns the points at which a call is refused, with every error that it can have."""
    points = []
    for (name, number), kinds in reference.kinds.items():
        if is_smoke and not kinds & CHANGES:
            continue
        errors = dict.fromkeys(error for kind in sorted(kinds) for error in ERRORS[kind])
        chosen = [error for error in errors if not is_smoke or error in SMOKE_ERRORS]
        points += [Point(situation, name, number, error) for error in chosen]
    return points


def in_turn(points: List[Point]) -> List[Point]:
    """Orders points so that the first ones have one of each name and fault."""
    rank: Counter = Counter()
    ranked = []
    for point in points:
        ranked.append((rank[point.name, point.fault], point))
        rank[point.name, point.fault] += 1
    return [point for _, point in sorted(ranked, key=lambda entry: entry[0])]


def run_with_fault(subject: Subject, point: Point, folder: Path) -> Tuple[Outcome, List[str]]:
    """Runs the command with one fault, and returns what is wrong afterwards."""
    stage = subject.stage(point.situation, folder)
    file = folder / "trace"
    how = f"signal={KILL}" if point.fault == KILL else f"error={point.fault}"
    options = ["-e", f"trace={point.name}"]
    options += ["-e", f"inject={point.name}:{how}:when={point.occurrence}"]
    process = subprocess.Popen(
        [*strace(file, *options), *stage.command()],
        env=stage.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    status: Optional[int] = None
    try:
        output, _ = process.communicate(timeout=LIMIT)
        status = process.returncode
    except subprocess.TimeoutExpired:
        # strace and what it traces are one group, and ours.
        os.killpg(process.pid, signal.SIGKILL)
        output, _ = process.communicate()
    hit = hit_calls(point, status, read_trace(file))
    is_untidy = bool(stage.leftovers() or stage.claims())
    outcome = Outcome(point, status, output, hit, stage.cache, is_untidy)
    return outcome, subject.flaws(stage, outcome)


def hit_calls(point: Point, status: Optional[int], calls: List[SystemCall]) -> List[SystemCall]:
    """Returns the calls that the fault hit: none if the run did not get there."""
    if point.fault != KILL:
        return [call for call in calls if call.is_injected]
    if status != -signal.SIGKILL:
        return []
    last = {call.thread: call for call in calls}
    counts = Counter(call.thread for call in calls)
    hit = [call for thread, call in last.items() if counts[thread] == point.occurrence]
    return hit or [SystemCall(0, point.name, "")]


@dataclass
class Tally:
    """What was reached, and what failed."""

    planned: Counter = field(default_factory=Counter)
    reached: Counter = field(default_factory=Counter)
    kinds: Dict[str, Counter] = field(default_factory=lambda: {KILL: Counter(), "error": Counter()})
    failures: List[str] = field(default_factory=list)
    done: int = 0
    # Runs that left a temporary file or a claim, which is allowed once.
    untidy: Counter = field(default_factory=Counter)

    def add(self, outcome: Outcome, flaws: List[str]) -> None:
        """Counts one run."""
        point = outcome.point
        way = KILL if point.fault == KILL else "error"
        self.done += 1
        self.planned[way, point.name] += 1
        self.reached[way, point.name] += outcome.is_reached
        self.untidy[way] += outcome.is_untidy
        kinds = {kind_of(call, outcome.area) for call in outcome.hit}
        for kind in kinds - {None}:
            self.kinds[way][kind] += 1
        self.failures += [f"{point}: {flaw}" for flaw in flaws]

    def show(self) -> None:
        """Prints what was reached, by call."""
        print(f"{'call':<20} {'killed at':>16} {'refused':>16}")
        for name in sorted({name for _, name in self.planned}):
            cells = [f"{self.reached[w, name]} of {self.planned[w, name]}" for w in (KILL, "error")]
            print(f"{name:<20} {cells[0]:>16} {cells[1]:>16}")
        for kind in sorted(set(self.kinds[KILL]) | set(self.kinds["error"])):
            numbers = f"killed at {self.kinds[KILL][kind]}, refused {self.kinds['error'][kind]}"
            print(f"{kind} in the cache: {numbers}")
        print(
            f"something was left for the next sweep after {self.untidy[KILL]} kills"
            f" and {self.untidy['error']} errors"
        )
        for failure in self.failures[:SHOWN_FAILURES]:
            print(f"FAIL: {failure}")
        if len(self.failures) > SHOWN_FAILURES:
            print(f"FAIL: and {len(self.failures) - SHOWN_FAILURES} more")

    def unreached(self) -> List[str]:
        """Returns what had to be reached and was not."""
        words = ((KILL, "killed at"), ("error", "refused"))
        return [
            f"no {kind} was {word}"
            for kind in REQUIRED
            for way, word in words
            if not self.kinds[way][kind]
        ]


def collect(futures: Sequence[Future], tally: Tally) -> None:
    """Counts runs as they end, and says now and then how far this is."""
    shown = time.monotonic()
    for future in futures:
        result = future.result()
        if result is not None:
            tally.add(*result)
        if time.monotonic() - shown > 10:
            shown = time.monotonic()
            print(f"... {tally.done} of {len(futures)}", flush=True)


def plan(subject: Subject, folder: Path, is_smoke: bool) -> List[Point]:
    """Returns every point, the ones that show most first."""
    points: List[Point] = []
    for position, situation in enumerate(subject.situations):
        reference = refer(subject, situation, folder / f"reference-{position}")
        total = sum(reference.counts.values())
        changes = len(reference.changes())
        print(f"{situation}: {total} calls, {changes} that change files", flush=True)
        points += kill_points(situation, reference, only_changes=is_smoke or position > 0)
        points += error_points(situation, reference, is_smoke)
    return in_turn(list(dict.fromkeys(points)))


def run(subject: Subject, folder: Path, is_smoke: bool, seconds: Optional[float]) -> bool:
    """Tries every point, two at a time, for at most so long; returns whether all is well."""
    start = time.monotonic()
    points = plan(subject, folder, is_smoke)
    print(f"{len(points)} points", flush=True)
    tally = Tally()

    def try_point(number: int, point: Point) -> Optional[Tuple[Outcome, List[str]]]:
        if seconds is not None and time.monotonic() - start > seconds:
            return None
        return run_with_fault(subject, point, folder / f"run-{number}")

    with ThreadPoolExecutor(WORKERS) as pool:
        futures: List[Future] = [pool.submit(try_point, *entry) for entry in enumerate(points)]
        try:
            collect(futures, tally)
        finally:
            pool.shutdown(cancel_futures=True)
    tally.show()
    unreached = tally.unreached()
    for text in unreached:
        print(f"FAIL: {text}")
    taken = time.monotonic() - start
    skipped = f", {len(points) - tally.done} left out for time" if tally.done < len(points) else ""
    print(f"{tally.done} points{skipped}, {len(tally.failures)} failures, {taken:.0f} s")
    return not tally.failures and not unreached
