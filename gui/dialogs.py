"""The dialogs of the window: each is made when it is asked for, and gone when it is closed."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QWidget

from gui.actions import Actions
from gui.jobs import Jobs
from gui.theme import Themes

if TYPE_CHECKING:
    from assistant.app import Assistant


class Dialogs(QObject):
    """Opens them over the window; those that need the library, once that is open.

    Args:
        window: that they lie over.
    """

    model_changed = Signal()
    settings_saved = Signal(object)  # Settings

    def __init__(self, jobs: Jobs, themes: Themes, window: QWidget) -> None:
        super().__init__(window)
        self._jobs = jobs
        self._themes = themes
        self._window = window
        self._assistant: Assistant | None = None

    def open(self, assistant: "Assistant") -> None:
        """The library has been opened."""
        self._assistant = assistant

    def register(self, actions: Actions) -> None:
        """Add the actions that open them."""
        add = actions.add
        add("model.choose", "model", self.tr("&Choose a model …"), self.choose_model, shortcut="Ctrl+M")
        add("edit.settings", "edit", self.tr("&Settings …"), self.show_settings, shortcut="Ctrl+,", separated=True)
        add("edit.prompts", "edit", self.tr("&Prompts …"), self.show_prompts)
        add("edit.notes", "edit", self.tr("&Notes …"), self.show_notes, shortcut="Ctrl+Shift+N")
        add("edit.connections", "edit", self.tr("&Connections …"), self.show_connections)
        shortcuts = partial(self._show_shortcuts, actions)
        add("help.shortcuts", "help", self.tr("&Shortcuts"), shortcuts, shortcut="F1", more_shortcuts=("Ctrl+/",))

    def choose_model(self, path: Path | None = None) -> None:
        """Choose another model; ``path`` has been dropped."""
        if self._assistant is None:
            return
        from gui.models.chooser import ModelChooser

        chooser = ModelChooser(self._assistant, self._jobs, self._themes, self._window)
        chooser.changed.connect(self.model_changed)
        if path is not None:
            chooser.offer(path)
        self._show(chooser)

    def show_settings(self) -> None:
        """The settings."""
        if self._assistant is None:
            return
        from gui.settings.dialog import SettingsDialog

        dialog = SettingsDialog(self._assistant, self._jobs, self._themes, self._window)
        dialog.saved.connect(self.settings_saved)
        self._show(dialog)

    def show_prompts(self) -> None:
        """The prompt studio."""
        if self._assistant is None:
            return
        from gui.prompts.studio import PromptStudio

        self._show(PromptStudio(self._assistant, self._jobs, self._themes, self._window))

    def show_notes(self) -> None:
        """The notes."""
        if self._assistant is None:
            return
        from gui.notes.dialog import NotesDialog

        self._show(NotesDialog(self._assistant, self._jobs, self._themes, self._window))

    def show_connections(self, toolkit: str = "") -> None:
        """What the agent may use beyond the library; ``toolkit`` is the one whose page is shown."""
        if self._assistant is None:
            return
        from gui.connections.dialog import ConnectionsDialog

        dialog = ConnectionsDialog(self._assistant, self._jobs, self._themes, self._window)
        dialog.show_page(toolkit)
        self._show(dialog)

    def _show_shortcuts(self, actions: Actions) -> None:
        from gui.shortcuts import ShortcutSheet

        self._show(ShortcutSheet(actions, self._themes, self._window))

    def _show(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
