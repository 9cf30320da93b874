"""What the driver of faults needs to know of a command."""

from dataclasses import dataclass
from pathlib import Path
from typing import ContextManager, Dict, List, Optional, Protocol, Sequence, TypeVar

from workbench.systemcalls import SystemCall

KILL = "KILL"
# In seconds: a run that takes so long hangs.
LIMIT = 20.0
# How a program ends that the loader cannot load.
NOT_LOADED = 127


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
    errors: bytes
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
        way, and libdispatch traps where a thread of its cannot open its own entry there. Where the
        loader cannot read a library, there is no program.
        """
        if self.point.fault == KILL:
            return not self.is_reached
        is_below = any(call.name == "close" or '"/proc/' in call.arguments for call in self.hit)
        return (is_below or self.status == NOT_LOADED) and not self.is_only_saving

    @property
    def is_only_saving(self) -> bool:
        """Tells whether nothing but the cache was refused to the run."""
        is_error = self.point.fault != KILL
        return is_error and all(call.concerns(self.area) for call in self.hit)


class Scene(Protocol):
    """A place where a command is tried, thrown away after a run."""

    @property
    def area(self) -> Path:
        """The folder with all the files that faults are about."""

    def command(self) -> List[str]:
        """Returns the command line."""

    def environment(self) -> Dict[str, str]:
        """Returns the variables that it is started with."""

    def is_untidy(self) -> bool:
        """Tells whether something was left that the next sweep is for."""

    def beside(self) -> ContextManager[object]:
        """Does what somebody else does while the command runs."""


AnyScene = TypeVar("AnyScene", bound=Scene)


class Subject(Protocol[AnyScene]):
    """A command that faults are tried on."""

    # The situations in which it is tried: in the first at every call, in the others at every call
    # that changes a file.
    situations: Sequence[str]
    # How many runs there may be at the same time, and how long a short trial takes.
    workers: int
    smoke_seconds: float
    # How many runs without faults show where faults can be.
    references: int
    # Whether each run is kept on one processor: where workers hand work out among themselves, a
    # run with more than one is not like the next.
    is_on_one_processor: bool
    # What there must be among the calls that have to be reached, or the trial proves nothing.
    required: Sequence[str]

    def stage(self, situation: str, folder: Path) -> AnyScene:
        """Makes a fresh copy of a situation."""

    def flaws(self, stage: AnyScene, outcome: Outcome) -> List[str]:
        """Returns what is wrong after a run with a fault, and after a normal run that follows."""
