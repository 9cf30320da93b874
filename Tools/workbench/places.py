"""Where the repository is, where things are built, and which program is tried."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Dict, NoReturn

REPOSITORY = Path(__file__).resolve().parent.parent.parent


def scratch() -> Path:
    """Returns the folder for everything that is built; a relative one is below the repository."""
    return REPOSITORY / os.environ.get("SWIFTPIP_SCRATCH", ".build")


def fail(message: str, hint: str = "") -> NoReturn:
    """Ends the tool with an error."""
    print(f"error: {message}", file=sys.stderr)
    if hint:
        print(f"hint: {hint}", file=sys.stderr)
    sys.exit(1)


def needed_program(name: str) -> str:
    """Returns where a program of the system is, or ends the tool."""
    found = shutil.which(name)
    if found is None:
        fail(f"there is no {name} here", "install the package that has it")
    return found


def release_binary() -> Path:
    """Returns the release build of swiftpip, built now if a source changed."""
    built = subprocess.run([REPOSITORY / "Tools" / "build-release"], stdout=subprocess.PIPE)
    if built.returncode != 0:
        fail("the release build failed")
    return Path(os.fsdecode(built.stdout.rstrip(b"\n")))


def bare_environment(home: Path) -> Dict[str, str]:
    """Returns an environment that nothing of the caller's settings reaches."""
    return {
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "PIP_CONFIG_FILE": os.devnull,
    }
