"""Where the compiler finds modules of C, for tools that call it themselves."""

from pathlib import Path
from typing import Iterator

from workbench.places import REPOSITORY


def module_maps(build: Path) -> Iterator[Path]:
    """Yields where modules of C are described that ours import."""
    yield from sorted(build.glob("debug/*.build/module.modulemap"))
    yield from sorted(build.glob("checkouts/*/Sources/*/include/module.modulemap"))
    yield from sorted(REPOSITORY.glob("Modules/*/module.modulemap"))
