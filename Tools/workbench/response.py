"""What pip keeps of a response: where it is, and in what form."""

import hashlib
from typing import Dict

from workbench.messagepack import packed


def key_of(address: str) -> str:
    """Returns what pip calls what an address answered."""
    return hashlib.sha224(address.encode()).hexdigest()


def folder_of(area: str, key: str) -> str:
    """Returns where in an area of the cache a response is: `http-v2`, or `http` before pip 23.3."""
    return f"{area}/{'/'.join(key[:5])}"


def packed_response(headers: Dict[str, str], vary: Dict[str, str], body: bytes = b"") -> bytes:
    """Returns a response as pip packs it; since pip 23.3 the body is in a file of its own."""
    response = {
        "body": body,
        "headers": headers,
        "status": 200,
        "version": 11,
        "reason": "OK",
        "decode_content": False,
    }
    return b"cc=4," + packed({"response": response, "vary": vary})
