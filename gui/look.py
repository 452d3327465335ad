"""Theme and size of everything: chosen in the View menu or the settings, kept there, and ready before they are read."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QActionGroup, QKeySequence

from assistant.cancel import Cancel
from gui.actions import Actions
from gui.jobs import Jobs
from gui.state import ZOOMS, WindowState
from gui.theme import Choice, Themes

if TYPE_CHECKING:
    from assistant.app import Assistant
    from assistant.settings import Settings


class Look(QObject):
    """The settings are what counts; the window's state has a copy, since the window is painted before they are read.

    Args:
        jobs: of the window.
        themes: of the application.
        state: of the window.
        parent: the window.
    """

    def __init__(self, jobs: Jobs, themes: Themes, state: WindowState, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._themes = themes
        self._state = state
        self._assistant: Assistant | None = None
        self._group = QActionGroup(self)

    def open(self, assistant: "Assistant") -> None:
        """The library has been opened."""
        self._assistant = assistant
        self.follow(assistant.settings)

    def follow(self, settings: "Settings") -> None:
        """Look as the settings say."""
        self._wear(settings.interface.theme, settings.interface.scale)

    def register(self, actions: Actions) -> None:
        """Add the actions."""
        texts: tuple[tuple[Choice, str], ...] = (
            ("system", self.tr("Theme of the s&ystem")),
            ("light", self.tr("Li&ght theme")),
            ("dark", self.tr("&Dark theme")),
        )
        for choice, text in texts:
            action = actions.add(f"view.{choice}", "view", text, partial(self._choose, choice), checkable=True)
            self._group.addAction(action)
        larger, smaller = QKeySequence.StandardKey.ZoomIn, QKeySequence.StandardKey.ZoomOut
        actions.add("view.larger", "view", self.tr("L&arger"), partial(self._zoom, 1), shortcut=larger, separated=True)
        actions.add("view.smaller", "view", self.tr("S&maller"), partial(self._zoom, -1), shortcut=smaller)
        actions.add("view.normal", "view", self.tr("&Normal size"), partial(self._zoom, 0), shortcut="Ctrl+0")
        self._check()

    def _choose(self, choice: Choice) -> None:
        self._wear(choice, self._themes.zoom)
        self._keep("interface.theme", choice)

    def _zoom(self, step: int) -> None:
        now = self._themes.zoom
        others = [zoom for zoom in ZOOMS if (zoom - now) * step > 0]
        zoom = 100 if not step else min(others, key=lambda other: abs(other - now), default=now)
        self._wear(self._themes.choice, zoom)
        self._keep("interface.scale", zoom)

    def _wear(self, choice: Choice, zoom: int) -> None:
        if choice != self._themes.choice:
            self._themes.choose(choice)
        if zoom != self._themes.zoom:
            self._themes.set_zoom(zoom)
        self._state.set_theme(choice)
        self._state.set_zoom(zoom)
        self._check()

    def _check(self) -> None:
        for action in self._group.actions():
            action.setChecked(action.objectName() == f"view.{self._themes.choice}")

    def _keep(self, key: str, value: object) -> None:
        assistant = self._assistant
        if assistant is None:
            return

        def work(cancel: Cancel) -> Iterator[object]:
            return assistant.configure({key: value}, cancel)

        self._jobs.start(work)
