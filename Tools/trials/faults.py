"""Kills a command at every system call, and refuses those that change files.

strace injects the faults. It counts calls by name and thread, so the points come from a reference
run: each name, and each number up to the most calls of that name in any thread. Threads do not run
alike twice, and a point that is not reached in its run is counted. But where the reference opens a
file of ours for writing, writes, syncs, renames or unlinks it, that very call must be reached, by
the kill and by each error: it is tried again, from landmarks, and what stays unreached, at that
point and at any other of the situation, fails.
"""

import os
import time
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from typing import Dict, Iterable, List, Optional, Sequence, Set, Tuple

from trials.injection import run_with_fault
from trials.reference import (
    CHANGES,
    REQUIRED,
    Change,
    Landmark,
    Place,
    Reference,
    described,
    kind_of,
    refer,
    required_change,
)
from trials.subject import KILL, AnyScene, Outcome, Point, Subject

SHOWN_FAILURES = 40
# How often a call that must be reached is tried again.
RETRIES = 20

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
    "read": ("EIO", "EINTR"),
    "list": ("EIO", "EINTR"),
    "look": ("EIO", "EACCES"),
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
    # What a run makes more than once, and what any trial has hit, by situation and fault.
    repeated: Set[Change]
    hit_anywhere: Set[Tuple[str, str, Change]]
    outcomes: List[Outcome] = field(default_factory=list)
    failures: List[str] = field(default_factory=list)

    @property
    def way(self) -> str:
        return KILL if self.point.fault == KILL else "error"

    def run(self, subject: Subject[AnyScene], folder: Path) -> None:
        """Tries the point."""
        self.run_once(subject, folder, None)

    def run_again(self, subject: Subject[AnyScene], folder: Path) -> None:
        """Tries the point again as long as something is not reached that has to be."""
        for change, landmarks in self.required.items():
            # A reference that knows no landmark leaves it to the threads to take turns otherwise.
            for landmark in islice(cycle(landmarks or [None]), RETRIES):
                if self.is_met(change):
                    break
                self.run_once(subject, folder, landmark)

    def run_once(
        self, subject: Subject[AnyScene], folder: Path, landmark: Optional[Landmark]
    ) -> None:
        """Runs the command once, with the number of the point or that from a landmark."""
        run = folder / f"{len(self.outcomes)}"
        outcome, flaws = run_with_fault(subject, self.point, run, landmark)
        self.outcomes.append(outcome)
        point = self.point
        self.hit_anywhere.update((point.situation, point.fault, c) for c in self.changes_hit())
        name = str(point)
        if landmark:
            name += f" ({landmark.count} after {landmark.name} {landmark.number})"
        if flaws and outcome.hit:
            # Each thread that got there was hit.
            calls = dict.fromkeys(described(call, outcome.area) for call in outcome.hit)
            name += f", {' and '.join(calls)}"
        self.failures += [f"{name}: {flaw}" for flaw in flaws]

    def changes_hit(self) -> Set[Change]:
        """Returns what was hit: by an error only if nothing but the cache was refused."""
        changes = {
            required_change(call, outcome.area)
            for outcome in self.outcomes
            if self.way == KILL or outcome.is_only_saving
            for call in outcome.hit
        }
        return {change for change in changes if change}

    def is_all_met(self) -> bool:
        """Tells whether all was hit that has to be."""
        return all(self.is_met(change) for change in self.required)

    def is_met(self, change: Change) -> bool:
        """Tells whether a change was hit.

        Threads take turns, and a call may be at another number in the next run: one that a run
        makes only once is the same wherever it was hit.
        """
        key = (self.point.situation, self.point.fault, change)
        is_single = change not in self.repeated
        return change in self.changes_hit() or (is_single and key in self.hit_anywhere)

    def why_unreached(self, change: Change) -> str:
        """Tells that a change was not hit."""
        why = f"not reached in {len(self.outcomes)} runs" if self.outcomes else "left out for time"
        return f"{self.point}: {change} was {why}"


@dataclass
class Tally:
    """What was reached, and what failed."""

    # The kinds of calls of which there must be some.
    wanted: Sequence[str]
    planned: Counter = field(default_factory=Counter)
    reached: Counter = field(default_factory=Counter)
    # The same for what has to be reached, by what it does.
    required: Counter = field(default_factory=Counter)
    met: Counter = field(default_factory=Counter)
    # What faults hit in the cache.
    kinds: Counter = field(default_factory=Counter)
    failures: List[str] = field(default_factory=list)
    unreached: List[str] = field(default_factory=list)
    trials: List[Trial] = field(default_factory=list)
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
        self.trials.append(trial)
        for outcome in trial.outcomes:
            self.untidy[way] += outcome.is_untidy
            kinds = {kind_of(call, outcome.area) for call in outcome.hit}
            self.kinds.update((way, kind) for kind in kinds if kind)
        self.failures += trial.failures

    def finish(self) -> None:
        """Finds out what was not reached, after all trials."""
        for trial in self.trials:
            for change in trial.required:
                is_met = trial.is_met(change)
                self.required[trial.way, change.kind] += 1
                self.met[trial.way, change.kind] += is_met
                if not is_met:
                    self.unreached.append(trial.why_unreached(change))

    def missing(self) -> List[str]:
        """Returns what no reference had, so that nothing is known of it."""
        missing = [kind for kind in self.wanted if not self.required[KILL, kind]]
        return [f"there is no {kind} to be reached" for kind in missing]

    def show(self) -> None:
        """Prints what was reached, by call, and what failed."""
        print(f"{'call':<20} {'killed at':>16} {'refused':>16}")
        for name in sorted({name for _, name in self.planned}):
            cells = [f"{self.reached[w, name]} of {self.planned[w, name]}" for w in (KILL, "error")]
            print(f"{name:<20} {cells[0]:>16} {cells[1]:>16}")
        for kind in sorted({kind for _, kind in self.kinds} | set(self.wanted)):
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


def wait_for(futures: Sequence[Future]) -> None:
    """Waits for trials, and says now and then how far this is."""
    shown = time.monotonic()
    for done, future in enumerate(futures, start=1):
        future.result()
        if time.monotonic() - shown > 10:
            shown = time.monotonic()
            print(f"... {done} of {len(futures)}", flush=True)


def plan(subject: Subject[AnyScene], folder: Path, is_smoke: bool) -> List[Trial]:
    """Returns a trial for every point, the ones that show most first."""
    trials: Dict[Point, Trial] = {}
    hit: Set[Tuple[str, str, Change]] = set()
    for position, situation in enumerate(subject.situations):
        reference = refer(subject, situation, folder / f"reference-{position}")
        total = sum(reference.counts.values())
        changes = len(reference.changes())
        print(f"{situation}: {total} calls, {changes} that change files", flush=True)
        points = kill_points(situation, reference, only_changes=is_smoke or position > 0)
        points += error_points(situation, reference, is_smoke)
        for point in points:
            required = reference.required.get((point.name, point.occurrence), {})
            trials.setdefault(point, Trial(point, required, reference.repeated, hit))
    return [trials[point] for point in in_turn(list(trials))]


def run(subject: Subject[AnyScene], folder: Path, is_smoke: bool) -> bool:
    """Tries every point, or for a short time; returns whether all is well."""
    start = time.monotonic()
    seconds = subject.smoke_seconds if is_smoke else None
    tally = Tally(subject.required)

    def has_time(times: int = 1) -> bool:
        return seconds is None or time.monotonic() - start <= times * seconds

    def try_point(number: int, trial: Trial) -> None:
        if has_time():
            trial.run(subject, folder / f"run-{number}")

    # What was not reached may be so for what else the machine does, which takes time as well.
    def try_again(number: int, trial: Trial) -> None:
        if has_time(5):
            trial.run_again(subject, folder / f"run-{number}")

    processors = cycle(sorted(os.sched_getaffinity(0)))

    def prepare_worker() -> None:
        if subject.is_on_one_processor:
            # What a thread starts stays where the thread is.
            os.sched_setaffinity(0, {next(processors)})

    with ThreadPoolExecutor(subject.workers, initializer=prepare_worker) as pool:
        trials = pool.submit(plan, subject, folder, is_smoke).result()
        print(f"{len(trials)} points", flush=True)
        numbered = list(enumerate(trials))
        try:
            wait_for([pool.submit(try_point, *entry) for entry in numbered])
            # Only now it is known what no other point has hit.
            remaining = [entry for entry in numbered if not entry[1].is_all_met()]
            wait_for([pool.submit(try_again, *entry) for entry in remaining])
        finally:
            pool.shutdown(cancel_futures=True)
    for trial in trials:
        tally.add(trial)
    tally.finish()
    tally.show()
    left_out = len(trials) - tally.done
    skipped = f", {left_out} left out for time" if left_out else ""
    failed = f"{len(tally.failures)} failures, {len(tally.unreached)} not reached"
    taken = time.monotonic() - start
    print(f"{tally.done} points in {tally.runs} runs{skipped}, {failed}, {taken:.0f} s")
    return not (tally.failures or tally.unreached or tally.missing())
