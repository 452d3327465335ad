"""Frames between a program and its children: msgpack, never pickle."""

from typing import Any, TypeAlias

import msgpack

# What msgpack carries. Any, because mypy's recursive aliases would make each reader of a reply cast at every level;
# the typed clients of each child turn it into dataclasses at once.
Wire: TypeAlias = Any


def pack(value: Wire) -> bytes:
    """``value`` as one frame; its texts may hold lone surrogates, as file names do."""
    packed: bytes = msgpack.packb(value, unicode_errors="surrogatepass")
    return packed


def unpack(data: bytes) -> Wire:
    """The inverse of ``pack``."""
    return msgpack.unpackb(data, unicode_errors="surrogatepass", strict_map_key=False)
