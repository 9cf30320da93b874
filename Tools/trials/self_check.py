"""`swiftpip self-check` as a subject: it asks, publishes, sweeps, and must survive every fault."""

import json
import subprocess
from pathlib import Path
from typing import Dict, List, Optional, Sequence

from trials.reference import REQUIRED
from trials.subject import KILL, LIMIT, Outcome
from workbench.index import Index
from workbench.places import fail
from workbench.selfcheck import (
    LEFTOVER,
    Stage,
    flaw_of_finding,
    make_environment_folder,
    new_stage,
)

STALE = "stale state"
FIRST = "empty cache"


class SelfCheck:
    """Situations of a self-check that has to ask, and what must hold after each."""

    situations: Sequence[str] = (STALE, FIRST)
    workers = 2
    smoke_seconds = 60.0
    references = 2
    is_on_one_processor = False
    required = REQUIRED

    def __init__(self, folder: Path, binary: Path, index: Index) -> None:
        prefix = make_environment_folder(folder / "environment")
        first = new_stage(folder / "first", prefix, binary, index.url())
        stale = first.copy(folder / "stale")
        self.run_normally(stale)
        old = stale.make_stale()
        stale.plant_garbage()
        self.templates: Dict[str, Stage] = {STALE: stale, FIRST: first}
        self.old: Dict[str, Optional[bytes]] = {STALE: old, FIRST: None}
        # A run that nothing happens to shows which files swiftpip keeps.
        whole = stale.copy(folder / "whole")
        self.run_normally(whole)
        self.own_names = {file.name for one in (stale, whole) for file in one.own_files()}

    def run_normally(self, stage: Stage) -> None:
        """Runs the command without any fault; what goes wrong ends the tool."""
        flaws = self.recovery_flaws(stage)
        if flaws:
            fail(f"self-check fails without any fault: {'; '.join(flaws)}")

    def stage(self, situation: str, folder: Path) -> Stage:
        return self.templates[situation].copy(folder)

    def flaws(self, stage: Stage, outcome: Outcome) -> List[str]:
        found = self.flaws_on_disk(stage, self.old[outcome.point.situation])
        found += self.flaws_in_answer(stage, outcome)
        stage.make_everything_old()
        if self.old[outcome.point.situation] is not None:
            stage.make_stale()
        elif stage.state.exists():
            stage.state.unlink()
        # Where the network was refused, swiftpip rightly waits before it asks again.
        is_killed = outcome.point.fault == KILL and outcome.is_reached
        options = [] if is_killed or outcome.is_only_saving else ["--force"]
        # What could not be saved where pip reads it may be known from our own memory.
        after = self.recovery_flaws(stage, *options, must_ask=not outcome.is_only_saving)
        return found + [f"the run after it: {flaw}" for flaw in after]

    def flaws_on_disk(self, stage: Stage, old: Optional[bytes]) -> List[str]:
        """Returns what is wrong with the state and with what lies beside it."""
        flaws = [stage.flaw_of_state(old)]
        leftovers, claims = stage.leftovers(), stage.claims()
        if len(leftovers) > 1:
            flaws.append(f"{len(leftovers)} temporary files: {names(leftovers)}")
        if len(claims) > 1:
            flaws.append(f"{len(claims)} claims: {names(claims)}")
        for file in leftovers:
            if not LEFTOVER.fullmatch(file.name):
                flaws.append(f"a temporary file that nobody recognises: {file.name}")
        for file in stage.own_files():
            if file.name not in self.own_names and file not in leftovers + claims:
                flaws.append(f"a file that nobody knows: {file.name}")
            elif file.suffix == ".json":
                flaws.append(flaw_of_json(file))
        known = {stage.state, *stage.garbage(), *leftovers}
        if stage.state.parent.is_dir():
            others = set(stage.state.parent.iterdir()) - known
            flaws += [f"a file that is not pip's: {file.name}" for file in others]
        return [flaw for flaw in flaws if flaw]

    def flaws_in_answer(self, stage: Stage, outcome: Outcome) -> List[str]:
        """Returns what is wrong with what the run said."""
        if outcome.status is None:
            return [f"not done after {LIMIT:.0f} s"]
        if outcome.is_elsewhere or (outcome.point.fault == KILL and outcome.is_reached):
            return []
        flaw = ""
        if outcome.is_only_saving:
            flaw = flaw_of_finding(outcome.output, outcome.status)
        elif outcome.status not in (0, 1):
            flaw = f"exit status {outcome.status}"
        # Interrupted is not refused: it is tried again.
        if not flaw and outcome.point.fault == "EINTR" and outcome.is_only_saving:
            flaw = stage.flaw_of_new_state()
        return [flaw] if flaw else []

    def recovery_flaws(
        self, stage: Stage, *options: str, must_ask: bool = True
    ) -> List[str]:
        """Runs the command without any fault and returns what is wrong then."""
        try:
            result = subprocess.run(
                stage.command(*options),
                env=stage.environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=LIMIT,
            )
        except subprocess.TimeoutExpired:
            return [f"not done after {LIMIT:.0f} s"]
        flaws = [
            flaw_of_finding(result.stdout, result.returncode, must_ask),
            stage.flaw_of_new_state(),
        ]
        remaining = stage.leftovers() + stage.claims() + stage.garbage()
        if remaining:
            flaws.append(f"not removed: {names(remaining)}")
        return [flaw for flaw in flaws if flaw]


def names(files: List[Path]) -> str:
    """Returns the names of files for a message."""
    return ", ".join(file.name for file in files)


def flaw_of_json(file: Path) -> str:
    """Returns what is wrong with a file of ours that should be JSON."""
    try:
        json.loads(file.read_bytes())
    except ValueError as error:
        return f"{file.name} is damaged: {error}"
    except FileNotFoundError:
        pass
    return ""
