"""What an agent asks before it acts: which tool, what it touches, the exact arguments, and whose words are in them."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QMoveEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from gui.chat.arguments_view import ArgumentsView
from gui.chat.evidence_view import breakable, one_line
from gui.chat.flow import FlowRow
from gui.chat.looks import Looks
from gui.plain_text import plain_label

if TYPE_CHECKING:
    from chains.consent import Decision
    from gui.chat.consents import Asked

# A click or a key that was meant for something else comes within this.
ARMED_MILLISECONDS = 500
_TITLES, _STRETCHES, _WORDS = 12, 6, 200


class ConsentView(QFrame):
    """Asks in the turn, beside what led to it; nothing in it can be chosen before it has been in sight for a moment."""

    answered = Signal()
    grown = Signal()  # it needs another height

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._asked: Asked | None = None
        self.setProperty("kind", "banner-warning")
        self.setAccessibleName(self.tr("The agent asks you"))
        self.head = plain_label("heading")
        self.what = plain_label("")
        self.carried = plain_label("negative")
        frame = QFrame()
        frame.setProperty("kind", "field")
        self.arguments = ArgumentsView(frame)
        self.arguments.fitted.connect(self.grown)
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(8, 4, 4, 4)
        inside.addWidget(self.arguments)
        self.more = QPushButton(self.tr("Show more of the arguments"))
        self.more.setProperty("kind", "link")
        self.more.clicked.connect(self._show_more)
        self.read = plain_label("small")
        self.deny = QPushButton(self.tr("Deny"))
        self.deny.setToolTip(self.tr("The call is not made; the agent goes on without it"))
        self.once = QPushButton(self.tr("Allow once"))
        self.once.setToolTip(self.tr("Make this one call, with exactly these arguments"))
        self.always = QPushButton(self.tr("Allow for this conversation"))
        self.always.setToolTip(self.tr("Do not ask again for this tool in this conversation"))
        buttons = FlowRow(spacing=8)
        for button in (self.deny, self.once, self.always):
            buttons.add(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 9, 12, 10)
        layout.setSpacing(6)
        for widget in (self.head, self.what, self.carried, frame):
            layout.addWidget(widget)
        layout.addWidget(self.more, alignment=Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.read)
        layout.addWidget(buttons)
        self._arming = QTimer(self, singleShot=True, interval=ARMED_MILLISECONDS)
        self._arming.timeout.connect(self._enable)
        self.deny.clicked.connect(lambda: self._answer("deny"))
        self.once.clicked.connect(lambda: self._answer("once"))
        self.always.clicked.connect(lambda: self._answer("conversation"))
        self.hide()

    def show_asked(self, asked: "Asked | None", looks: Looks) -> None:
        """Show what is asked, if the run still waits for the answer."""
        if asked is None or not asked.waiting:
            self._asked = None
            self.hide()
            return
        if asked is self._asked:
            return
        self._asked = asked
        request = asked.request
        tool, toolkit = one_line(request.tool)[:_WORDS], one_line(request.toolkit)[:_WORDS]
        self.head.setText(breakable(self.tr("Allow “{tool}” ({toolkit})?").format(tool=tool, toolkit=toolkit)))
        self.what.setText(kind_text(request.kind))
        stretches = [argument.value[start:end] for argument in asked.arguments for start, end in argument.carried]
        self._show_carried(stretches or list(request.carried), carries=request.reason == "carries")
        self.arguments.show_arguments(asked.arguments, looks)
        self.more.setVisible(self.arguments.has_more)
        titles = [one_line(title)[:_WORDS] for title in request.documents]
        text = self.tr("Read by the model before: {}").format(", ".join(titles[:_TITLES]))
        left = len(titles) - _TITLES
        self.read.setText(breakable(text + (self.tr(" and %n more", "", left) if left > 0 else "")))
        self.read.setVisible(bool(titles))
        self.always.setVisible(request.for_conversation)
        self.setAccessibleDescription(" ".join(label.text() for label in (self.head, self.what, self.carried)))
        self.show()
        self._arm()

    def take_focus(self) -> None:
        """Let the keys come here: to what does no harm."""
        if self.deny.isEnabled():
            self.deny.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.arguments.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # --- Qt ---

    def showEvent(self, event: QShowEvent) -> None:
        """It has come into sight."""
        super().showEvent(event)
        self._arm()

    def moveEvent(self, event: QMoveEvent) -> None:
        """It has come under a pointer that was meant for something else, perhaps."""
        super().moveEvent(event)
        self._arm()

    def changeEvent(self, event: QEvent) -> None:
        """The click that brought the window to the front is no answer."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange:
            self._arm()

    # --- inside ---

    def _arm(self) -> None:
        focused = next((button for button in self._buttons if button.hasFocus()), None)
        if focused is not None:
            self.arguments.setFocus()
        for button in self._buttons:
            button.setEnabled(False)
        if self._asked is not None:
            self._arming.start()

    def _enable(self) -> None:
        for button in self._buttons:
            button.setEnabled(True)

    @property
    def _buttons(self) -> tuple[QPushButton, QPushButton, QPushButton]:
        return self.deny, self.once, self.always

    def _answer(self, decision: "Decision") -> None:
        asked, self._asked = self._asked, None
        self.hide()
        if asked is not None:
            asked.answer(decision)
        self.answered.emit()

    def _show_carried(self, stretches: list[str], *, carries: bool) -> None:
        self.carried.setVisible(carries)
        if carries:
            said = [f"“{one_line(stretch)[:_WORDS]}”" for stretch in stretches[:_STRETCHES]]
            text = self.tr(
                "⚠ Words of a document stand in the arguments, marked below: {}. Do you want this, or does it?"
            )
            self.carried.setText(breakable(text.format("; ".join(said))))

    def _show_more(self) -> None:
        self.arguments.show_more()
        self.grown.emit()
        if not self.arguments.has_more:
            self.arguments.setFocus()
            self.more.hide()


def kind_text(kind: str) -> str:
    """What a tool of this kind touches, in plain words."""
    translate = QCoreApplication.translate
    match kind:
        case "compute":
            return translate("Consent", "It only computes; it touches nothing.")
        case "read":
            return translate("Consent", "It reads your library.")
        case "inside":
            return translate("Consent", "It changes something inside your library.")
        case _:
            return translate("Consent", "It acts outside your library: on files, programs or other machines.")
