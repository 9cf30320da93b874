"""Wheels that are made up: a version of a project, with any files, for any Python."""

import base64
import hashlib
import io
import zipfile
from typing import Dict, Sequence

TAGS = b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
# The same for all files, so that the same files are the same wheel.
MADE = (2026, 8, 1, 0, 0, 0)


def wheel_name(project: str, version: str = "1.0") -> str:
    """Returns the file name of a wheel."""
    return f"{project}-{version}-py3-none-any.whl"


def information(project: str, version: str = "1.0") -> str:
    """Returns the folder in a wheel with the files about it."""
    return f"{project}-{version}.dist-info"


def description(
    project: str, needs: Sequence[str] = (), version: str = "1.0"
) -> Dict[str, bytes]:
    """Returns the files about a wheel, `RECORD` aside, with the projects that it depends on."""
    dependencies = "".join(f"Requires-Dist: {name}\n" for name in needs)
    metadata = f"Metadata-Version: 2.1\nName: {project}\nVersion: {version}\n{dependencies}"
    folder = information(project, version)
    return {f"{folder}/METADATA": metadata.encode(), f"{folder}/WHEEL": TAGS}


def packed_wheel(
    project: str,
    members: Dict[str, bytes],
    compression: int = zipfile.ZIP_STORED,
    version: str = "1.0",
) -> bytes:
    """Returns a wheel with some files, in their order, and `RECORD`: the same bytes each time."""
    record = f"{information(project, version)}/RECORD"
    lines = "".join(record_line(path, content) for path, content in members.items())
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for path, data in {**members, record: f"{lines}{record},,\n".encode()}.items():
            archive.writestr(zipfile.ZipInfo(path, MADE), data, compression)
    return content.getvalue()


def record_line(path: str, content: bytes) -> str:
    """Returns a file's line in `RECORD`."""
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    return f"{path},sha256={digest},{len(content)}\n"
