"""Offline: an index that takes connections and never says a word.

The first run waits no longer than the deadline of a check; the next does not wait at all.
"""

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import Candidate, Options, Report, progress, wall_time
from workbench.places import REPOSITORY, bare_environment, fail
from workbench.selfcheck import make_environment_folder

PEER = REPOSITORY / "Tests" / "TestSupport" / "loopback_peer.py"
DEADLINE = 5.0
# What starting the program and one Python may add to the deadline.
SLACK = 0.5
NEXT = 0.05


def run(options: Options) -> Report:
    """Measures one first run, and so many that follow it."""
    peer = subprocess.Popen(
        [sys.executable, str(PEER), "silent"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert peer.stdout is not None
        word, _, port = peer.stdout.readline().decode().partition(" ")
        if word != "READY":
            fail("the silent server does not start")
        with tempfile.TemporaryDirectory(prefix="swiftpip-bench-") as folder:
            home = Path(folder).resolve()
            prefix = make_environment_folder(home / "environment")
            url = f"http://127.0.0.1:{int(port)}/simple/"
            command = (
                str(options.binary), "self-check", "--python", str(prefix), "--index-url", url,
            )
            candidate = Candidate("self-check", command, bare_environment(home))
            progress("the first run waits for the deadline")
            first = wall_time(candidate)
            following = [wall_time(candidate) for _ in range(options.pairs)]
    finally:
        # The server ends with its stdin.
        peer.communicate()
    flaws = []
    if first > DEADLINE + SLACK:
        flaws.append(f"the first run took {first:.2f} s, at most {DEADLINE + SLACK} s are allowed")
    if statistics.median(following) > NEXT:
        flaws.append(f"the next runs took more than {NEXT * 1000:.0f} ms")
    return Report({"first run": [first], "next run": following}, [], flaws)
