"""The window's entry point: ``lectern [FILE…]``."""

import argparse
import os
import signal
import sys
import threading
import traceback
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from assistant.offline import stay_offline
from resources import resource

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from assistant.app import Assistant
    from gui.main_window import MainWindow

# A window in which everything fails is told of by its first bugs; the rest goes to stderr alone.
BUGS_SHOWN = 20
SWITCH_SECONDS = 0.001


def main(arguments: Sequence[str] | None = None) -> None:
    """Open the window and end the process when it is closed."""
    application, window = start(sys.argv[1:] if arguments is None else arguments)
    # Qt's loop does not come back to Python for a Ctrl-C in the terminal; nothing is lost by ending at once.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    tell_of_bugs(window)
    code = application.exec()
    if window.jobs.running:
        # Something waits for a lock or a disk and cannot be called back. What was stored is stored; no exit of the
        # interpreter is clean with a thread in it.
        sys.stdout.flush()
        os._exit(code)
    sys.exit(code)


def start(arguments: Sequence[str]) -> "tuple[QApplication, MainWindow]":
    """The application and its window, shown; the library opens as soon as the application runs.

    Args:
        arguments: of the command line, without the program's name.
    """
    paths = _paths(arguments)
    if not _has_display():
        sys.exit("lectern: there is no display. `assistant --help` shows the commands that need none.")
    stay_offline()
    application = make_application()
    window = make_window(application, paths)
    window.show()
    return application, window


def make_application() -> "QApplication":
    """The application with its name and icon, before it has words and colours."""
    from PySide6.QtGui import QGuiApplication, QIcon
    from PySide6.QtWidgets import QApplication

    # Python's own 5 ms are long for a window that shares the interpreter with a search and an answer.
    sys.setswitchinterval(SWITCH_SECONDS)
    # Options of Qt's own are for its environment variables; what is left here are files.
    application = QApplication(["lectern"])
    application.setApplicationName("Lectern")
    QGuiApplication.setDesktopFileName("lectern")
    application.setWindowIcon(QIcon(str(resource("icons", "lectern.svg"))))
    return application


def make_window(application: "QApplication", paths: Sequence[Path] = ()) -> "MainWindow":
    """The window on the person's library, in the person's language, not yet shown.

    Args:
        paths: files and folders to add once the library is open.
    """
    from assistant.language import interface_language
    from assistant.paths import Paths, default_home
    from gui.i18n import speak
    from gui.main_window import MainWindow
    from gui.state import WindowState
    from gui.theme import Themes

    home = Paths(default_home())
    language = interface_language(home.settings)
    speak(application, language)
    state = WindowState(home.home, application)
    themes = Themes(application, state.theme, state.zoom)
    return MainWindow(_open, themes, state, salvage=_salvage, language=language, paths=paths)


def tell_of_bugs(window: "MainWindow") -> None:
    """Show exceptions that nothing has caught in the window, which goes on; they go to stderr, too."""
    from PySide6.QtCore import QObject, Qt, Signal

    class Bugs(QObject):
        met = Signal(str)
        count = 0

        def meet(self, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
            sys.__excepthook__(kind, error or kind(), trace)
            self.count += 1
            if self.count <= BUGS_SHOWN and issubclass(kind, Exception):
                self.met.emit("".join(traceback.format_exception(kind, error, trace)))

    bugs = Bugs()
    # Queued: what has just failed may be in the midst of painting, or in another thread.
    bugs.met.connect(window.banners.show_bug, Qt.ConnectionType.QueuedConnection)
    sys.excepthook = bugs.meet
    threading.excepthook = lambda failed: bugs.meet(failed.exc_type, failed.exc_value, failed.exc_traceback)


def _paths(arguments: Sequence[str]) -> list[Path]:
    parser = argparse.ArgumentParser(
        prog="lectern",
        description="Ask your own documents; nothing leaves the machine. Without a window: assistant --help.",
        epilog="LECTERN_HOME names another folder for library and settings.",
    )
    parser.add_argument("files", metavar="FILE", nargs="*", help="file or folder to add to the library")
    parser.add_argument("--version", action="store_true", help="show the version and exit")
    options = parser.parse_args(arguments)
    if options.version:
        from importlib.metadata import version

        print(f"lectern {version('lectern')}")  # noqa: T201 - what was asked for
        sys.exit()
    return [Path(file).absolute() for file in options.files]


def _has_display() -> bool:
    """Whether there is something to draw on; Qt ends the process with a core dump where there is not."""
    wanted = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in wanted)


def _open() -> "Assistant":
    from assistant.app import Assistant

    return Assistant.open()


def _salvage() -> object:
    from assistant.app import Assistant

    return Assistant.salvage()


if __name__ == "__main__":
    main()
