"""The reader child's object: reads one file once, hashes those very bytes, parses them."""

import hashlib
import os
import sys
from pathlib import Path

from assistant.child import Call
from assistant.library.readers.draft import Options, unrecognised
from assistant.library.readers.registry import detect
from assistant.library.readers.source import DEFAULT_MAX_BYTES, load, shown
from assistant.wire import Wire
from chains.errors import AssistantError, Cancelled, DocumentError

LARGE_BYTES = 5_000_000


class Reader:
    """Handler of ``assistant.worker.Worker``: all that touches a file's inside happens here."""

    def read(self, call: Call, path: bytes, ocr: bool, max_bytes: int = DEFAULT_MAX_BYTES) -> Wire:
        """Parse the file at ``path`` (``os.fsencode``).

        Returns:
            ``{"sha256": hex digest of the bytes that were parsed, "parsed": Parsed.to_wire(), "pending": number of
            pages that only recognition can read}``; the last is 0 where ``ocr`` is set.

        Raises:
            DocumentError: there is no text in it for a reason that its code names.
        """
        file = Path(os.fsdecode(path))
        name = shown(file.name)
        data = load(file, max_bytes)
        digest = hashlib.sha256(data).hexdigest()
        options = Options(name, file.suffix.lower(), ocr, call.cancel)
        found = detect(data, options)
        read = found.reader()
        try:
            parsed = read(data, options)
        except (AssistantError, Cancelled, MemoryError):
            raise
        except Exception as exc:
            reason = f"{type(exc).__name__}: {exc}"[:200]
            raise DocumentError("document.damaged", name=name, format=found.name, reason=shown(reason)) from exc
        pending = unrecognised(parsed)
        if not pending and not any(character.isalnum() for character in parsed.text):
            raise DocumentError("document.no_text", name=name)
        if len(data) > LARGE_BYTES or any(page.source == "ocr" for page in parsed.pages):
            _give_back_memory()
        return {"sha256": digest, "parsed": parsed.to_wire(), "pending": pending}

    def close(self) -> None:
        """Nothing is held between calls."""


def _give_back_memory() -> None:
    """Have the C library return what is free: after a scan 440 MB stay resident without this, 160 MB with it."""
    if sys.platform == "linux":
        import ctypes

        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc has it, musl does not
        if trim is not None:
            trim(0)
