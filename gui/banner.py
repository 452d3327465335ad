"""What has to be said to the person, in a strip at the top of the window: the one presenter of errors."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from assistant.errors import AssistantError
from gui.icons import icon
from gui.plain_text import PlainText
from gui.theme import Theme, Themes, set_kind

Kind = Literal["info", "warning", "error"]

# More than these would leave no window; the oldest go, and their number is told.
SHOWN_AT_MOST = 3
# A name or a message of megabytes is cut: the strip is for reading.
LONGEST_TEXT = 2000
ICONS: dict[Kind, tuple[str, str]] = {
    "info": ("info", "accent"),
    "warning": ("warning", "caution"),
    "error": ("error", "negative"),
}


@dataclass(frozen=True, slots=True)
class Button:
    """Something that can be done about it.

    Attributes:
        text: on the button, translated.
        run: does it; the strip is closed before.
    """

    text: str
    run: Callable[[], object]


class Banner(QFrame):
    """One message: a mark, what happened, what to do, buttons, and a cross that closes it.

    Args:
        kind: its mark and colour.
        text: what happened; plain text of any origin.
        hint: what to do now.
        details: shown when unfolded, with a button that copies them.
    """

    closed = Signal()

    def __init__(
        self,
        kind: Kind,
        text: str,
        hint: str,
        buttons: Sequence[Button],
        details: str,
        themes: Themes,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.kind: Kind = kind
        self.text, self.hint, self.details = text, hint, details
        self.count = 1
        self.setObjectName("banner")
        set_kind(self, f"banner-{kind}")
        spoken = {"info": self.tr("Note"), "warning": self.tr("Warning"), "error": self.tr("Error")}[kind]
        self.setAccessibleName(spoken)
        self.setAccessibleDescription(f"{text} {hint}".strip())
        self._themes = themes
        self._mark = QLabel()
        self._mark.setAccessibleName(spoken)
        self._text = PlainText(text, spoken)
        self._hint = PlainText(hint, self.tr("What to do"))
        self._hint.setVisible(bool(hint))
        self._times = QLabel(textFormat=Qt.TextFormat.PlainText)
        set_kind(self._times, "chip")
        self._times.hide()
        self._close = QToolButton()
        self._close.setToolTip(self.tr("Close"))
        self._close.setAccessibleName(self.tr("Close this message"))
        self._close.clicked.connect(self.closed)
        self._traceback = QPlainTextEdit(details, readOnly=True)
        self._traceback.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._traceback.setTabChangesFocus(True)
        self._traceback.setAccessibleName(self.tr("Details"))
        self._traceback.hide()
        self._lay_out(buttons)
        self._paint(themes.current)
        themes.changed.connect(self._paint)

    def repeat(self) -> None:
        """The same has happened again."""
        self.count += 1
        self._times.setText(f"× {self.count}")
        self._times.setAccessibleName(self.tr("%n time(s)", "", self.count))
        self._times.show()

    def _lay_out(self, buttons: Sequence[Button]) -> None:
        words = QVBoxLayout()
        words.setSpacing(self._themes.pixels(2))
        words.addWidget(self._text)
        words.addWidget(self._hint)
        row = QHBoxLayout()
        for button in buttons:
            shown = QPushButton(button.text)
            shown.clicked.connect(self._runner(button))
            row.addWidget(shown)
        if self.details:
            unfold = QPushButton(self.tr("Details"))
            unfold.setCheckable(True)
            unfold.toggled.connect(self._traceback.setVisible)
            copy = QPushButton(self.tr("Copy details"))
            copy.clicked.connect(self._copy)
            row.addWidget(unfold)
            row.addWidget(copy)
        row.addStretch()
        if row.count() > 1:
            words.addLayout(row)
        words.addWidget(self._traceback)
        self._traceback.setMaximumHeight(self._themes.pixels(180))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(*([self._themes.pixels(8)] * 4))
        layout.setSpacing(self._themes.pixels(8))
        top = Qt.AlignmentFlag.AlignTop
        layout.addWidget(self._mark, alignment=top)
        layout.addLayout(words, stretch=1)
        layout.addWidget(self._times, alignment=top)
        layout.addWidget(self._close, alignment=top)

    def _runner(self, button: Button) -> Callable[[], None]:
        def run() -> None:
            self.closed.emit()
            button.run()

        return run

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(f"{self.text}\n\n{self.details}")

    def _paint(self, theme: Theme) -> None:
        name, role = ICONS[self.kind]
        size = self._themes.pixels(20)
        self._mark.setPixmap(icon(name, theme, role).pixmap(size, size))
        self._close.setIcon(icon("cross", theme))


class Banners(QWidget):
    """The messages that have not been closed, the newest on top; takes no room while there are none.

    Args:
        themes: give the colours.
        language: of the errors' texts, ``en`` or ``zh``.
    """

    def __init__(self, themes: Themes, language: str = "en", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._language = language
        self._banners: list[Banner] = []
        self._gone = 0
        self._more = QLabel(textFormat=Qt.TextFormat.PlainText)
        set_kind(self._more, "muted")
        self._clear = QPushButton(self.tr("Close all"))
        set_kind(self._clear, "link")
        self._clear.clicked.connect(self.clear)
        self._foot = QWidget()
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.addWidget(self._more)
        foot.addStretch()
        foot.addWidget(self._clear)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(*([themes.pixels(6)] * 4))
        self._layout.setSpacing(themes.pixels(6))
        self._layout.addWidget(self._foot)
        self._arrange()

    def show_error(self, error: AssistantError, buttons: Sequence[Button] = ()) -> Banner:
        """Say what went wrong with which thing, and what to do now."""
        return self.show_message("error", error.message(self._language), error.hint(self._language), buttons=buttons)

    def show_bug(self, traceback: str) -> Banner:
        """Own a bug; the traceback is there to be copied."""
        text = self.tr("This is a bug in Lectern. Your documents are safe.")
        hint = self.tr("The window goes on working. The details help to mend it; they may name files of yours.")
        return self.show_message("error", text, hint, details=traceback)

    def show_message(
        self, kind: Kind, text: str, hint: str = "", *, buttons: Sequence[Button] = (), details: str = ""
    ) -> Banner:
        """Say something; what is being said already is counted, not said twice."""
        text, hint = _short(text), _short(hint)
        for shown in self._banners:
            if (shown.kind, shown.text, shown.hint, shown.details) == (kind, text, hint, details):
                shown.repeat()
                return shown
        banner = Banner(kind, text, hint, buttons, details, self._themes, self)
        banner.closed.connect(self._closed)
        self._banners.insert(0, banner)
        self._layout.insertWidget(0, banner)
        for old in self._banners[SHOWN_AT_MOST:]:
            self._remove(old)
            self._gone += 1
        self._arrange()
        _announce(banner, urgent=kind == "error")
        return banner

    @property
    def banners(self) -> list[Banner]:
        """What is shown, the newest first."""
        return list(self._banners)

    def close_message(self, banner: Banner) -> None:
        """Close one, if it is still there."""
        if banner in self._banners:
            self._remove(banner)
            self._arrange()

    def clear(self) -> None:
        """Close all."""
        for banner in self.banners:
            self._remove(banner)
        self._arrange()

    def _closed(self) -> None:
        banner = self.sender()
        if isinstance(banner, Banner):
            self.close_message(banner)

    def _remove(self, banner: Banner) -> None:
        self._banners.remove(banner)
        banner.hide()
        banner.deleteLater()

    def _arrange(self) -> None:
        if not self._banners:
            self._gone = 0
        self._more.setText(self.tr("%n older message(s) not shown", "", self._gone) if self._gone else "")
        self._foot.setVisible(len(self._banners) > 1)
        self.setVisible(bool(self._banners))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + " …"


def _announce(banner: Banner, *, urgent: bool) -> None:
    """Tell a screen reader; the focus stays where the person works."""
    words = QCoreApplication.translate("Banner", "{}: {}").format(
        banner.accessibleName(), banner.accessibleDescription()
    )
    event = QAccessibleAnnouncementEvent(banner, words)
    assertive, polite = QAccessible.AnnouncementPoliteness.Assertive, QAccessible.AnnouncementPoliteness.Polite
    event.setPoliteness(assertive if urgent else polite)
    QAccessible.updateAccessibility(event)
