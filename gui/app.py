"""The window's entry point."""

import signal
import sys
from importlib.resources import as_file
from typing import TYPE_CHECKING

from assistant.offline import stay_offline
from resources import resource

if TYPE_CHECKING:
    from assistant.app import Assistant


def main() -> None:
    """Open the window and end the process when it is closed."""
    stay_offline()

    from PySide6.QtGui import QGuiApplication, QIcon
    from PySide6.QtWidgets import QApplication

    from gui.main_window import MainWindow

    application = QApplication(sys.argv)
    application.setApplicationName("Lectern")
    QGuiApplication.setDesktopFileName("lectern")
    with as_file(resource("icons", "lectern.svg")) as icon:
        application.setWindowIcon(QIcon(str(icon)))
    # Qt's loop does not come back to Python for a Ctrl-C in the terminal; nothing is lost by ending at once.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    window = MainWindow(_open)
    window.show()
    sys.exit(application.exec())


def _open() -> "Assistant":
    from assistant.app import Assistant

    return Assistant.open()


if __name__ == "__main__":
    main()
