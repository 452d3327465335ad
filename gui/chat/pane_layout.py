"""How the conversation's pane is laid out: head, turns, opened receipt, strips, field, bar, and the list over them."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QToolButton, QVBoxLayout, QWidget

from gui.chat.composer import Composer
from gui.chat.conversations_view import ConversationsView
from gui.chat.receipt_bar import ReceiptBar
from gui.chat.receipt_view import ReceiptView
from gui.chat.strip import ElidedLabel, Strip
from gui.chat.turn_list import TurnList
from gui.icons import icon
from gui.jobs import Jobs
from gui.theme import Themes

DRAWER_WIDTH = 340
# Lines that are longer are hard to read; the field stays as wide as the turns above it.
MOST_WIDTH = 900


class PaneLayout(QWidget):
    """The parts in their places. The list of conversations lies over the turns while it is unfolded."""

    def __init__(self, jobs: Jobs, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self.setAccessibleName(self.tr("Conversation"))
        self.list_button = QToolButton()
        self.list_button.setCheckable(True)
        self.list_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.list_button.setAccessibleName(self.tr("Conversations"))
        self.list_button.setToolTip(self.tr("Conversations (Ctrl+J)"))
        self.list_button.clicked.connect(self.toggle_list)
        self.title = ElidedLabel()
        self.title.setProperty("kind", "heading")
        self.new_button = QToolButton()
        self.new_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.new_button.setAccessibleName(self.tr("New conversation"))
        self.new_button.setToolTip(self.tr("New conversation (Ctrl+N)"))
        head = QHBoxLayout()
        head.setContentsMargins(8, 6, 8, 6)
        head.addWidget(self.list_button)
        head.addWidget(self.title, stretch=1)
        head.addWidget(self.new_button)

        self.turn_list = TurnList(themes)
        self.view = ReceiptView(themes)
        self.view.setMinimumHeight(140)
        self.view.hide()
        self.view.closed.connect(self.view.hide)
        self._body = QSplitter(Qt.Orientation.Vertical)
        self._body.setChildrenCollapsible(False)
        self._body.addWidget(self.turn_list)
        self._body.addWidget(self.view)
        self._body.setStretchFactor(0, 3)
        self._body.setStretchFactor(1, 2)

        self.composer = Composer(themes)
        self.bar = ReceiptBar(themes)
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
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._body, stretch=1)
        layout.addLayout(foot)

        self.drawer = ConversationsView(jobs, themes, self)
        self.drawer.hide()
        self.drawer.closed.connect(self.fold_list)
        self.set_title("")
        self._look()
        themes.changed.connect(self._look)

    def set_title(self, title: str) -> None:
        """Name the conversation that is open."""
        self.title.set_whole(title or self.tr("New conversation"))

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

    # --- Qt ---

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The list keeps its place."""
        super().resizeEvent(event)
        self._place_drawer()

    # --- inside ---

    def _place_drawer(self) -> None:
        top = self._body.geometry().top()
        width = min(self._themes.pixels(DRAWER_WIDTH), self.width() - 16)
        self.drawer.setGeometry(8, top, width, max(120, self._body.height() - 8))

    def _hide_notice(self) -> None:
        self.notice.hide()

    def _nothing(self) -> None:
        """What a strip's button does is said by who fills the strip."""

    def _look(self) -> None:
        theme = self._themes.current
        self.list_button.setIcon(icon("conversation", theme))
        self.new_button.setIcon(icon("new", theme))
