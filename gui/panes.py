"""Library, conversation and source side by side, as many of them as are wanted and fit."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from gui.state import WindowState
from gui.theme import Themes

# Panes side by side are no help where there is less room than this, in pixels at a zoom of 100 %.
THREE_PANES_WIDTH, TWO_PANES_WIDTH = 900, 600
LEAST_WIDTH = 340
WIDTHS = (260, 500, 470)


class Panes(QSplitter):
    """The library makes room for the source where three do not fit; where two do not, one stands alone.

    Args:
        library: can be folded away, which is remembered.
        conversation: gives way only to another pane in a narrow window.
        source: comes when something is cited.
        themes: give the size of a pixel.
        state: what is remembered.
    """

    arranged = Signal()

    def __init__(
        self, library: QWidget, conversation: QWidget, source: QWidget, themes: Themes, state: WindowState
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._library, self._conversation, self._source = library, conversation, source
        self._themes, self._state = themes, state
        self._library_wanted = not state.folded("library")
        self._source_wanted = False
        self._library_alone = False
        self.setChildrenCollapsible(False)
        for pane in (library, conversation, source):
            self.addWidget(pane)
        self.setStretchFactor(1, 1)
        self.setSizes(state.sizes("panes", self.count()) or [themes.pixels(width) for width in WIDTHS])
        self._arrange()

    def save(self) -> None:
        """Remember the sizes."""
        self._state.save_splitter("panes", self)

    def fold_library(self) -> None:
        """Fold the library away, or bring it back."""
        if self._fits(TWO_PANES_WIDTH):
            self._library_wanted = self._library.isHidden()
            self._state.set_folded("library", not self._library_wanted)
            if self._library_wanted and not self._fits(THREE_PANES_WIDTH):
                self._source_wanted = False
        else:
            self._library_alone = not self._library_alone
            self._source_wanted = False
        self._arrange()

    def fold_source(self) -> None:
        """Fold the source away, or bring it back."""
        self.show_source(self._source.isHidden())

    def show_source(self, shown: bool = True) -> None:
        """Have the source in sight, or not."""
        self._source_wanted = shown
        self._library_alone = False
        self._arrange()

    def show_conversation(self) -> None:
        """Have the conversation in sight, whatever stands in its place."""
        if self._conversation.isHidden():
            self._library_alone = self._source_wanted = False
            self._arrange()

    def minimumSizeHint(self) -> QSize:
        """As narrow as one pane: which of them are shown follows from the width, not the width from what is shown."""
        return QSize(self._themes.pixels(LEAST_WIDTH), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Panes come and go with the room there is."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        source = self._source_wanted
        if self._fits(TWO_PANES_WIDTH):
            self._library_alone = False
            library = self._library_wanted and not (source and not self._fits(THREE_PANES_WIDTH))
            conversation = True
        else:
            library = self._library_alone
            conversation = not source and not library
        self._library.setVisible(library)
        self._conversation.setVisible(conversation)
        self._source.setVisible(source)
        self.arranged.emit()

    def _fits(self, width: int) -> bool:
        return self.width() >= self._themes.pixels(width)
