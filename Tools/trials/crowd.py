"""Many self-checks at the same moment, on one stale state and an index that counts."""

import json
import os
import subprocess
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import List

from workbench.index import Index
from workbench.selfcheck import PROJECT, Stage, make_environment_folder, new_stage

MOST_REQUESTS = 3
LIMIT = 120.0
# How slow the index is: at once, and slow enough for everybody to arrive while one is asking.
BEHAVIOURS = ("", "slow=0.5/")
# All wait at the same gate, which opens for everybody when our end of the pipe is closed.
GATE = 'read -r gate; exec "$@" </dev/null'


@dataclass
class Reader:
    """Reads the state again and again while others write it."""

    stage: Stage
    old: bytes
    flaws: List[str] = field(default_factory=list)
    reads: int = 0
    is_over: threading.Event = field(default_factory=threading.Event)

    def watch(self) -> None:
        """Reads until told to stop; keeps the first flaws."""
        while not self.is_over.is_set():
            flaw = self.stage.flaw_of_state(self.old)
            self.reads += 1
            if flaw and len(self.flaws) < 5:
                self.flaws.append(f"a reader saw: {flaw}")
            time.sleep(0.0002)


def start_crowd(stage: Stage, size: int) -> List[subprocess.Popen]:
    """Starts everybody, lets them through the gate together, and returns them."""
    stage.folder.joinpath("answers").mkdir()
    processes = []
    gate, key = os.pipe()
    for number in range(size):
        with open(stage.folder / "answers" / str(number), "wb") as answer:
            processes.append(
                subprocess.Popen(
                    ["/bin/sh", "-c", GATE, "gate", *stage.command()],
                    env=stage.environment(),
                    stdin=gate,
                    stdout=answer,
                    stderr=subprocess.DEVNULL,
                )
            )
    # Everybody should be at the gate before it opens.
    time.sleep(0.5)
    os.close(key)
    os.close(gate)
    return processes


def wait_for(processes: List[subprocess.Popen]) -> List[str]:
    """Waits for everybody, at most so long, and returns what is wrong with how they ended."""
    end = time.monotonic() + LIMIT
    late = 0
    for process in processes:
        try:
            process.wait(max(0.0, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            late += 1
            process.kill()
            process.wait()
    statuses = Counter(process.returncode for process in processes)
    flaws = [f"{late} were not done after {LIMIT:.0f} s"] if late else []
    if set(statuses) != {0}:
        flaws.append(f"exit statuses: {dict(statuses)}")
    return flaws


def reasons(stage: Stage) -> Counter:
    """Counts the reasons that everybody gave; what is no answer counts as such."""
    counts: Counter = Counter()
    for file in stage.folder.joinpath("answers").iterdir():
        try:
            result = json.loads(file.read_bytes())["result"]
            counts[f"{result['reason']} ({result['source']})"] += 1
        except (ValueError, KeyError, TypeError):
            counts[f"no answer: {file.read_bytes()[:80]!r}"] += 1
    return counts


def gather(stage: Stage, index: Index, size: int) -> List[str]:
    """Lets a crowd in, prints figures, and returns what is wrong."""
    reader = Reader(stage, stage.make_stale())
    index.reset()
    watcher = threading.Thread(target=reader.watch)
    watcher.start()
    start = time.monotonic()
    flaws = wait_for(start_crowd(stage, size))
    taken = time.monotonic() - start
    reader.is_over.set()
    watcher.join()
    requests = index.count()
    answers = reasons(stage)
    print(f"{stage.folder.name}: {size} processes, {taken:.1f} s, {requests} requests,", end=" ")
    print(f"{reader.reads} reads of the state meanwhile")
    print("\n".join(f"  {number:>4} x {reason}" for reason, number in answers.most_common()))
    flaws += reader.flaws
    flaws += [stage.flaw_of_new_state()]
    flaws += [f"left behind: {file.name}" for file in stage.leftovers() + stage.claims()]
    flaws += [reason for reason in answers if reason.startswith("no answer")]
    if not 1 <= requests <= MOST_REQUESTS:
        flaws.append(f"{requests} requests, 1 to {MOST_REQUESTS} are allowed")
    return [flaw for flaw in flaws if flaw]


def run(folder: Path, binary: Path, size: int) -> bool:
    """Lets a crowd in for each index; returns whether all is well."""
    prefix = make_environment_folder(folder / "environment")
    flaws = []
    with Index(PROJECT) as index:
        for behaviours in BEHAVIOURS:
            name = f"index {behaviours.rstrip('/') or 'at once'}"
            stage = new_stage(folder / name, prefix, binary, index.url(behaviours))
            flaws += [f"{name}: {flaw}" for flaw in gather(stage, index, size)]
    for flaw in flaws:
        print(f"FAIL: {flaw}")
    return not flaws
