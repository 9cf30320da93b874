"""What the driver of faults needs to know of a command."""

from dataclasses import dataclass
from pathlib import Path
from typing import List, Optional, Protocol, Sequence

from workbench.selfcheck import Stage
from workbench.systemcalls import SystemCall

KILL = "KILL"


@dataclass(frozen=True)
class Point:
    """One fault: at the n-th call of a name in a thread, in one of the subject's situations."""

    situation: str
    name: str
    occurrence: int
    fault: str

    def __str__(self) -> str:
        return f"{self.situation}: {self.fault} at {self.name} {self.occurrence}"


@dataclass(frozen=True)
class Outcome:
    """How a run with a fault ended; `status` is None where it had to be ended."""

    point: Point
    status: Optional[int]
    output: bytes
    hit: Sequence[SystemCall]
    area: Path
    is_untidy: bool

    @property
    def is_reached(self) -> bool:
        return bool(self.hit)

    @property
    def is_elsewhere(self) -> bool:
        """Tells whether the fault hit another process, or the runtime below the program.

        strace counts by thread, so a fault for a call on a file also hits the Python that is asked,
        closes of pipes and by the loader, and the runtime's looks at /proc: those cannot fail that
        way, and libdispatch traps where a thread of its cannot open its own entry there.
        """
        if self.point.fault == KILL:
            return not self.is_reached
        is_below = any(call.name == "close" or '"/proc/' in call.arguments for call in self.hit)
        return is_below and not self.is_only_saving

    @property
    def is_only_saving(self) -> bool:
        """Tells whether nothing but the cache was refused to the run."""
        is_error = self.point.fault != KILL
        return is_error and all(call.concerns(self.area) for call in self.hit)


class Subject(Protocol):
    """A command that faults are tried on."""

    # The situations in which it is tried: in the first at every call, in the others at every call
    # that changes a file.
    situations: Sequence[str]

    def stage(self, situation: str, folder: Path) -> Stage:
        """Makes a fresh copy of a situation."""

    def flaws(self, stage: Stage, outcome: Outcome) -> List[str]:
        """Returns what is wrong after a run with a fault, and after a normal run that follows."""
