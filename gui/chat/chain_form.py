"""The options of a chain as a form over the field: what is set in it stands in the question, and the reverse."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from gui.chat.evidence_view import breakable, one_line
from gui.chat.turn_texts import language
from gui.settings.fields import SettingField
from gui.theme import Themes, set_kind

if TYPE_CHECKING:
    from assistant.chain_offers import Offer, OptionInfo, Reading

WIDTH, MOST_HEIGHT = 380, 460


class ChainForm(QFrame):
    """Closes at Escape and at a click beside it, as a menu does."""

    changed = Signal(str, object)  # key, value
    reset = Signal()

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._themes = themes
        self._offer: Offer | None = None
        self.fields: dict[str, SettingField] = {}
        self.setProperty("kind", "card")
        self.setObjectName("chain.form")
        self._title = QLabel(textFormat=Qt.TextFormat.PlainText)
        set_kind(self._title, "heading")
        self.defaults = QPushButton(self.tr("Back to the defaults"))
        set_kind(self.defaults, "link")
        self.defaults.clicked.connect(self.reset)
        head = QHBoxLayout()
        head.addWidget(self._title, stretch=1)
        head.addWidget(self.defaults)
        self._wrong = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        set_kind(self._wrong, "negative")
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setSpacing(themes.pixels(6))
        layout.addLayout(head)
        layout.addWidget(self._scroll, stretch=1)
        layout.addWidget(self._wrong)

    def show_reading(self, reading: "Reading") -> None:
        """Show the options of the chain that is called, as they are written."""
        assert reading.offer is not None
        if self._offer is None or reading.offer.card != self._offer.card:
            self._build(reading.offer)
        error = reading.error
        wrong = error is not None and error.code in {"chain.option", "chain.unknown_option"}
        self._wrong.setVisible(wrong)
        if error is not None and wrong:
            self._wrong.setText(breakable(one_line(f"✗ {error.message(language())}")))
        else:
            for key, field in self.fields.items():
                value = _shown(reading.values.get(key))
                if field.value != value:
                    with QSignalBlocker(field):
                        field.set_value(value)
        self.defaults.setEnabled(bool(reading.written))

    def open_at(self, place: QWidget) -> None:
        """Stand above a widget, within its screen."""
        pixels = self._themes.pixels
        self.setFixedWidth(pixels(WIDTH))
        inner = self._scroll.widget()
        if inner is not None:
            self._scroll.setFixedHeight(min(inner.sizeHint().height(), pixels(MOST_HEIGHT)) + 2)
        self.adjustSize()
        corner = place.mapToGlobal(QPoint(0, 0))
        screen = place.screen().availableGeometry()
        x = max(screen.left(), min(corner.x(), screen.right() - self.width()))
        self.move(x, max(screen.top(), corner.y() - self.height() - 4))
        self.show()
        first = next(iter(self.fields.values()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.PopupFocusReason)

    def _build(self, offer: "Offer") -> None:
        said, pixels = language(), self._themes.pixels
        self._offer = offer
        self._title.setText(one_line(offer.card.title(said)))
        self.setAccessibleName(self.tr("Options of {}").format(self._title.text()))
        self.fields = {}
        inner = QWidget()
        inner.setProperty("kind", "plain")
        rows = QVBoxLayout(inner)
        rows.setContentsMargins(0, 0, pixels(8), 0)
        rows.setSpacing(pixels(3))
        for option in offer.options:
            rows.addLayout(self._row(option, said))
        rows.addStretch()
        self._scroll.setWidget(inner)

    def _row(self, option: "OptionInfo", said: str) -> QVBoxLayout:
        field = SettingField(_Blank(option), said)
        name = QLabel(one_line(option.label(said)), textFormat=Qt.TextFormat.PlainText)
        set_kind(name, "heading")
        name.setBuddy(field)
        about = QLabel(breakable(option.description(said)), textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        set_kind(about, "small")
        about.setVisible(bool(option.description(said)))
        field.setProperty("option", option.key)
        field.setProperty("none", option.value is None)
        field.changed.connect(self._edited)
        self.fields[option.key] = field
        row = QVBoxLayout()
        row.setSpacing(self._themes.pixels(2))
        row.setContentsMargins(0, 0, 0, self._themes.pixels(7))
        for widget in (name, field, about):
            row.addWidget(widget)
        return row

    def _edited(self) -> None:
        field = self.sender()
        assert isinstance(field, SettingField)
        value = None if field.value == "" and field.property("none") else field.value
        self.changed.emit(str(field.property("option")), value)


class _Blank:
    """An option for a field, which knows no None: nothing is written in it."""

    def __init__(self, option: "OptionInfo") -> None:
        self.kind: str = option.kind
        self.value: object = _shown(option.value)
        self.choices = option.choices
        self.least, self.above, self.most = option.least, option.above, option.most
        self.label = option.label
        self.description = option.description
        self.choice = option.choice


def _shown(value: object) -> object:
    return "" if value is None else value
