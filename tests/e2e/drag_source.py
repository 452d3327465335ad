"""A program to drag files from: says on stdout when the drag begins, when where it is would take them, and its end."""

import sys

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel


class Source(QLabel):
    def __init__(self, paths: list[str]) -> None:
        super().__init__("Drag me")
        self._paths = paths

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        drag = QDrag(self)
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(path) for path in self._paths])
        drag.setMimeData(mime)
        drag.actionChanged.connect(lambda action: tell("taken" if action == Qt.DropAction.CopyAction else "refused"))
        tell("dragging")
        drag.exec(Qt.DropAction.CopyAction)
        tell("ended")


def tell(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def main() -> None:
    application = QApplication(sys.argv[:1])
    place, *paths = sys.argv[1:]
    source = Source(paths)
    source.setGeometry(int(place), 0, 100, 100)
    source.show()
    tell("shown")
    application.exec()


if __name__ == "__main__":
    main()
