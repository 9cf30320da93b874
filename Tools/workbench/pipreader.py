"""What a real pip finds in a cache: its own code looks, in a process of its own."""

from pathlib import Path
from threading import Lock
from typing import Any, Dict, Sequence

from workbench.places import bare_environment
from workbench.process import Responder
from workbench.registry import Registry, make_environment, pips_folder, version_of

# For each address what pip would answer with, or ask the index about: null where it has nothing.
PROGRAM = r"""
import hashlib, json, sys
from pip._internal.network.cache import SafeFileCache
from pip._vendor.cachecontrol.controller import CacheController
from pip._vendor.requests import Request

def answer(controller, address):
    response = controller._load_from_cache(Request("GET", address).prepare())
    if response is None:
        return None
    try:
        body = hashlib.sha256(response.read(decode_content=False)).hexdigest()
    except Exception as error:
        body = type(error).__name__
    return {"headers": sorted(response.headers.items()), "body": body}

for line in sys.stdin:
    question = json.loads(line)
    controller = CacheController(SafeFileCache(question["cache"]))
    answers = [answer(controller, address) for address in question["addresses"]]
    print(json.dumps(answers), flush=True)
"""

# The headers and the SHA-256 of the body of a response, None where there is none.
Answer = Any


class PipReader:
    """A pip that says what it finds in a cache, for as many threads as ask."""

    def __init__(self) -> None:
        folder = pips_folder()
        wheel = Registry(folder).wheel("pip")
        python = make_environment(folder / version_of(wheel), wheel)
        self.pip = Responder([str(python), "-c", PROGRAM], bare_environment(folder))
        self.lock = Lock()

    def answers(self, cache: Path, addresses: Sequence[str]) -> Dict[str, Answer]:
        """Returns what pip finds for some addresses in the cache directory `cache`."""
        question = {"cache": str(cache / "http-v2"), "addresses": list(addresses)}
        with self.lock:
            return dict(zip(addresses, self.pip.answer(question)))


def is_told_to_ask(answer: Answer) -> bool:
    """Tells whether pip finds a tombstone, and asks the index about what no index knows."""
    tags = [value for name, value in answer["headers"] if name.lower() == "etag"]
    return bool(tags) and tags[0].startswith('"swiftpip-removed-')
