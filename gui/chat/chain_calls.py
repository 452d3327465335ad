"""Calling a chain from the field: the list of chains, the options of one, and what is wrong before it is asked."""

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPushButton, QWidget

from gui.chat.chain_form import ChainForm
from gui.chat.chain_menu import ChainMenu
from gui.chat.evidence_view import one_line
from gui.chat.question_field import QuestionField
from gui.chat.turn_texts import language
from gui.theme import Themes

if TYPE_CHECKING:
    from assistant.chain_offers import Offer, Offers, Reading
    from assistant.errors import AssistantError

_BEGUN = re.compile(r"/[a-z0-9_-]*")
_CALLED = re.compile(r"/[a-z0-9_-]*\s*")


class ChainCalls(QObject):
    """Reads the field as it is written, and writes into it what is chosen.

    Args:
        field: in which a question is written.
        below: the list stands above it.
    """

    offered = Signal()  # the list was opened: what it shows may be read anew

    def __init__(self, themes: Themes, field: QuestionField, below: QWidget) -> None:
        super().__init__(below)
        self._field = field
        self._offers: Offers | None = None
        self._dismissed = ""
        self.reading: Reading | None = None
        self.menu = ChainMenu(themes, field, below)
        self.form = ChainForm(themes, below)
        self.slash_chip = QPushButton("/")
        self.slash_chip.setProperty("kind", "chip")
        self.slash_chip.setAccessibleName(self.tr("Chains"))
        self.slash_chip.setToolTip(self.tr("Summarize, extract, compare … (type / in the field)"))
        self.slash_chip.hide()
        self.options_chip = QPushButton()
        self.options_chip.setProperty("kind", "chip")
        self.options_chip.setToolTip(self.tr("How the chain does it; what is set here stands in the field"))
        self.options_chip.hide()
        self.slash_chip.clicked.connect(self.offer_all)
        self.options_chip.clicked.connect(self._open_form)
        self.menu.chosen.connect(self.choose)
        self.menu.dismissed.connect(self._dismiss)
        self.menu.moved.connect(field.setAccessibleDescription)
        self.form.changed.connect(self._set_option)
        self.form.reset.connect(self._reset_options)
        field.textChanged.connect(self._read)

    def set_offers(self, offers: "Offers") -> None:
        """What there is to call."""
        self._offers = offers
        self.slash_chip.setVisible(bool(offers.offers))
        if not self.menu.isHidden():
            self._offer_begun()
        self._read(offer=False)

    def offer_all(self) -> None:
        """Open the list, whatever stands in the field: what is chosen is put before it."""
        if self._offers is not None:
            self._field.setFocus()
            self.menu.offer(self._offers.offers, self._offers.refused)
            self.offered.emit()

    def choose(self, offer: "Offer") -> None:
        """Call this chain with what stands in the field."""
        known = _CALLED.match(self._field.toPlainText())
        self._write(f"/{offer.name} " + self._field.toPlainText()[known.end() if known else 0 :])
        self._field.setFocus()

    def begin(self, name: str) -> None:
        """Call the chain of this name, if there is one, with what stands in the field."""
        offer = None if self._offers is None else self._offers.offer(name)
        if offer is not None:
            self.choose(offer)

    @property
    def error(self) -> "AssistantError | None":
        """Why what stands in the field cannot be asked."""
        return None if self.reading is None else self.reading.error

    @property
    def remark(self) -> str:
        """What is wrong already, while it is written; empty while it may still become right."""
        error = self.error
        if error is None or error.code == "chain.no_text" or not self.menu.isHidden():
            return ""
        return one_line(f"✗ {error.message(language())} {error.hint(language())}")

    # --- inside ---

    def _read(self, *, offer: bool = True) -> None:
        text = self._field.toPlainText()
        self.reading = None if self._offers is None or text[:1] != "/" else self._offers.read(text)
        if offer:
            self._offer_begun()
        called = self.reading.offer if self.reading is not None else None
        # What was typed up to here may go on as the name of a chain.
        wanted = called is not None and self.menu.isHidden() and bool(called.options)
        self.options_chip.setVisible(wanted)
        ghost = ""
        if self.reading is not None and called is not None:
            count = len(self.reading.written)
            text_ = self.tr("Options: {}").format(count) if count else self.tr("Options")
            self.options_chip.setText(text_ + " ▾")
            self.options_chip.setAccessibleName(self.tr("Options of {}").format(called.card.title(language())))
            if not self.reading.text and text[-1:].isspace():
                ghost = one_line(called.card.placeholder(language()))
            if not self.form.isHidden():
                self.form.show_reading(self.reading)
        elif not self.form.isHidden():
            self.form.hide()
        self._field.set_ghost(ghost)

    def _offer_begun(self) -> None:
        """Offer what begins as the field does, while only that stands in it."""
        text = self._field.toPlainText()
        cursor = self._field.textCursor()
        begun = self._field.hasFocus() and cursor.position() == len(text) and _BEGUN.fullmatch(text)
        if self._offers is None or not begun or text == self._dismissed:
            self.menu.close_list()
            return
        self._dismissed = ""
        fresh = self.menu.isHidden()
        self.menu.offer(self._offers.matching(text), self._offers.refused if text == "/" else ())
        if fresh and not self.menu.isHidden():
            self.offered.emit()

    def _dismiss(self) -> None:
        self._dismissed = self._field.toPlainText()
        self._read(offer=False)

    def _open_form(self) -> None:
        if self.reading is not None and self.reading.offer is not None:
            self.form.show_reading(self.reading)
            self.form.open_at(self.options_chip)

    def _set_option(self, key: str, value: object) -> None:
        offer = None if self.reading is None else self.reading.offer
        # Another chain may have been written meanwhile, with the form still open.
        if self.reading is not None and offer is not None and any(option.key == key for option in offer.options):
            self._write_call(self.reading.with_option(key, value))

    def _reset_options(self) -> None:
        if self.reading is not None and self.reading.offer is not None:
            self._write_call(self.reading.without_options())

    def _write_call(self, text: str) -> None:
        self._write(text if self.reading is not None and self.reading.text else text + " ")

    def _write(self, text: str) -> None:
        """Put ``text`` into the field; it can be taken back there."""
        cursor = self._field.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)
        self._field.setTextCursor(cursor)
