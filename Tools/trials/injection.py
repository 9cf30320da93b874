"""Runs a command with one fault, which strace injects.

strace counts by name and thread, and a fault hits each thread that gets to its number: what a
worker opens first is hidden behind what the loader opens first. Where that is so, the count begins
at a landmark, a call that the thread in question alone makes. One strace stops the command there
and goes, another takes that thread alone and counts the calls that follow.
"""

import os
import re
import signal
import subprocess
import time
from pathlib import Path
from typing import Callable, List, Optional, Sequence, Tuple

from trials.reference import Landmark
from trials.subject import KILL, LIMIT, AnyScene, Outcome, Point, Scene, Subject
from workbench.places import fail
from workbench.systemcalls import SystemCall, read_trace, strace, strace_alone

STOPPED = "--- stopped by SIGSTOP ---"

# How a run ended: its status, its output, and what it has said of errors.
Ending = Tuple[Optional[int], bytes, bytes]


def run_with_fault(
    subject: Subject[AnyScene], point: Point, folder: Path, landmark: Optional[Landmark] = None
) -> Tuple[Outcome, List[str]]:
    """Runs the command with one fault, and returns what is wrong afterwards."""
    stage = subject.stage(point.situation, folder)
    file = folder / "trace"
    number = landmark.count if landmark else point.occurrence
    with stage.beside():
        if landmark:
            status, output, errors = run_from_landmark(stage, point, landmark, file)
        else:
            process = started([*strace(file, *fault(point, number)), *stage.command()], stage)
            status, output, errors = ended(process)
    hit = hit_calls(point, number, status, read_trace(file))
    is_untidy = stage.is_untidy()
    outcome = Outcome(point, status, output, errors, hit, stage.area, is_untidy)
    return outcome, subject.flaws(stage, outcome)


def fault(point: Point, number: int) -> List[str]:
    """Returns the options of strace for a fault at the call of that number."""
    how = f"signal={KILL}" if point.fault == KILL else f"error={point.fault}"
    return ["-e", f"trace={point.name}", "-e", f"inject={point.name}:{how}:when={number}"]


def hit_calls(
    point: Point, number: int, status: Optional[int], calls: List[SystemCall]
) -> List[SystemCall]:
    """Returns the calls that the fault hit: none if the run did not get there."""
    if point.fault != KILL:
        return [call for call in calls if call.is_injected]
    if status != -signal.SIGKILL:
        return []
    hit = [call for call in calls if call.number == number and call.result is None]
    return hit or [SystemCall(0, point.name, "")]


def started(command: Sequence[str], stage: Scene) -> subprocess.Popen:
    """Starts strace and what it traces, as one group."""
    return subprocess.Popen(
        command,
        env=stage.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def ended(process: subprocess.Popen) -> Ending:
    """Waits for the end of a run; without end, there is no status."""
    try:
        output, errors = process.communicate(timeout=LIMIT)
        return process.returncode, output, errors
    except subprocess.TimeoutExpired:
        return (None, *end(process))


def end(process: subprocess.Popen) -> Tuple[bytes, bytes]:
    """Ends a run, and returns what it has said."""
    # strace and what it traces are one group, and ours.
    os.killpg(process.pid, signal.SIGKILL)
    output, errors = process.communicate()
    return output, errors


def run_from_landmark(stage: Scene, point: Point, landmark: Landmark, file: Path) -> Ending:
    """Runs the command, with the fault in what follows a landmark in its thread.

    A run that does not get to the landmark goes on without a fault.
    """
    file.touch()
    way = file.with_name("way")
    way.touch()
    stop = f"inject={landmark.name}:signal=STOP:when={landmark.number}"
    # With -D the command is our child, and strace may go before it.
    options = ["-D", "-e", f"trace={landmark.name}", "-e", stop]
    process = started([*strace(way, *options), *stage.command()], stage)
    thread = None
    for number in range(1, landmark.turn + 1):
        if number > 1:
            os.kill(process.pid, signal.SIGCONT)
        thread = stopped_thread(process, way, landmark, number)
    if thread is None:
        return ended(process)
    release(process)
    tracer = take(process, thread, strace_alone(file, *fault(point, landmark.count)))
    result = ended(process)
    tracer.wait()
    return result


def stopped_thread(
    process: subprocess.Popen, way: Path, landmark: Landmark, turn: int
) -> Optional[int]:
    """Waits until that many threads got to a landmark and the command is stopped there.

    Returns the last of them, or None if the command ends before.
    """
    found: List[int] = []

    def is_stopped() -> bool:
        text = way.read_text(errors="replace")
        calls = [call for call in read_trace(way) if call.number == landmark.number]
        found[:] = [call.thread for call in calls]
        # Each stop is told of after the call that it is at.
        return len(found) >= turn and STOPPED in text.rpartition(f"{landmark.name}(")[2]

    wait_until(lambda: process.poll() is not None or is_stopped())
    return found[turn - 1] if process.poll() is None and len(found) >= turn else None


def release(process: subprocess.Popen) -> None:
    """Ends the strace of a stopped command; the command stays as it is."""
    tracer = tracer_of(process)
    if tracer:
        os.kill(tracer, signal.SIGKILL)
    wait_until(lambda: not tracer_of(process))


def take(process: subprocess.Popen, thread: int, command: Sequence[str]) -> subprocess.Popen:
    """Lets strace take one thread of a stopped command, and the command go on."""
    tracer = subprocess.Popen(
        [*command, "-p", str(thread)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    state = Path("/proc", str(process.pid), "task", str(thread), "stat")
    wait_until(lambda: tracer.poll() is not None or state.read_text().rpartition(") ")[2][0] == "t")
    if tracer.poll() is not None:
        end(process)
        fail("strace cannot take a process that runs", "is kernel.yama.ptrace_scope 0?")
    os.kill(process.pid, signal.SIGCONT)
    return tracer


def tracer_of(process: subprocess.Popen) -> int:
    """Returns the process that traces another one, 0 if none does."""
    status = Path("/proc", str(process.pid), "status").read_text()
    match = re.search(r"^TracerPid:\s*(\d+)$", status, re.MULTILINE)
    return int(match[1]) if match else 0


def wait_until(is_so: Callable[[], bool]) -> None:
    """Waits until something is so, but not for ever."""
    limit = time.monotonic() + LIMIT
    while not is_so() and time.monotonic() < limit:
        time.sleep(0.002)
