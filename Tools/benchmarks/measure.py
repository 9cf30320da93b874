"""Measures whole processes, one of each in turn, and compares medians."""

import statistics
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Dict, List, Optional, Sequence, Tuple

from workbench.places import fail
from workbench.process import Run, finished

FEWEST_PAIRS = 7
WARM_UP = 3


@dataclass(frozen=True)
class Options:
    """What the command line asks for."""

    pairs: int
    is_smoke: bool
    binary: Path


@dataclass(frozen=True)
class Candidate:
    """A command that is measured."""

    name: str
    command: Tuple[str, ...]
    environment: Dict[str, str]


@dataclass(frozen=True)
class Bar:
    """What must hold: the subject takes at most this many times as long as the peer."""

    subject: str
    peer: str
    factor: float


@dataclass(frozen=True)
class Limit:
    """What must hold: a number is at most another. One made of times is judged as ratios are."""

    what: str
    value: float
    most: float
    unit: str = ""
    is_made_of_times: bool = False

    @property
    def holds(self) -> bool:
        return self.value <= self.most


@dataclass
class Report:
    """What a part found: a table, bars that hold or not, and facts that must hold in any case."""

    times: Dict[str, List[float]]
    bars: List[Bar]
    flaws: List[str] = field(default_factory=list)
    notes: List[str] = field(default_factory=list)
    limits: List[Limit] = field(default_factory=list)

    def median(self, name: str) -> float:
        return statistics.median(self.times[name])

    def ratio(self, bar: Bar) -> float:
        return self.median(bar.subject) / self.median(bar.peer)


def wall_time(candidate: Candidate) -> float:
    """Runs a command as `finished_run` does; returns seconds."""
    return finished_run(candidate).seconds


def finished_run(candidate: Candidate) -> Run:
    """Runs a command to its end, with nothing to read and nobody to read it, which must end well."""
    run = finished(candidate.command, candidate.environment)
    if run.status != 0:
        fail(f"{' '.join(candidate.command)} ended with status {run.status}")
    return run


def interleaved(candidates: Sequence[Candidate], pairs: int) -> Dict[str, List[float]]:
    """Measures each command so many times: A B C A B C, after a few rounds that do not count."""
    times: Dict[str, List[float]] = {candidate.name: [] for candidate in candidates}
    for number in range(-WARM_UP, pairs):
        for candidate in candidates:
            taken = wall_time(candidate)
            if number >= 0:
                times[candidate.name].append(taken)
    return times


def show(report: Report, without_ratios: bool) -> None:
    """Prints the table, the notes and the bars."""
    missed = "missed, not judged" if without_ratios else "FAIL"
    print(f"{'whole process':<28} {'runs':>5} {'median':>10} {'fastest':>10} {'slowest':>10}")
    for name, times in report.times.items():
        figures = [report.median(name), min(times), max(times)]
        shown = " ".join(f"{1000 * seconds:>7.2f} ms" for seconds in figures)
        print(f"{name:<28} {len(times):>5} {shown}")
    for note in report.notes:
        print(note)
    for bar in report.bars:
        ratio = report.ratio(bar)
        verdict = "pass" if ratio <= bar.factor else missed
        print(
            f"{verdict}: {bar.subject} takes {ratio:.3f} x {bar.peer}, "
            f"at most {bar.factor:.3f} x is allowed"
        )
    for limit in report.limits:
        verdict = "pass" if limit.holds else missed if limit.is_made_of_times else "FAIL"
        print(
            f"{verdict}: {limit.what} is {limit.value:.3f}{limit.unit}, "
            f"at most {limit.most:.3f}{limit.unit} is allowed"
        )
    for flaw in report.flaws:
        print(f"FAIL: {flaw}")


def holds(report: Report, without_ratios: bool) -> bool:
    """Tells whether everything holds that must."""
    bars_hold = all(report.ratio(bar) <= bar.factor for bar in report.bars)
    judged = [limit for limit in report.limits if not (without_ratios and limit.is_made_of_times)]
    limits_hold = all(limit.holds for limit in judged)
    return not report.flaws and limits_hold and (without_ratios or bars_hold)


def checked_pairs(number: int) -> Optional[str]:
    """Returns why a number of pairs is refused, None if it is not."""
    if number < FEWEST_PAIRS:
        return f"{number} pairs say nothing: at least {FEWEST_PAIRS} are needed"
    return None


def progress(text: str) -> None:
    """Says what is going on."""
    print(text, file=sys.stderr)
