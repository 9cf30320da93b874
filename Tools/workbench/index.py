"""An index on the loopback interface: the server that the tests use."""

import json
import subprocess
import sys
import urllib.request
from collections import Counter
from pathlib import Path
from types import TracebackType
from typing import Optional, Type

from workbench.places import REPOSITORY, fail

SERVER = REPOSITORY / "Tests" / "TestSupport" / "index_server.py"


class Index:
    """An index server that runs as long as the block that it is opened for.

    It has projects that are made up, `NAME=V1,V2` each, and the wheels and sources in a folder.
    """

    def __init__(self, *projects: str, packages: Optional[Path] = None) -> None:
        options = [option for project in projects for option in ("--project", project)]
        if packages:
            options += ["--packages", str(packages)]
        self.server = subprocess.Popen(
            [sys.executable, str(SERVER), *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert self.server.stdout is not None
        word, _, port = self.server.stdout.readline().decode().partition(" ")
        if word != "READY":
            fail("the index server does not start")
        self.base = f"http://127.0.0.1:{int(port)}"

    def __enter__(self) -> "Index":
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        # The server ends with its stdin.
        self.server.communicate()

    def url(self, behaviours: str = "") -> str:
        """Returns the address of the index, with behaviours such as `slow=1/etag/`."""
        return f"{self.base}/{behaviours}simple/"

    def count(self) -> int:
        """Returns how many index pages were asked for since the last `reset`."""
        return int(self.ask("/_count"))

    def statuses(self) -> Counter:
        """Counts what requests were answered since the last `reset`."""
        return Counter(entry["status"] for entry in json.loads(self.ask("/_log")))

    def reset(self) -> None:
        """Forgets what was asked."""
        self.ask("/_reset")

    def ask(self, path: str) -> bytes:
        """Asks the server itself, past any proxy."""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(self.base + path, timeout=10) as answer:
            return bytes(answer.read())
