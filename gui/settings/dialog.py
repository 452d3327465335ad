"""The settings' window: made from the settings themselves, grouped, searched; what a change costs is told before."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from assistant.cancel import Cancel
from assistant.errors import AssistantError
from assistant.language import interface_language
from assistant.library.recutting import RecutCost
from assistant.settings import group_title
from gui.jobs import Job, Jobs
from gui.plain_text import PlainText
from gui.settings.row import SettingRow
from gui.theme import Themes, set_kind

if TYPE_CHECKING:
    from assistant.app import Assistant


class SettingsDialog(QDialog):
    """All settings; those that were changed are saved together.

    Args:
        assistant: whose settings they are.
        jobs: of the window.
        themes: of the application.
    """

    saved = Signal(object)  # Settings

    def __init__(self, assistant: "Assistant", jobs: Jobs, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._assistant = assistant
        self._jobs = jobs
        self._themes = themes
        self._language = interface_language(assistant.paths.settings)
        self._saving: Job | None = None
        self._counting: Job | None = None
        # What cutting the documents anew costs, for the size it was asked for.
        self._cost: tuple[object, RecutCost] | None = None
        self.setWindowTitle(self.tr("Settings"))
        self._build()
        self.groups.setCurrentRow(0)
        self._look()

    def show_group(self, name: str) -> None:
        """Show the settings of a group, ``model`` for one."""
        self.search.clear()
        names = list(dict.fromkeys(row.info.group for row in self.rows))
        if name in names:
            self.groups.setCurrentRow(names.index(name))

    @property
    def changes(self) -> dict[str, object]:
        """``group.key`` to new value of each setting that was changed; None for the default."""
        return {row.info.key: row.new_value for row in self.rows if row.is_changed}

    def row(self, key: str) -> SettingRow:
        """The row of a setting."""
        return next(row for row in self.rows if row.info.key == key)

    # --- what is shown ---

    def _filter(self) -> None:
        words = self.search.text()
        selected = self.groups.currentRow()
        names = list(dict.fromkeys(row.info.group for row in self.rows))
        group = names[selected] if 0 <= selected < len(names) and not words.strip() else None
        for row in self.rows:
            row.setVisible(row.matches(words) if group is None else row.info.group == group)
        item = self.groups.item(selected)
        if item is not None:
            item.setSelected(group is not None)  # while words are searched, in all groups, none is chosen
        found = {row.info.group for row in self.rows if not row.isHidden()}
        for name, title in self._titles.items():
            title.setVisible(name in found)
        self._none.setVisible(not found)
        self._scroll.verticalScrollBar().setValue(0)

    def _group_chosen(self) -> None:
        if self.search.text():
            self.search.clear()
        else:
            self._filter()

    def _look(self) -> None:
        changed = [row for row in self.rows if row.is_changed]
        wrong = any(row.error is not None for row in changed)
        self.save.setEnabled(bool(changed) and not wrong and self._saving is None and self._counting is None)
        self.save.setText(self.tr("&Save and cut anew") if self._known_cost() else self.tr("&Save"))
        lines = []
        if wrong:
            lines.append(self.tr("What is marked with ✗ has to be put right first."))
        needs = {row.info.needs for row in changed}
        if "model" in needs:
            lines.append(self.tr("The model is loaded anew; if it cannot be, nothing changes."))
        if "index" in needs:
            lines.append(self._cost_text())
        if "file" in needs:
            lines.append(self.tr("Files that are read from now on are read so."))
        self.costs.set_text("\n".join(lines))
        self.costs.setVisible(bool(lines))

    def _known_cost(self) -> RecutCost | None:
        row = self.row("library.chunk_tokens")
        known = self._cost is not None and row.is_changed and self._cost[0] == row.field.value
        return self._cost[1] if known and self._cost is not None else None

    def _cost_text(self) -> str:
        cost = self._known_cost()
        if cost is None:
            return self.tr("All documents are cut and embedded anew; what that costs is told before it is done.")
        seconds = QLocale().toString(max(1, round(cost.seconds)))
        documents = self.tr("%n document(s) are cut and embedded anew", "", cost.documents)
        return self.tr("{documents}, about {seconds} s. Questions can be asked meanwhile.").format(
            documents=documents, seconds=seconds
        )

    # --- saving ---

    def _save(self) -> None:
        row = self.row("library.chunk_tokens")
        if row.is_changed and self._known_cost() is None:
            self._count(int(str(row.field.value)))
            return
        assistant, changes = self._assistant, self.changes

        def work(cancel: Cancel) -> Iterator[object]:
            return assistant.configure(changes, cancel)

        self.message.hide()
        self._saving = self._jobs.start(work, done=self._saved, failed=self._failed, finished=self._ended)
        self._show_busy(True)

    def _count(self, tokens: int) -> None:
        assistant = self._assistant

        def work(_: Cancel) -> Iterator[object]:
            yield tokens, assistant.recut_cost(tokens)

        self._counting = self._jobs.start(work, item=self._counted, failed=self._failed, finished=self._ended)
        self._show_busy(True)

    def _counted(self, found: tuple[int, RecutCost]) -> None:
        if self.sender() is self._counting:
            self._cost = found

    def _saved(self) -> None:
        if self.sender() is not self._saving or self._saving is None:
            return
        if self._saving.stopped:
            self._say(self.tr("Stopped; nothing has changed."))
            return
        self.saved.emit(self._assistant.settings)
        self._saving = None
        self.accept()

    def _failed(self, error: AssistantError) -> None:
        if self.sender() in (self._saving, self._counting):
            self._say(f"✗ {error.message(self._language)}\n{error.hint(self._language)}")

    def _ended(self) -> None:
        job = self.sender()
        if job is self._counting:
            self._counting = None
            cost = self._known_cost()
            self._show_busy(False)
            if cost is not None and not cost.documents:
                self._save()
        elif job is self._saving:
            self._saving = None
            self._show_busy(False)

    def _say(self, text: str) -> None:
        self.message.set_text(text)
        self.message.show()

    def _show_busy(self, busy: bool) -> None:
        self.progress.setVisible(busy)
        self._scroll.setEnabled(not busy)
        self._look()

    # --- Qt ---

    def reject(self) -> None:
        """Escape stops a save first, then closes without saving."""
        if self._saving is not None:
            self._saving.stop()
            return
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing ends a save; nothing has changed then."""
        if self._saving is not None:
            self._saving.stop()
        super().closeEvent(event)

    def _build(self) -> None:
        pixels = self._themes.pixels
        self.search = QLineEdit(clearButtonEnabled=True)
        self.search.setPlaceholderText(self.tr("Search the settings"))
        self.search.setAccessibleName(self.tr("Search the settings"))
        self.search.textChanged.connect(self._filter)
        self.groups = QListWidget()
        set_kind(self.groups, "framed")
        self.groups.setAccessibleName(self.tr("Groups of settings"))
        self.groups.setMinimumWidth(pixels(110))
        self.groups.setMaximumWidth(pixels(170))
        self._build_rows()
        self.groups.currentRowChanged.connect(self._group_chosen)
        body = QHBoxLayout()
        body.setSpacing(pixels(14))
        body.addWidget(self.groups)
        body.addWidget(self._scroll, stretch=1)
        self.costs = PlainText(name=self.tr("What the changes cost"))
        self.message = PlainText(name=self.tr("What happened"))
        self.message.hide()
        self.progress = QProgressBar(minimum=0, maximum=0, textVisible=False)
        self.progress.setAccessibleName(self.tr("Saving"))
        self.progress.hide()
        self.save = QPushButton(self.tr("&Save"))
        set_kind(self.save, "primary")
        self.save.setDefault(True)
        self.save.clicked.connect(self._save)
        close = QPushButton(self.tr("Cancel"))
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addWidget(self.progress, stretch=1)
        buttons.addStretch()
        buttons.addWidget(close)
        buttons.addWidget(self.save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[pixels(16)] * 4)
        layout.setSpacing(pixels(10))
        layout.addWidget(self.search)
        layout.addLayout(body, stretch=1)
        layout.addWidget(self.costs)
        layout.addWidget(self.message)
        layout.addLayout(buttons)
        self.resize(pixels(720), pixels(560))

    def _build_rows(self) -> None:
        held = QWidget()
        held.setProperty("kind", "plain")
        inner = QVBoxLayout(held)
        inner.setContentsMargins(0, 0, self._themes.pixels(10), 0)
        self.rows: list[SettingRow] = []
        self._titles: dict[str, QLabel] = {}
        for info in self._assistant.described():
            if info.group not in self._titles:
                title = group_title(info.group, self._language)
                head = QLabel(title, textFormat=Qt.TextFormat.PlainText)
                set_kind(head, "title")
                self._titles[info.group] = head
                self.groups.addItem(title)
                inner.addWidget(head)
            row = SettingRow(info, self._language, self._themes)
            row.changed.connect(self._look)
            self.rows.append(row)
            inner.addWidget(row)
        self._none = QLabel(self.tr("No setting has these words."), textFormat=Qt.TextFormat.PlainText)
        set_kind(self._none, "muted")
        inner.addWidget(self._none)
        inner.addStretch()
        self._scroll = QScrollArea(widgetResizable=True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(held)
