"""MessagePack, as far as pip needs it for what a server answered."""


def packed(value: object) -> bytes:
    """Returns a value in MessagePack, as pip packs it."""
    if value is None:
        return b"\xc0"
    if isinstance(value, bool):
        return b"\xc3" if value else b"\xc2"
    if isinstance(value, int) and 0 <= value < 0x10000:
        return packed_number(value)
    if isinstance(value, bytes) and len(value) < 0x10000:
        length = len(value)
        return head(length, 0xC4, 0xC5) + value
    if isinstance(value, str):
        text = value.encode()
        length = len(text)
        return (bytes([0xA0 | length]) if length < 32 else head(length, 0xD9, 0xDA)) + text
    if isinstance(value, dict) and len(value) < 16:
        pairs = b"".join(packed(key) + packed(item) for key, item in value.items())
        return bytes([0x80 | len(value)]) + pairs
    raise TypeError(f"no MessagePack for {value!r}")


def packed_number(value: int) -> bytes:
    """Returns a number of at most two bytes in MessagePack."""
    return bytes([value]) if value < 0x80 else head(value, 0xCC, 0xCD)


def head(value: int, of_one_byte: int, of_two_bytes: int) -> bytes:
    """Returns a kind of MessagePack and a number after it, in as few bytes as it takes."""
    if value < 0x100:
        return bytes([of_one_byte, value])
    return bytes([of_two_bytes]) + value.to_bytes(2, "big")
