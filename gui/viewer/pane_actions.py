"""The actions of the source pane: in the menu, in its header, and for the selected words."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from gui.actions import Actions
from gui.viewer.zoom import FIT_PAGE, FIT_WIDTH

if TYPE_CHECKING:
    from gui.viewer.pane import SourcePane

_ABOVE = ("source.outside", "source.folder", "source.close")
_BELOW = (
    "source.citation_before", "#", "source.citation_next", "source.find", "source.smaller", "|", "source.larger",
    "source.fit_width", "source.thumbnails", "source.as_text",
)  # fmt: skip
_OF_SELECTION = ("source.copy", "source.why", "source.use")


class PaneActions(QObject):
    """Made once, when the window has its list of actions."""

    def __init__(self, pane: "SourcePane", actions: Actions) -> None:
        super().__init__(pane)
        self._pane = pane
        self._actions = actions
        view = pane.view
        add = partial(actions.add, menu="source")
        add("source.citation_next", text=self.tr("&Next citation"), slot=partial(pane.next_citation, 1), shortcut="F4",
            symbol="next", tip=self.tr("Show the next quote of the answer"))  # fmt: skip
        add("source.citation_before", text=self.tr("&Previous citation"), slot=partial(pane.next_citation, -1),
            shortcut="Shift+F4", symbol="previous", tip=self.tr("Show the quote before this one"))  # fmt: skip
        add("source.find", text=self.tr("&Find in the document …"), slot=pane.start_find, shortcut="Ctrl+F",
            symbol="search", separated=True)  # fmt: skip
        add("source.find_next", text=self.tr("Next &match"), slot=partial(pane.search.step, 1), shortcut="F3")
        add("source.find_before", text=self.tr("Previous m&atch"), slot=partial(pane.search.step, -1),
            shortcut="Shift+F3")  # fmt: skip
        add("source.go_to", text=self.tr("&Go to page …"), slot=pane.start_go_to, shortcut="Ctrl+G")
        add("source.copy", text=self.tr("&Copy the selected words"), slot=pane.copy, shortcut="Ctrl+Alt+C",
            symbol="copy", separated=True)  # fmt: skip
        add("source.why", text=self.tr("&Why not this?"), slot=pane.explain, shortcut="Ctrl+Alt+W", symbol="help",
            tip=self.tr("Where the selected words stood for the last question"))  # fmt: skip
        add("source.use", text=self.tr("&Use as evidence"), slot=pane.use_selection, shortcut="Ctrl+Alt+U",
            symbol="pin", tip=self.tr("Ask the last question again with the selected words as evidence"))  # fmt: skip
        add("source.larger", text=self.tr("Zoom &in"), slot=partial(view.zoom, 1), shortcut="Ctrl+Alt+=",
            more_shortcuts=("Ctrl+Alt++",), symbol="zoom-in", separated=True)  # fmt: skip
        add("source.smaller", text=self.tr("Zoom &out"), slot=partial(view.zoom, -1), shortcut="Ctrl+Alt+-",
            symbol="zoom-out")  # fmt: skip
        add("source.fit_width", text=self.tr("Fit wi&dth"), slot=partial(view.set_zoom, FIT_WIDTH),
            shortcut="Ctrl+Alt+0", symbol="fit")  # fmt: skip
        add("source.fit_page", text=self.tr("Fit pag&e"), slot=partial(view.set_zoom, FIT_PAGE), shortcut="Ctrl+Alt+9")
        add("source.actual", text=self.tr("&100 %"), slot=partial(view.set_zoom, 1.0), shortcut="Ctrl+Alt+1")
        add("source.thumbnails", text=self.tr("&Thumbnails"), slot=self._toggle_thumbnails, shortcut="F8",
            checkable=True, symbol="thumbnails")  # fmt: skip
        add("source.as_text", text=self.tr("Show as te&xt"), slot=self._toggle_text, shortcut="Ctrl+Alt+T",
            checkable=True, symbol="document", tip=self.tr("Show the words as the model sees them"))  # fmt: skip
        add("source.outside", text=self.tr("Open in its o&wn program"), slot=pane.open_outside,
            symbol="open-external", separated=True)  # fmt: skip
        add("source.folder", text=self.tr("Show in &folder"), slot=pane.show_folder, symbol="folder")
        add("source.close", text=self.tr("C&lose the source"), slot=pane.closed.emit, symbol="cross")
        pane.header.install(actions, _ABOVE, _BELOW)

    def update(self) -> None:
        """Enable what can be done now."""
        pane, view = self._pane, self._pane.view
        opened = pane.opened
        here = opened is not None
        selected = pane.selection is not None
        for name in ("find", "find_next", "find_before", "larger", "smaller", "fit_width", "actual"):
            self._actions[f"source.{name}"].setEnabled(here)
        for name in ("copy", "why", "use"):
            self._actions[f"source.{name}"].setEnabled(selected)
        for name in ("outside", "folder"):
            self._actions[f"source.{name}"].setEnabled(opened is not None and bool(opened.file))
        for name in ("citation_next", "citation_before"):
            self._actions[f"source.{name}"].setEnabled(pane.citations.count > 1)
        drawn = opened is not None and opened.drawn
        for name in ("thumbnails", "fit_page"):
            self._actions[f"source.{name}"].setEnabled(drawn and view.as_pages)
        self._actions["source.as_text"].setEnabled(drawn)
        self._actions["source.as_text"].setChecked(drawn and not view.as_pages)
        self._actions["source.go_to"].setEnabled(opened is not None and len(opened.pages) > 1)

    def of_selection(self) -> list[QAction]:
        """For the menu of the selected words."""
        return [self._actions[name] for name in _OF_SELECTION]

    def _toggle_thumbnails(self) -> None:
        self._pane.view.show_thumbnails(self._actions["source.thumbnails"].isChecked())

    def _toggle_text(self) -> None:
        self._pane.view.set_as_pages(not self._actions["source.as_text"].isChecked())
