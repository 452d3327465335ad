"""A text as high as it is long; it loads nothing, and tells what was chosen in it instead of going there."""

from PySide6.QtCore import QByteArray, QEvent, QMimeData, QPoint, QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QTextCursor,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser, QTextEdit, QWidget

from gui.chat.looks import Looks
from gui.chat.render import Targets

# Layouts ask what the height would be without any width; a long text would be laid out letter below letter for it.
_NARROWEST = 40


class TextView(QTextBrowser):
    """Read-only words that can be selected by mouse and keyboard; Tab goes from anchor to anchor, Enter chooses one."""

    cited = Signal(int)  # the number of a quote was chosen
    cite_hovered = Signal(int, QPoint)  # ... or is under the pointer, or has the focus; 0: none is
    claim_hovered = Signal(int, QPoint)  # the verdict of a claim, by its index; -1: none
    link_activated = Signal(str)  # a whole address
    more_wanted = Signal()  # "show more" was chosen
    menu_wanted = Signal(QPoint)
    copied = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.targets = Targets()
        self.setProperty("kind", "bare")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setUndoRedoEnabled(False)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
            | Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.document().setDocumentMargin(0)
        self.viewport().setAutoFillBackground(False)
        self.anchorClicked.connect(self._choose)
        self.highlighted.connect(self._hover)
        # All of it is in sight, so it never scrolls by itself.
        self.verticalScrollBar().valueChanged.connect(self._stay)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Nothing: what a text names is not fetched.

        It has to be an empty something: where None is given, the document goes and reads local files by itself.
        """
        return QByteArray(b"")

    def begin(self, looks: Looks) -> None:
        """Empty it, for new words in these looks."""
        self.targets = Targets()
        self._theme = looks.theme
        self.document().clear()
        self.document().setDefaultFont(looks.font)

    # --- size ---

    def heightForWidth(self, width: int) -> int:
        """As high as the words are, at this width."""
        document = self.document()
        if width < _NARROWEST:
            return 0
        if document.textWidth() != width:
            document.setTextWidth(width)
        size = document.size()
        wide = self.horizontalScrollBar().sizeHint().height() if size.width() > width + 1 else 0
        return int(size.height() + 0.999) + wide

    def hasHeightForWidth(self) -> bool:
        """The narrower, the higher."""
        return True

    def sizeHint(self) -> QSize:
        """At the width that it was laid out for last: to be asked costs nothing."""
        return QSize(200, int(self.document().size().height() + 0.999))

    def minimumSizeHint(self) -> QSize:
        """It gets as narrow as it must."""
        return QSize(0, 0)

    def grown(self) -> None:
        """The words have changed: it may need another height."""
        self.updateGeometry()

    # --- choosing ---

    def viewportEvent(self, event: QEvent) -> bool:
        """Tips of our own, in plain text, take the place of Qt's."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            return True
        if event.type() == QEvent.Type.Leave:
            self._hover(QUrl())
        return super().viewportEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A tip goes with the focus."""
        self._hover(QUrl())
        super().focusOutEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The list scrolls, and nothing zooms; only a wide table is moved sideways in here."""
        if abs(event.angleDelta().x()) > abs(event.angleDelta().y()):
            super().wheelEvent(event)
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that go through the conversation are left to it."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        through = {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}
        if control:
            through |= {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End}
        if Qt.Key(event.key()) in through:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The turn has the menu."""
        self.menu_wanted.emit(event.globalPos())

    def createMimeDataFromSelection(self) -> QMimeData:
        """Words alone are copied: the anchors mean nothing elsewhere."""
        data = QMimeData()
        data.setText(self.textCursor().selection().toPlainText().replace("\u202f", " ").replace("\u00a0", " "))
        return data

    def mark_matches(self, text: str, current: int = -1) -> None:
        """Mark where ``text`` stands, the one with this index more strongly; an empty text unmarks all."""
        marks: list[QTextEdit.ExtraSelection] = []
        cursor = self.document().find(text) if text else QTextCursor()
        while not cursor.isNull() and len(marks) < 500:
            mark = QTextEdit.ExtraSelection()
            mark.cursor = cursor
            strong = len(marks) == current
            mark.format.setBackground(self._theme.color("highlight_strong" if strong else "highlight"))
            marks.append(mark)
            cursor = self.document().find(text, cursor)
        self.setExtraSelections(marks)

    def match_top(self, text: str, current: int) -> int:
        """How far below its top the match with this index begins, in pixels; 0 where there is none."""
        cursor = self.document().find(text)
        for _ in range(current):
            if cursor.isNull():
                break
            cursor = self.document().find(text, cursor)
        return 0 if cursor.isNull() else self.cursorRect(cursor).top()

    def _stay(self, value: int) -> None:
        if value:
            self.verticalScrollBar().setValue(0)

    def _choose(self, url: QUrl) -> None:
        kind, _, rest = url.toString().partition(":")
        number = int(rest) if rest.isdigit() else 0
        match kind:
            case "cite":
                self.cited.emit(number)
            case "link" if number < len(self.targets.links):
                self.link_activated.emit(self.targets.links[number])
            case "copy" if number < len(self.targets.copies):
                QGuiApplication.clipboard().setText(self.targets.copies[number])
                self.copied.emit()
            case "more":
                self.more_wanted.emit()
            case "claim":
                self.claim_hovered.emit(number, self._tip_place())
            case _:
                pass

    def _hover(self, url: QUrl) -> None:
        kind, _, rest = url.toString().partition(":")
        number = int(rest) if rest.isdigit() else 0
        self.cite_hovered.emit(number if kind == "cite" else 0, self._tip_place())
        self.claim_hovered.emit(number if kind == "claim" else -1, self._tip_place())

    def _tip_place(self) -> QPoint:
        """Below the pointer, or below the anchor that has the focus."""
        if self.viewport().underMouse():
            return self.cursor().pos() + QPoint(0, 18)
        return self.viewport().mapToGlobal(self.cursorRect().bottomLeft())
