"""The real window without a screen, worked by a script: it adds files, asks, shows a page and a text, and ends.

Called with the files to add; ``LECTERN_HOME`` says where the library is.
"""

import sys
import time
from collections.abc import Callable

from gui.app import start

SECONDS = 120.0


def main(files: list[str]) -> None:
    """Work the window."""
    application, window = start(files)

    def until(condition: Callable[[], object]) -> None:
        end = time.monotonic() + SECONDS
        while not condition():
            if time.monotonic() > end:
                sys.exit(f"waited for {condition.__name__}")
            application.processEvents()
            time.sleep(0.01)

    def is_open() -> bool:
        return window.ready

    def is_read() -> bool:
        return len(window.library.documents) == len(files) and not window.library.busy

    def is_answered() -> bool:
        turns = window.conversation.open_one.turns
        return not window.conversation.asking and len(turns) == 1 and bool(turns[0].evidence)

    def is_shown() -> bool:
        opened = window.source.opened
        return opened is not None and opened.info.id == document

    def is_idle() -> bool:
        return window.jobs.running == 0

    until(is_open)
    until(is_read)
    window.conversation.ask("How much is the security deposit?")
    until(is_answered)
    for info in window.library.documents:
        document = info.id
        window.source.show_document(document)
        until(is_shown)
        until(is_idle)
    window.close_now()
    until(is_idle)
    print("shown:", len(window.library.documents))  # noqa: T201 - for the test


if __name__ == "__main__":
    main(sys.argv[1:])
