"""Text of any origin as it is: nothing in it is styled, linked or loaded; it can be selected, and long words wrap."""

from html import escape

from PySide6.QtCore import QByteArray, QSize, Qt, QUrl
from PySide6.QtGui import QResizeEvent, QTextOption
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QTextEdit, QWidget

from gui.theme import set_kind

TIP_CHARACTERS = 2_000


def plain_tip(text: str) -> str:
    """``text`` as a tool tip that stays text: Qt takes what looks like HTML for HTML, so it is said to be, and escaped.

    A name of thousands of letters is cut: a tip has no scroll bar.
    """
    shown = text if len(text) <= TIP_CHARACTERS else text[:TIP_CHARACTERS] + "…"
    return f"<p style='white-space: pre-wrap'>{escape(shown)}</p>" if shown else ""


def plain_label(kind: str) -> QLabel:
    """A label of a kind (see ``gui.theme``) for text of any origin; its lines wrap."""
    label = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
    label.setProperty("kind", kind)
    return label


class PlainText(QTextEdit):
    """A label that is as high as its text at the present width; a QLabel would cut a name that has no blanks.

    Args:
        text: shown.
        name: what a screen reader says before it.
    """

    def __init__(self, text: str = "", name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setAcceptRichText(False)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(0)
        self.setAccessibleName(name)
        set_kind(self, "bare")
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Show another text."""
        self.setPlainText(text)
        self._fit()

    def sizeHint(self) -> QSize:
        """As high as the text."""
        return QSize(super().sizeHint().width(), self._height())

    def minimumSizeHint(self) -> QSize:
        """Any width will do."""
        return QSize(self.fontMetrics().averageCharWidth() * 8, self.fontMetrics().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, another height."""
        super().resizeEvent(event)
        self._fit()

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Nothing; an empty something, as of None the document goes and reads local files by itself."""
        return QByteArray(b"")

    def _fit(self) -> None:
        height = self._height()
        if self.height() != height or self.minimumHeight() != height:
            self.setFixedHeight(height)

    def _height(self) -> int:
        return max(self.fontMetrics().height(), round(self.document().size().height()))
