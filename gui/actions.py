"""Every action of the window in one list: menus, the command palette and the sheet of shortcuts are made from it."""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

Menu = Literal["file", "edit", "view", "library", "conversation", "source", "model", "help"]


class Actions(QObject):
    """The actions by name; each is added to the window, so that its shortcut works wherever the focus is.

    Args:
        window: gets the actions.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._actions: dict[str, tuple[Menu, QAction]] = {}

    def add(
        self,
        name: str,
        menu: Menu,
        text: str,
        slot: Callable[[], object],
        *,
        shortcut: QKeySequence | QKeySequence.StandardKey | str | None = None,
        checkable: bool = False,
        tip: str = "",
    ) -> QAction:
        """Make an action.

        Args:
            name: ``pane.verb``, unique.
            menu: where it stands, in the order of adding.
            text: as shown, translated; an ``&`` marks its key in the menu.
            slot: what it does; given nothing.
            tip: a sentence that says more.
        """
        assert name not in self._actions, name
        action = QAction(text, self)
        action.setObjectName(name)
        if shortcut is not None:
            action.setShortcut(QKeySequence(shortcut))
        action.setCheckable(checkable)
        if tip:
            action.setToolTip(tip)
            action.setStatusTip(tip)
        action.triggered.connect(lambda *_: slot())
        self._window.addAction(action)
        self._actions[name] = (menu, action)
        return action

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name][1]

    def all(self) -> list[tuple[Menu, QAction]]:
        """Menu and action, in the order of adding."""
        return list(self._actions.values())
