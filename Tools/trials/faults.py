"""Kills a command at every system call, and refuses those that change files.

strace injects the faults. It counts calls by name and thread, so the points come from a reference
run: each name, and each number up to the most calls of that name in any thread. Threads do not run
alike twice, and a point that is not reached in its run is counted. But where the reference opens a
file of ours for writing, writes, syncs, renames or unlinks it, that very call must be reached, by
the kill and by each error: it is tried again, from landmarks, and what stays unreached fails.
"""

import time
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from typing import Dict, Iterable, List, Optional, Sequence, Tuple

from trials.injection import run_with_fault
from trials.reference import (
    CHANGES,
    REQUIRED,
    Change,
    Landmark,
    Place,
    Reference,
    kind_of,
    refer,
    required_change,
)
from trials.subject import KILL, Outcome, Point, Subject

WORKERS = 2
SHOWN_FAILURES = 40
# How often a call that must be reached is tried again.
RETRIES = 4

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


def kill_points(situation: str, reference: Reference, only_changes: bool) -> List[Point]:
    """Returns the points at which the command is killed."""
    if only_changes:
        places: Iterable[Place] = reference.changes()
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


@dataclass
class Trial:
    """The runs at a point, and what has to be reached there."""

    point: Point
    required: Dict[Change, List[Landmark]]
    outcomes: List[Outcome] = field(default_factory=list)
    failures: List[str] = field(default_factory=list)

    @property
    def way(self) -> str:
        return KILL if self.point.fault == KILL else "error"

    def run(self, subject: Subject, folder: Path) -> None:
        """Tries the point, and again what has to be reached and is not."""
        self.run_once(subject, folder, None)
        for change, landmarks in self.required.items():
            # A reference that knows no landmark leaves it to the threads to take turns otherwise.
            for landmark in islice(cycle(landmarks or [None]), RETRIES):
                if self.has_reached(change):
                    break
                self.run_once(subject, folder, landmark)

    def run_once(self, subject: Subject, folder: Path, landmark: Optional[Landmark]) -> None:
        """Runs the command once, with the number of the point or that from a landmark."""
        run = folder / f"{len(self.outcomes)}"
        outcome, flaws = run_with_fault(subject, self.point, run, landmark)
        self.outcomes.append(outcome)
        name = str(self.point)
        if landmark:
            name += f" ({landmark.count} after {landmark.name} {landmark.number})"
        self.failures += [f"{name}: {flaw}" for flaw in flaws]

    def has_reached(self, change: Change) -> bool:
        """Tells whether a change was hit: by an error only if nothing but the cache was refused."""
        return any(
            change in [required_change(call, outcome.area) for call in outcome.hit]
            and (self.way == KILL or outcome.is_only_saving)
            for outcome in self.outcomes
        )

    def unreached(self) -> List[str]:
        """Returns what had to be reached and was not."""
        why = f"not reached in {len(self.outcomes)} runs" if self.outcomes else "left out for time"
        return [
            f"{self.point}: {change} was {why}"
            for change in self.required
            if not self.has_reached(change)
        ]


@dataclass
class Tally:
    """What was reached, and what failed."""

    planned: Counter = field(default_factory=Counter)
    reached: Counter = field(default_factory=Counter)
    # The same for what has to be reached, by what it does.
    required: Counter = field(default_factory=Counter)
    met: Counter = field(default_factory=Counter)
    # What faults hit in the cache.
    kinds: Counter = field(default_factory=Counter)
    failures: List[str] = field(default_factory=list)
    unreached: List[str] = field(default_factory=list)
    done: int = 0
    runs: int = 0
    # Runs that left a temporary file or a claim, which is allowed once.
    untidy: Counter = field(default_factory=Counter)

    def add(self, trial: Trial) -> None:
        """Counts what was tried at a point."""
        way, name = trial.way, trial.point.name
        self.done += bool(trial.outcomes)
        self.runs += len(trial.outcomes)
        self.planned[way, name] += 1
        self.reached[way, name] += any(outcome.is_reached for outcome in trial.outcomes)
        for change in trial.required:
            self.required[way, change.kind] += 1
            self.met[way, change.kind] += trial.has_reached(change)
        for outcome in trial.outcomes:
            self.untidy[way] += outcome.is_untidy
            kinds = {kind_of(call, outcome.area) for call in outcome.hit}
            self.kinds.update((way, kind) for kind in kinds if kind)
        self.failures += trial.failures
        self.unreached += trial.unreached()

    def missing(self) -> List[str]:
        """Returns what no reference had, so that nothing is known of it."""
        missing = [kind for kind in REQUIRED if not self.required[KILL, kind]]
        return [f"there is no {kind} to be reached" for kind in missing]

    def show(self) -> None:
        """Prints what was reached, by call, and what failed."""
        print(f"{'call':<20} {'killed at':>16} {'refused':>16}")
        for name in sorted({name for _, name in self.planned}):
            cells = [f"{self.reached[w, name]} of {self.planned[w, name]}" for w in (KILL, "error")]
            print(f"{name:<20} {cells[0]:>16} {cells[1]:>16}")
        for kind in sorted({kind for _, kind in self.kinds} | set(REQUIRED)):
            numbers = f"killed at {self.hits(KILL, kind)}, refused {self.hits('error', kind)}"
            print(f"{kind} in the cache: {numbers}")
        print(
            f"something was left for the next sweep after {self.untidy[KILL]} kills"
            f" and {self.untidy['error']} errors"
        )
        for texts in (self.failures, self.unreached + self.missing()):
            for text in texts[:SHOWN_FAILURES]:
                print(f"FAIL: {text}")
            if len(texts) > SHOWN_FAILURES:
                print(f"FAIL: and {len(texts) - SHOWN_FAILURES} more")

    def hits(self, way: str, kind: str) -> str:
        """Tells how much of a kind was hit, and of how much where all of it has to be."""
        if kind in REQUIRED:
            return f"{self.met[way, kind]} of {self.required[way, kind]}"
        return f"{self.kinds[way, kind]}"


def collect(futures: Sequence[Future], tally: Tally) -> None:
    """Counts trials as they end, and says now and then how far this is."""
    shown = time.monotonic()
    for future in futures:
        tally.add(future.result())
        if time.monotonic() - shown > 10:
            shown = time.monotonic()
            print(f"... {tally.done} of {len(futures)}", flush=True)


def plan(subject: Subject, folder: Path, is_smoke: bool) -> List[Trial]:
    """Returns a trial for every point, the ones that show most first."""
    trials: Dict[Point, Trial] = {}
    for position, situation in enumerate(subject.situations):
        reference = refer(subject, situation, folder / f"reference-{position}")
        total = sum(reference.counts.values())
        changes = len(reference.changes())
        print(f"{situation}: {total} calls, {changes} that change files", flush=True)
        points = kill_points(situation, reference, only_changes=is_smoke or position > 0)
        points += error_points(situation, reference, is_smoke)
        for point in points:
            required = reference.required.get((point.name, point.occurrence), {})
            trials.setdefault(point, Trial(point, required))
    return [trials[point] for point in in_turn(list(trials))]


def run(subject: Subject, folder: Path, is_smoke: bool, seconds: Optional[float]) -> bool:
    """Tries every point, two at a time, for at most so long; returns whether all is well."""
    start = time.monotonic()
    trials = plan(subject, folder, is_smoke)
    print(f"{len(trials)} points", flush=True)
    tally = Tally()

    def try_point(number: int, trial: Trial) -> Trial:
        if seconds is None or time.monotonic() - start <= seconds:
            trial.run(subject, folder / f"run-{number}")
        return trial

    with ThreadPoolExecutor(WORKERS) as pool:
        futures: List[Future] = [pool.submit(try_point, *entry) for entry in enumerate(trials)]
        try:
            collect(futures, tally)
        finally:
            pool.shutdown(cancel_futures=True)
    tally.show()
    left_out = len(trials) - tally.done
    skipped = f", {left_out} left out for time" if left_out else ""
    failed = f"{len(tally.failures)} failures, {len(tally.unreached)} not reached"
    taken = time.monotonic() - start
    print(f"{tally.done} points in {tally.runs} runs{skipped}, {failed}, {taken:.0f} s")
    return not (tally.failures or tally.unreached or tally.missing())
