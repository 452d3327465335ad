"""The real window used as a person uses it, on a screen of its own, and pictures of it."""

import time
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QApplication, QDialog, QTextBrowser, QWidget

    from gui.main_window import MainWindow

WIDTH, HEIGHT = 1280, 800
MOST_BYTES = 250_000
PATIENCE_SECONDS = 60.0
# The longest pause between two changes that belong together: a question is planned so long after its last letter.
REST_SECONDS = 0.6


class Studio:
    """The window on its screen, and what can be done there.

    Args:
        application: whose screen is taken.
        window: shown, its library being opened.
        folder: gets the pictures.
    """

    def __init__(self, application: "QApplication", window: "MainWindow", folder: Path) -> None:
        self._application = application
        self.window = window
        self._folder = folder
        window.setGeometry(0, 0, WIDTH, HEIGHT)
        window.activateWindow()
        self.wait("the library is open", lambda: window.ready)

    def wait(self, what: str, fact: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> None:
        """Let the window work until ``fact`` holds.

        Raises:
            TimeoutError: it never did.
        """
        from PySide6.QtCore import QEventLoop, QTimer

        until = time.monotonic() + seconds
        tick = QTimer(interval=20)  # a fact may come true without an event
        tick.start()
        while not fact():
            if time.monotonic() > until:
                raise TimeoutError(f"not within {seconds:.0f} s: {what}")
            self._application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def take(self, name: str) -> None:
        """Take the picture of the whole screen, once nothing moves on it."""
        image = self._resting()
        if (image.width(), image.height()) != (WIDTH, HEIGHT):
            raise RuntimeError(f"{name} would be {image.width()} x {image.height()} pixels")
        self._frame_dialog(image)
        data = _png(image.convertToFormat(image.Format.Format_RGB888))
        if len(data) > MOST_BYTES:
            raise RuntimeError(f"{name} would take {len(data)} bytes")
        (self._folder / f"{name}.png").write_bytes(data)

    def _resting(self) -> "QImage":
        """The screen, once it has looked the same for a while."""
        seen, since = self._look(), time.monotonic()

        def rests() -> bool:
            nonlocal seen, since
            now = self._look()
            if now != seen or self.window.jobs.running:
                seen, since = now, time.monotonic()
            return time.monotonic() - since > REST_SECONDS

        self.wait("nothing moves any more", rests)
        return seen

    def _frame_dialog(self, image: "QImage") -> None:
        """Draw the line around a dialog that is else drawn by a desktop; there is none here."""
        from PySide6.QtCore import Qt
        from PySide6.QtGui import QPainter
        from PySide6.QtWidgets import QDialog

        with QPainter(image) as painter:
            painter.setPen(self.window.palette().mid().color())
            for dialog in self.window.findChildren(QDialog):
                if dialog.isVisible() and not dialog.windowFlags() & Qt.WindowType.FramelessWindowHint:
                    painter.drawRect(dialog.frameGeometry().adjusted(-1, -1, 0, 0))

    def _look(self) -> "QImage":
        return self._application.primaryScreen().grabWindow(0).toImage()

    # --- what a person does ---

    def drop(self, paths: Sequence[Path]) -> None:
        """Drop files on the window, and see them being read."""
        from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
        from PySide6.QtGui import QDropEvent

        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        keys = Qt.KeyboardModifier.NoModifier
        place = QPointF(WIDTH / 2, HEIGHT / 2)
        event = QDropEvent(place, Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, keys)
        self.window.dropEvent(event)
        library = self.window.library
        self.wait("the progress of reading is shown", lambda: library.progress.isVisible() and library.busy)
        ready = {path.name for path in paths}
        self.wait("all files are read", lambda: not library.busy and ready <= self._read())

    def _read(self) -> set[str]:
        return {Path(info.path).name for info in self.window.library.documents}

    def ask(self, question: str, expect: str) -> None:
        """Type a question and wait for its answer, whose evidence has to hold what is expected."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        conversation = self.window.conversation
        field, turns = conversation.composer.field, len(conversation.open_one.turns)
        self._click(field.viewport(), field.viewport().rect().center())
        field.insertPlainText(question)  # as an input method does, which can write Chinese, too
        QTest.keyClick(field, Qt.Key.Key_Return)
        self.wait(
            f"an answer to: {question}",
            lambda: not conversation.asking and len(conversation.open_one.turns) == turns + 1,
        )
        turn = conversation.open_one.turns[-1]
        if turn.state != "done" or not any(expect in quote.text for quote in turn.evidence):
            raise RuntimeError(f"{turn.state}, and no evidence holds {expect!r}: {question}")

    def click_citation(self, words: str) -> None:
        """Click the citation of a quote in the last answer, or else the quote; the source opens at the very words."""
        from gui.chat.turn_view import TurnView

        conversation, source = self.window.conversation, self.window.source
        turn = conversation.open_one.turns[-1]
        quotes = [(index, quote.text) for index, quote in enumerate(turn.evidence) if words in quote.text]
        if not quotes:
            raise RuntimeError(f"no quote holds {words!r}")
        index, text = quotes[0]
        view = conversation.turn_list.findChildren(TurnView)[-1]
        place, row = _anchor(view.answer, f"cite:{index + 1}"), view.evidence.row(index)
        if place is not None:
            self._click(view.answer.viewport(), place)
        elif row is not None:
            self._click(row, row.rect().center())
        self.wait("the source is open at the cited words", lambda: source.highlighted_text == text)
        self.wait("its page is drawn", lambda: not source.view.as_pages or source.view.pages.is_sharp(source.view.page))

    def select(self, words: str) -> None:
        """Select words of the document that is shown as text, with the mouse."""
        from PySide6.QtCore import Qt
        from PySide6.QtGui import QTextCursor
        from PySide6.QtTest import QTest

        edit = self.window.source.view.text.edit
        found = edit.document().find(words)
        if found.isNull():
            raise RuntimeError(f"the document does not say: {words}")
        edit.setTextCursor(QTextCursor(found.block()))
        edit.ensureCursorVisible()
        ends = []
        for position in (found.selectionStart(), found.selectionEnd()):
            cursor = QTextCursor(edit.document())
            cursor.setPosition(position)
            ends.append(edit.cursorRect(cursor).center())
        QTest.mousePress(edit.viewport(), Qt.MouseButton.LeftButton, pos=ends[0])
        QTest.mouseMove(edit.viewport(), ends[1])
        QTest.mouseRelease(edit.viewport(), Qt.MouseButton.LeftButton, pos=ends[1])
        selected = self.window.source.selection
        if selected is None:
            raise RuntimeError(f"could not be selected: {words}")

    def do(self, action: str) -> None:
        """Choose an action of the menus."""
        chosen = self.window.actions_[action]
        if not chosen.isEnabled():
            raise RuntimeError(f"{action} cannot be done now")
        chosen.trigger()

    def dialog(self) -> "QDialog":
        """The dialog that has come up, in the middle of the window."""
        from PySide6.QtWidgets import QDialog

        def shown() -> list[QDialog]:
            return [dialog for dialog in self.window.findChildren(QDialog) if dialog.isVisible()]

        self.wait("a dialog is shown", shown)
        dialog = shown()[0]
        frame = dialog.geometry()
        frame.moveCenter(self.window.geometry().center())
        dialog.setGeometry(frame)
        dialog.activateWindow()
        return dialog

    def close_source(self) -> None:
        """Give the conversation its room back."""
        self.do("source.close")
        self.wait("the source is closed", self.window.source.isHidden)

    def _click(self, widget: "QWidget", place: "QPoint") -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=place)


def _anchor(view: "QTextBrowser", name: str) -> "QPoint | None":
    """Where an anchor is written in a text; None where it is not."""
    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QTextCursor

    cursor = QTextCursor(view.document())
    while cursor.movePosition(QTextCursor.MoveOperation.NextCharacter):
        place = view.cursorRect(cursor).center() - QPoint(2, 0)  # on the letter before the cursor
        if view.anchorAt(place) == name:
            return place
    return None


def _png(image: "QImage") -> bytes:
    """The picture as a file of 256 colours; this way of choosing them changes none by more than the eye can see."""
    from PIL import Image

    rows = bytes(image.constBits())
    picture = Image.frombytes("RGB", (image.width(), image.height()), rows, "raw", "RGB", image.bytesPerLine())
    file = BytesIO()
    picture.quantize(256, Image.Quantize.MAXCOVERAGE, kmeans=1, dither=Image.Dither.NONE).save(
        file, "PNG", optimize=True
    )
    return file.getvalue()
