"""Blobs of the library file: msgpack, deflated."""

import zlib
from typing import Any

import msgpack


def pack(value: Any) -> bytes:
    """``value`` (lists, numbers, texts) as a blob."""
    return zlib.compress(msgpack.packb(value), 1)


def unpack(blob: bytes) -> Any:
    """The inverse of ``pack``."""
    return msgpack.unpackb(zlib.decompress(blob), strict_map_key=False)
