"""The parts of `Tools/bench`: a module each, with `run(options) -> Report`.

To add one: write the module beside `start.py` and name it in `PARTS`.
"""

PARTS = ("start", "plugins", "offline", "cache", "list", "snapshot", "env")
