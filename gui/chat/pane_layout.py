"""How the conversation's pane is laid out: head, turns, opened receipt, strips, field, bar, and the list over them."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QSplitter, QToolButton, QVBoxLayout, QWidget

from gui.chat.composer import Composer
from gui.chat.conversations_view import ConversationsView
from gui.chat.receipt_bar import ReceiptBar
from gui.chat.receipt_view import ReceiptView
from gui.chat.strip import Strip
from gui.chat.turn_list import TurnList
from gui.elided import ElidedLabel
from gui.icons import icon
from gui.jobs import Jobs
from gui.theme import Themes
from gui.viewer.find_bar import FindBar

DRAWER_WIDTH = 340
LEAST_RECEIPT = 150


class PaneLayout(QWidget):
    """The parts in their places. The list of conversations lies over the turns while it is unfolded."""

    def __init__(self, jobs: Jobs, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self.setAccessibleName(self.tr("Conversation"))
        head = self._made_head()
        self.find_bar = FindBar(themes)
        self.find_bar.field.setPlaceholderText(self.tr("Find in this conversation"))
        self.find_bar.field.setAccessibleName(self.tr("Find in this conversation"))
        self.find_bar.previous.setToolTip(self.tr("Previous match (Shift+Enter)"))
        self.find_bar.next.setToolTip(self.tr("Next match (Enter)"))
        self.find_bar.words_changed.connect(self._find)
        self.find_bar.stepped.connect(self._step)
        self.find_bar.closed.connect(self.end_find)
        self.find_bar.hide()
        self._matches = 0
        self.turn_list = TurnList(themes)
        self.view = ReceiptView(themes)
        self.view.hide()
        self.view.closed.connect(self.view.hide)
        self._body = QSplitter(Qt.Orientation.Vertical)
        self._body.setChildrenCollapsible(False)
        self._body.installEventFilter(self)
        self._body.addWidget(self.turn_list)
        self._body.addWidget(self.view)
        self._body.setStretchFactor(0, 3)
        self._body.setStretchFactor(1, 2)

        foot = self._made_foot()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.find_bar)
        layout.addWidget(self._body, stretch=1)
        layout.addLayout(foot)

        self.drawer = ConversationsView(jobs, themes, self)
        self.drawer.hide()
        self.drawer.closed.connect(self.fold_list)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_moved)
        self.set_title("")
        self._look()
        themes.changed.connect(self._look)

    def set_placeholder(self, placeholder: QWidget) -> None:
        """What is shown while there is no turn."""
        self.turn_list.set_placeholder(placeholder)

    def set_hint(self, hint: str | None) -> None:
        """A line below the field."""
        self.composer.set_hint(hint)

    def focus_question(self) -> None:
        """Let the person write."""
        self.composer.field.setFocus()

    def settle(self) -> None:
        """Do now what was held back so that it could be undone: the window is closing."""
        self.drawer.settle()

    def set_title(self, title: str) -> None:
        """Name the conversation that is open."""
        self.title.setText(title or self.tr("New conversation"))

    # --- the list ---

    def toggle_list(self) -> None:
        """Fold the list of conversations out, or away."""
        if self.drawer.isHidden():
            self.unfold_list()
            self.drawer.search.setFocus()
        else:
            self.fold_list()

    def unfold_list(self) -> None:
        """Show the list of conversations over the turns."""
        self.drawer.refresh()
        self._place_drawer()
        self.drawer.show()
        self.drawer.raise_()
        self.list_button.setChecked(True)

    def fold_list(self) -> None:
        """Let the whole conversation be seen; who was in the list writes on."""
        self.list_button.setChecked(False)
        if not self.drawer.isHidden():
            inside = self.drawer.isAncestorOf(self.focusWidget() or self)
            self.drawer.hide()
            if inside:
                self.composer.field.setFocus()

    def toggle_receipt(self) -> None:
        """Open the receipt that the bar shows, or close it."""
        self.view.setVisible(self.view.isHidden())

    # --- finding ---

    def start_find(self) -> None:
        """Look for words in the turns."""
        self.find_bar.start()

    def end_find(self) -> None:
        """Show the turns without matches."""
        if not self.find_bar.isHidden():
            self.find_bar.hide()
            self.turn_list.find_text("")
            self.focus_question()

    # --- Qt ---

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The list keeps its place over the turns."""
        if watched is self._body and event.type() in {QEvent.Type.Resize, QEvent.Type.Move}:
            self._place_drawer()
        return super().eventFilter(watched, event)

    # --- inside ---

    def _made_head(self) -> QHBoxLayout:
        self.list_button = QToolButton()
        self.list_button.setCheckable(True)
        self.list_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.list_button.setAccessibleName(self.tr("Conversations"))
        self.list_button.setToolTip(self.tr("Conversations (Ctrl+J)"))
        self.list_button.clicked.connect(self.toggle_list)
        self.title = ElidedLabel()
        self.title.setProperty("kind", "heading")
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.new_button = QToolButton()
        self.new_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.new_button.setAccessibleName(self.tr("New conversation"))
        self.new_button.setToolTip(self.tr("New conversation (Ctrl+N)"))
        head = QHBoxLayout()
        head.setContentsMargins(8, 6, 8, 6)
        head.addWidget(self.list_button)
        head.addWidget(self.title, stretch=1)
        head.addWidget(self.new_button)
        return head

    def _made_foot(self) -> QVBoxLayout:
        self.composer = Composer(self._themes)
        self.bar = ReceiptBar(self._themes)
        self.bar.opened.connect(self.toggle_receipt)
        self.notice = Strip((self.tr("Close"), self._hide_notice))
        self.undo = Strip((self.tr("Undo"), self._nothing))
        self.elsewhere = Strip((self.tr("Show"), self._nothing), (self.tr("Stop"), self._nothing))
        self.waiting = Strip((self.tr("Cancel"), self._nothing))
        foot = QVBoxLayout()
        foot.setContentsMargins(12, 6, 12, 8)
        foot.setSpacing(6)
        for widget in (self.notice, self.undo, self.elsewhere, self.waiting, self.composer, self.bar):
            foot.addWidget(widget)
        return foot

    def _place_drawer(self) -> None:
        body = self._body.geometry()
        width = min(self._themes.pixels(DRAWER_WIDTH), self.width() - 16)
        self.drawer.setGeometry(8, body.top(), width, max(120, body.height() - 8))

    def _find(self, words: str) -> None:
        self._matches = self.turn_list.find_text(words.strip())
        self.find_bar.set_count(1 if self._matches else 0, self._matches)

    def _step(self, step: int) -> None:
        self.find_bar.set_count(self.turn_list.search.step(step), self._matches)

    def _focus_moved(self, old: QWidget | None, now: QWidget | None) -> None:
        """Who goes on in the conversation has done with the list."""
        outside = now is not None and self.isAncestorOf(now) and not self.drawer.isAncestorOf(now)
        if outside and now is not self.list_button and not self.drawer.isHidden():
            self.fold_list()

    def _exported(self, file: str) -> None:
        self.notice.say(self.tr("Written: {}").format(file))

    def _hide_notice(self) -> None:
        self.notice.hide()

    def _nothing(self) -> None:
        """What a strip's button does is said by who fills the strip."""

    def _look(self) -> None:
        theme = self._themes.current
        self.view.setMinimumHeight(self._themes.pixels(LEAST_RECEIPT))
        self.list_button.setIcon(icon("conversation", theme))
        self.new_button.setIcon(icon("new", theme))
