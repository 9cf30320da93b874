"""pip's memory of a self-check on the disk: `<cache>/selfcheck/<sha224 of the prefix>`."""

import hashlib
import json
import os
import time
from pathlib import Path
from typing import Any, Dict, Tuple

HOUR = 3600.0
DAY = 24 * HOUR


def state_file(cache: Path, prefix: Path) -> Path:
    """Returns where the state of an environment is."""
    return cache / "selfcheck" / hashlib.sha224(os.fsencode(prefix)).hexdigest()


def moment(age: float) -> str:
    """Returns a time that many seconds ago, as every pip reads it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - age))


def state_bytes(prefix: Path, version: str, age: float) -> bytes:
    """Returns the bytes of a state that was saved so many seconds ago."""
    state = {"key": str(prefix), "last_check": moment(age), "pypi_version": version}
    return json.dumps(state, sort_keys=True, separators=(",", ":")).encode("ascii")


def write_state(cache: Path, prefix: Path, version: str, age: float) -> Path:
    """Saves a state and returns where it is."""
    file = state_file(cache, prefix)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(state_bytes(prefix, version, age))
    return file


def flaw_of_state(content: bytes, prefix: Path, versions: Tuple[str, ...]) -> str:
    """Returns what is wrong with a state in full, "" if nothing is.

    Right is the one way to write it that every pip reads, with one of these versions and any time.
    """
    try:
        state: Dict[str, Any] = json.loads(content)
        saved = time.strptime(state["last_check"], "%Y-%m-%dT%H:%M:%SZ")
        version = state["pypi_version"]
    except (ValueError, KeyError, TypeError) as error:
        return f"no state ({error!r}): {content[:200]!r}"
    if version not in versions:
        return f"a state with version {version!r}"
    again = {
        "key": str(prefix),
        "last_check": time.strftime("%Y-%m-%dT%H:%M:%SZ", saved),
        "pypi_version": version,
    }
    expected = json.dumps(again, sort_keys=True, separators=(",", ":")).encode("ascii")
    return "" if content == expected else f"other bytes than {expected!r}: {content[:200]!r}"
