"""Random use of the real window, the same for the same seed: no walk may raise, warn, leak or harm the library.

Each walk opens the window on a copy of a small library, does 200 things that a person could do (click what can be
clicked, type, drop files, choose menu actions, resize, stop, close dialogs), closes it, and checks the library.
"""

import argparse
import gc
import os
import random
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import (
    QMimeData,
    QObject,
    QPoint,
    QPointF,
    Qt,
    QTimer,
    QtMsgType,
    QUrl,
    Slot,
    qInstallMessageHandler,
)
from PySide6.QtGui import QContextMenuEvent, QDesktopServices, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QWidget,
)
from shiboken6 import isValid

from assistant.app import Assistant
from assistant.bench.report import Figure, show
from assistant.bench.scripted import RandomScript, ScriptedModels
from assistant.paths import Paths
from assistant.settings import load_settings
from gui.bench.agent_stalls import add_chain
from gui.bench.waiting import python_threads, wait
from gui.bench.windows import application, make_window, stocked_home
from gui.main_window import MainWindow

WALKS, REAL_WALKS, ACTIONS = 200, 20, 200
# A dialog that stands for so many ticks is answered, so that no modal loop holds the walk.
DIALOG_MILLISECONDS = 15
DIALOG_TICKS = 4
ACTIONS_IN_DIALOG = 12
SETTLE_SECONDS = 20.0
QUESTIONS = (
    "How much is the monthly rent?",
    "And when is it due?",
    "Which documents do I have?",
    "What is the lease about?",
    "hello",
    "月租金是多少？",
    "Who signed the treaty of Utrecht?",
    "?",
    "rent " * 400,
    "<img src=x> \u202e reversed \x07",
    "/busy everything",  # an agent that takes long steps, and asks
    "/agent How much is the rent for 18 months?",
)
KEYS = (
    Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Delete, Qt.Key.Key_F2, Qt.Key.Key_F3,
    Qt.Key.Key_F4, Qt.Key.Key_Space, Qt.Key.Key_Backspace, Qt.Key.Key_Left, Qt.Key.Key_Right,
)  # fmt: skip
# These leave the window for another program, or end the walk.
NEVER = frozenset({"file.quit"})


# The offscreen platform's, and QTest's own word on a key that nothing takes, which a person may press as well.
NO_FAULTS = ("This plugin does not support", "Keyboard event not accepted by receiving widget")


@dataclass(slots=True)
class Faults:
    """What must not happen, as it happens."""

    found: list[str] = field(default_factory=list)

    def exception(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """An exception that nobody caught."""
        self.found.append("".join(traceback.format_exception(kind, error, trace)))

    def message(self, kind: QtMsgType, context: object, text: str) -> None:
        """A message of Qt."""
        if kind != QtMsgType.QtDebugMsg and not text.startswith(NO_FAULTS):
            self.found.append(f"Qt: {text}")


class Elsewhere(QObject):
    """Stands where other programs would be opened."""

    @Slot(QUrl)
    def open(self, _: QUrl) -> None:
        """Open nothing."""


class Walk:
    """One walk through an open window.

    Args:
        window: opened, with its library.
        seed: of its choices.
        files: to drop.
    """

    def __init__(self, window: MainWindow, seed: int, files: Sequence[Path]) -> None:
        self._window = window
        self._chance = random.Random(seed)
        self._files = files
        self._ticks = 0
        self.done: list[str] = []
        self._answerer = QTimer(window, interval=DIALOG_MILLISECONDS)
        self._answerer.timeout.connect(self._answer)
        self._answerer.start()

    def run(self, actions: int) -> None:
        """Do so many things."""
        kinds = (
            (self._click, 22), (self._choose_action, 16), (self._ask, 10), (self._press, 16), (self._pick_row, 12),
            (self._type, 6), (self._drop, 3), (self._resize, 3), (self._wait, 8), (self._menu, 4), (self._scroll, 6),
            (self._paste, 2), (self._cite, 6),
        )  # fmt: skip
        inside = 0  # how long a dialog has been open
        for _ in range(actions):
            dialog = QApplication.activeModalWidget()
            inside = 0 if dialog is None else inside + 1
            if dialog is not None and inside > ACTIONS_IN_DIALOG:
                dialog.close()
                inside = 0
            (kind,) = self._chance.choices([kind for kind, _ in kinds], [weight for _, weight in kinds])
            self.done.append(kind.__name__)
            kind()
            QApplication.processEvents()
            if not self._window.isVisible():
                break

    # --- what a person does ---

    def _click(self) -> None:
        buttons = [b for b in self._front().findChildren(QAbstractButton) if b.isVisible() and b.isEnabled()]
        if buttons:
            button = self._chance.choice(buttons)
            self.done[-1] += f" {button.accessibleName() or button.text() or button.objectName()}"
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def _choose_action(self) -> None:
        if QApplication.activeModalWidget() is not None:
            return
        actions = [a for _, a in self._window.actions_.all() if a.isEnabled() and a.objectName() not in NEVER]
        action = self._chance.choice(actions)
        self.done[-1] += f" {action.objectName()}"
        action.trigger()

    def _ask(self) -> None:
        if QApplication.activeModalWidget() is None:
            self._window.conversation.ask(self._chance.choice(QUESTIONS))

    def _press(self) -> None:
        focus = QApplication.focusWidget() or self._window
        key = self._chance.choice(KEYS)
        modifier = self._chance.choice(
            (Qt.KeyboardModifier.NoModifier,) * 4
            + (Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier)
        )
        self.done[-1] += f" {key.name} {modifier.name} in {type(focus).__name__}"
        QTest.keyPress(focus, key, modifier)
        if isValid(focus):  # a click would let go of the key on what it has closed
            QTest.keyRelease(focus, key, modifier)

    def _pick_row(self) -> None:
        views = [v for v in self._front().findChildren(QAbstractItemView) if v.isVisible() and v.model() is not None]
        if not views:
            return
        view = self._chance.choice(views)
        model = view.model()
        index = model.index(self._chance.randrange(max(1, model.rowCount())), 0)
        if index.isValid() and self._chance.random() < 0.4 and model.rowCount(index):
            index = model.index(self._chance.randrange(model.rowCount(index)), 0, index)
        if index.isValid():
            view.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)
            spot = view.visualRect(index).center()
            self.done[-1] += f" in {type(view).__name__}"
            click = QTest.mouseDClick if self._chance.random() < 0.3 else QTest.mouseClick
            click(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot)

    def _type(self) -> None:
        fields = [
            w
            for w in self._front().findChildren(QWidget)
            if isinstance(w, QLineEdit | QPlainTextEdit | QComboBox) and w.isVisible() and w.isEnabled()
        ]
        if fields:
            target = self._chance.choice(fields)
            QTest.keyClicks(target, self._chance.choice(("rent", "9", "zz top", "-1", " ", "lease.docx")))

    def _drop(self) -> None:
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(self._chance.choice(self._files)))])
        spot = QPointF(self._chance.randrange(1, 400), self._chance.randrange(1, 300))
        none = Qt.KeyboardModifier.NoModifier
        event = QDropEvent(spot, Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, none)
        self._window.dropEvent(event)

    def _resize(self) -> None:
        self._window.resize(
            self._chance.choice((320, 500, 800, 1180, 2400)), self._chance.choice((240, 500, 760, 1400))
        )

    def _wait(self) -> None:
        wait(self._chance.choice((1, 10, 50, 150)))

    def _menu(self) -> None:
        if isinstance(self._front(), QFileDialog):
            return  # its menu offers to rename what is not there, and Qt warns of it
        widgets = [w for w in self._front().findChildren(QWidget) if w.isVisible() and w.width() > 20]
        if widgets:
            widget = self._chance.choice(widgets)
            spot = QPoint(self._chance.randrange(widget.width()), self._chance.randrange(max(1, widget.height())))
            self.done[-1] += f" on {type(widget).__name__}"
            event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, spot, widget.mapToGlobal(spot))
            QApplication.sendEvent(widget, event)

    def _scroll(self) -> None:
        areas = [a for a in self._front().findChildren(QAbstractScrollArea) if a.isVisible()]
        if areas:
            bar = self._chance.choice(areas).verticalScrollBar()
            bar.setValue(self._chance.randint(bar.minimum(), max(bar.minimum(), bar.maximum())))

    def _paste(self) -> None:
        texts = ["a line", "x" * 200_000, "多行\n文字\n", "\x07\u202e"]
        if not isinstance(QApplication.activeModalWidget(), QFileDialog):  # Qt's own warns of a name with a zero in it
            texts.append("\x00")
        QGuiApplication.clipboard().setText(self._chance.choice(texts))
        QTest.keyClick(QApplication.focusWidget() or self._window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    def _cite(self) -> None:
        turns = self._window.conversation.open_one.turns
        quotes = [quote for turn in turns for quote in turn.evidence]
        if quotes:
            self._window.conversation.cited.emit(self._chance.choice(quotes), tuple(quotes[:3]))

    # --- dialogs ---

    def _front(self) -> QWidget:
        return QApplication.activeModalWidget() or self._window

    def _answer(self) -> None:
        """Answer a dialog, or close a menu, that has stood for a while."""
        popup = QApplication.activePopupWidget()
        dialog = QApplication.activeModalWidget()
        if popup is None and dialog is None:
            self._ticks = 0
            return
        self._ticks += 1
        if self._ticks < DIALOG_TICKS:
            return
        self._ticks = 0
        # Not from within this slot: what it opens would hold the timer that has to answer it.
        if popup is not None:
            QTimer.singleShot(0, popup, partial(self._answer_popup, popup))
        elif dialog is not None:
            QTimer.singleShot(0, dialog, partial(self._answer_dialog, dialog))

    def _answer_popup(self, popup: QWidget) -> None:
        actions = [a for a in popup.actions() if a.isEnabled() and not a.isSeparator()]
        if isinstance(popup, QMenu) and actions and self._chance.random() < 0.5:
            popup.setActiveAction(self._chance.choice(actions))
            QTest.keyClick(popup, Qt.Key.Key_Return)
        elif QApplication.activePopupWidget() is popup:
            popup.close()

    def _answer_dialog(self, dialog: QWidget) -> None:
        if QApplication.activeModalWidget() is not dialog:
            return  # another stands before it by now, and no person could reach it
        buttons = [b for b in dialog.findChildren(QAbstractButton) if b.isVisible() and b.isEnabled()]
        if buttons and self._chance.random() < 0.5:
            self._chance.choice(buttons).click()
        elif QApplication.activeModalWidget() is dialog:
            dialog.close()


def walk(seed: int, home: Path, files: Sequence[Path], actions: int, real: bool) -> list[str]:
    """One walk on a copy of ``home``; what went wrong."""
    faults = Faults()
    elsewhere = Elsewhere(application())
    for scheme in ("file", "http", "https", "mailto"):
        QDesktopServices.setUrlHandler(scheme, elsewhere, "open")  # type: ignore[arg-type] # it takes no bytes
    sys.excepthook, before = faults.exception, sys.excepthook
    handler = qInstallMessageHandler(faults.message)
    with tempfile.TemporaryDirectory(prefix="lectern-monkey-") as folder:
        copy = Path(folder) / "home"
        shutil.copytree(home, copy)
        add_chain(Paths(copy))
        threads = python_threads()
        window = make_window(copy, lambda: _opened(copy, seed, real))
        window.jobs.broken.connect(faults.found.append)
        _until(lambda: window.ready, SETTLE_SECONDS)
        path = Walk(window, seed, files)
        try:
            path.run(actions)
        except Exception:  # noqa: BLE001 - a walk reports whatever happens in it
            faults.found.append(traceback.format_exc())
        _close(window)
        del path
        gc.collect()
        QApplication.processEvents()
        left = [type(w).__name__ for w in QApplication.topLevelWidgets() if w.isVisible()]
        if left:
            faults.found.append(f"left open: {left}")
        _until(lambda: python_threads() <= threads, 5.0)
        if more := python_threads() - threads:
            faults.found.append(f"threads: {[thread.name for thread in more]}")
        with Assistant.open(copy) as assistant:
            report = assistant.check()
        faults.found += [
            f"check: {finding.code} {finding.message}" for finding in report.findings if not finding.repaired
        ]
    sys.excepthook = before
    qInstallMessageHandler(handler)
    return faults.found


def _opened(home: Path, seed: int, real: bool) -> Assistant:
    if real:
        return Assistant.open(home)
    paths = Paths(home)
    settings = load_settings(paths.settings)
    return Assistant(paths, settings, ScriptedModels(settings, paths.cache, RandomScript(seed)))


def _close(window: MainWindow) -> None:
    for _ in range(20):
        dialog = QApplication.activeModalWidget()
        if dialog is None:
            break
        dialog.close()
        QApplication.processEvents()
    window.close_now()
    # The program ends whatever is not back by now; here a thread that has its window taken away would end the walks.
    _until(lambda: not window.jobs.running, SETTLE_SECONDS)
    window.deleteLater()
    wait(20)


def _until(fits: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not fits() and time.monotonic() < end:
        wait(5)


def _files(folder: Path) -> Iterator[Path]:
    for name, data in (
        ("note.txt", b"The spare key hangs behind the blue door."),
        ("表格.csv", "名字,数量\n张三,3\n".encode()),
        ("broken.pdf", b"%PDF-1.7 no more"),
        ("empty.docx", b""),
        ("page.html", b"<html><script>alert(1)</script><p>The harbour opens at nine.</p>"),
        ("model.gguf", b"GGUF\x03\x00\x00\x00"),
    ):
        file = folder / name
        file.write_bytes(data)
        yield file


def figures(walks: int, real_walks: int, actions: int, first: int = 0) -> list[Figure]:
    """All walks; the first faults stand in the figure."""
    found = []
    with tempfile.TemporaryDirectory(prefix="lectern-walks-") as name:
        folder = Path(name)
        home = stocked_home(folder / "home")
        files = list(_files(folder))
        os.chdir(folder)
        os.environ["HOME"] = name  # file dialogs make folders
        for kind, count, real in (("a scripted model", walks, False), ("the starter model", real_walks, True)):
            bad: list[str] = []
            for seed in range(first, first + count):
                faults = walk(seed, home, files, actions, real)
                bad += [f"seed {seed}: {fault}" for fault in faults]
                for fault in faults:
                    sys.stderr.write(f"seed {seed}: {fault}\n")
            if count:
                value = f"{len({fault.split(':')[0] for fault in bad})} with faults"
                found.append(
                    Figure(
                        f"{count} walks of {actions} actions, {kind}", value, "0", not bad, bad[0][:300] if bad else ""
                    )
                )
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line of this bench."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--walks", type=int, default=WALKS)
    parser.add_argument("--real", type=int, default=REAL_WALKS)
    parser.add_argument("--actions", type=int, default=ACTIONS)
    parser.add_argument("--first", type=int, default=0, help="seed of the first walk")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    return show(figures(chosen.walks, chosen.real, chosen.actions, chosen.first), as_json=chosen.json)


if __name__ == "__main__":
    sys.exit(main())
