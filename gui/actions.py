"""Every action of the window in one list: menus, the command palette and the sheet of shortcuts are made from it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenuBar, QToolButton, QWidget

from gui.icons import icon
from gui.theme import Theme

Menu = Literal["file", "edit", "view", "library", "conversation", "source", "model", "help"]


@dataclass(frozen=True, slots=True)
class _Entry:
    menu: Menu
    action: QAction
    symbol: str
    separated: bool


class Actions(QObject):
    """The actions by name; each is added to the window, so that its shortcut works wherever the focus is.

    Args:
        window: gets the actions.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._entries: dict[str, _Entry] = {}

    def add(
        self,
        name: str,
        menu: Menu,
        text: str,
        slot: Callable[[], object],
        *,
        shortcut: QKeySequence | QKeySequence.StandardKey | str | None = None,
        more_shortcuts: tuple[str, ...] = (),
        checkable: bool = False,
        tip: str = "",
        symbol: str = "",
        separated: bool = False,
    ) -> QAction:
        """Make an action.

        Args:
            name: ``pane.verb``, unique.
            menu: where it stands, in the order of adding.
            text: as shown, translated; an ``&`` marks its key in the menu.
            slot: what it does; given nothing.
            shortcut: shown beside it.
            more_shortcuts: do the same.
            tip: a sentence that says more.
            symbol: of ``gui.icons``, for its buttons; ``paint`` gives it the theme's colour.
            separated: a line stands above it in the menu.
        """
        assert name not in self._entries, name
        action = QAction(text, self)
        action.setObjectName(name)
        keys = [] if shortcut is None else [QKeySequence(shortcut)]
        action.setShortcuts(keys + [QKeySequence(more) for more in more_shortcuts])
        action.setCheckable(checkable)
        action.setIconVisibleInMenu(False)
        action.setStatusTip(tip)
        # Set at the action: a button takes it from there again whenever the action changes.
        native = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{tip or plain_text(action)} ({native})" if native else tip or plain_text(action))
        action.triggered.connect(lambda *_: slot())
        self._window.addAction(action)
        self._entries[name] = _Entry(menu, action, symbol, separated)
        return action

    def __getitem__(self, name: str) -> QAction:
        return self._entries[name].action

    def all(self) -> list[tuple[Menu, QAction]]:
        """Menu and action, in the order of adding."""
        return [(entry.menu, entry.action) for entry in self._entries.values()]

    def separated(self, action: QAction) -> bool:
        """Whether a line stands above it in the menu."""
        return self._entries[action.objectName()].separated

    def by_menu(self) -> list[tuple[Menu, list[QAction]]]:
        """Each menu that has actions, in the order of the menu bar, and its actions in the order of adding."""
        menus: dict[Menu, list[QAction]] = {menu: [] for menu in get_args(Menu)}
        for menu, action in self.all():
            menus[menu].append(action)
        return [(menu, found) for menu, found in menus.items() if found]

    def button(self, name: str, parent: QWidget | None = None) -> QToolButton:
        """A button with the action's symbol; a screen reader says the action's text."""
        action = self[name]
        button = QToolButton(parent)
        button.setDefaultAction(action)
        # A tool button takes the focus by Tab only where it is told to.
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(plain_text(action))
        return button

    def paint(self, theme: Theme) -> None:
        """Give each symbol the theme's colour; connect it to ``Themes.changed``."""
        for entry in self._entries.values():
            if entry.symbol:
                entry.action.setIcon(icon(entry.symbol, theme))

    def clashes(self) -> dict[str, list[str]]:
        """Shortcuts that more than one action claims, and the names of these; Qt would run none of them."""
        claims: dict[str, list[str]] = {}
        for name, entry in self._entries.items():
            for key in entry.action.shortcuts():
                claims.setdefault(key.toString(), []).append(name)
        return {key: names for key, names in claims.items() if len(names) > 1}


def menu_bar(actions: Actions, window: QWidget) -> QMenuBar:
    """A menu bar with a menu for each group of actions; made once, after all have been added."""
    bar = QMenuBar(window)
    titles = menu_titles()
    for name, found in actions.by_menu():
        menu = bar.addMenu(titles[name])
        menu.setObjectName(f"menu.{name}")
        for action in found:
            if actions.separated(action):
                menu.addSeparator()
            menu.addAction(action)
    return bar


def plain_text(action: QAction) -> str:
    """The action's text without the mark of its key in the menu, and without the dots that announce a dialog."""
    # Chinese menus name the key in brackets behind the text.
    text = re.sub(r"\(&\w\)", "", action.text())
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&").rstrip(" .…")


def menu_titles() -> dict[Menu, str]:
    """The name of each menu, with its key."""
    translate = QCoreApplication.translate
    return {
        "file": translate("Menus", "&File"),
        "edit": translate("Menus", "&Edit"),
        "view": translate("Menus", "&View"),
        "library": translate("Menus", "&Library"),
        "conversation": translate("Menus", "&Conversation"),
        "source": translate("Menus", "&Source"),
        "model": translate("Menus", "&Model"),
        "help": translate("Menus", "&Help"),
    }


def menu_name(menu: Menu) -> str:
    """The menu's name as a heading."""
    return re.sub(r"\(&\w\)|&", "", menu_titles()[menu])
