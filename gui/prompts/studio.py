"""The prompt studio: every prompt with what it is for; an own copy is edited, previewed, compared, tried and kept."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QFontDatabase, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from assistant.cancel import Cancel
from assistant.errors import AssistantError
from assistant.events import Done, Failed
from assistant.language import interface_language
from gui.jobs import Job, Jobs
from gui.plain_text import PlainText
from gui.prompts.views import DifferencesView, HistoryView, PreviewView, TrialView
from gui.theme import Themes, set_kind

if TYPE_CHECKING:
    from assistant.app import Assistant
    from assistant.prompts.prompts import PromptInfo
    from assistant.prompts.rendering import Rendered

# Typing has paused.
PAUSE_MILLISECONDS = 300


class PromptStudio(QDialog):
    """All prompts on the left, the chosen one's text in the middle, what becomes of it on the right.

    Args:
        assistant: whose prompts they are.
        jobs: of the window.
        themes: of the application.
    """

    def __init__(self, assistant: "Assistant", jobs: Jobs, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._assistant = assistant
        self._prompts = assistant.prompts
        self._jobs = jobs
        self._themes = themes
        self._language = interface_language(assistant.paths.settings)
        self._infos: list[PromptInfo] = []
        self._chosen: tuple[str, str] | None = None
        self._saved = ""
        self._rendering: Job | None = None
        self._trying: Job | None = None
        self.setWindowTitle(self.tr("Prompts"))
        self._build()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MILLISECONDS)
        self._pause.timeout.connect(self._preview)
        self._list()

    # --- the list ---

    def choose(self, name: str, language: str) -> None:
        """Show this prompt."""
        for row, info in enumerate(self._infos):
            if (info.name, info.language) == (name, language):
                self.names.setCurrentRow(row)

    def _list(self) -> None:
        self.names.blockSignals(True)
        self.names.clear()
        self._infos = list(self._prompts.all())
        for info in self._infos:
            text = f"{info.name} · {info.language}"
            if info.problem is not None:
                text = self.tr("✗ {} (own, not used)").format(text)
            elif info.changed:
                text = self.tr("● {} (own; the packaged one is new)").format(text)
            elif info.own:
                text = self.tr("● {} (own)").format(text)
            self.names.addItem(text)
        row = next((n for n, i in enumerate(self._infos) if (i.name, i.language) == self._chosen), 0)
        self.names.setCurrentRow(row)
        self.names.blockSignals(False)
        self._show(row)

    def _selected(self, row: int) -> None:
        if 0 <= row < len(self._infos) and self._leaves():
            self._show(row)
        else:
            self._back_to_chosen()

    def _back_to_chosen(self) -> None:
        self.names.blockSignals(True)
        row = next((n for n, i in enumerate(self._infos) if (i.name, i.language) == self._chosen), 0)
        self.names.setCurrentRow(row)
        self.names.blockSignals(False)

    def _show(self, row: int) -> None:
        info = self._infos[row]
        self._chosen = (info.name, info.language)
        try:
            self._saved = self._prompts.text(*self._chosen)
        except AssistantError as error:
            self._saved = self._prompts.packaged_text(*self._chosen)
            self._say(error)
        used = ", ".join(info.used_by)
        lines = [info.purpose, self.tr("Used by: {}").format(used) if used else ""]
        variables = ", ".join(f"{{{name}}}" for name in info.variables)
        lines.append(self.tr("Variables: {}").format(variables) if variables else "")
        self.purpose.set_text("\n".join(line for line in lines if line))
        self.editor.setPlainText(self._saved)
        self.history.show_versions(self._prompts.history(*self._chosen))
        self._check()
        self._preview()

    # --- the text ---

    @property
    def changed(self) -> bool:
        """Whether the text is another than the one that is kept."""
        return self.editor.toPlainText() != self._saved

    def _edited(self) -> None:
        self._check()
        self._pause.start()

    def _check(self) -> bool:
        """Tell whether the text can be used; whether it can."""
        assert self._chosen is not None
        text = self.editor.toPlainText()
        try:
            self._prompts.check(*self._chosen, text)
        except AssistantError as error:
            self._say(error)
            good = False
        else:
            good = True
            self.state.set_text(self.tr("✓ It can be used; it is not saved.") if self.changed else "")
        self.state.setVisible(bool(self.state.toPlainText()))
        own = self._infos[self.names.currentRow()].own if self._infos else False
        self.save.setEnabled(good and self.changed)
        self.undo.setEnabled(self.changed)
        self.reset.setEnabled(own)
        lines = self._prompts.diff(*self._chosen, text)
        self.differences.show_lines(lines)
        return good

    def _say(self, error: AssistantError) -> None:
        self.state.set_text(f"✗ {error.message(self._language)}\n{error.hint(self._language)}")
        self.state.show()

    def _save(self) -> None:
        if self._chosen is None or not self.changed or not self._check():
            return
        try:
            self._prompts.save(*self._chosen, self.editor.toPlainText())
        except AssistantError as error:
            self._say(error)
            return
        self._list()

    def _undo(self) -> None:
        self.editor.setPlainText(self._saved)

    def _reset(self) -> None:
        """Back to the packaged one; the own copy stays in the history."""
        if self._chosen is None:
            return
        try:
            self._prompts.reset(*self._chosen)
        except AssistantError as error:
            self._say(error)
            return
        self._list()

    def _look_at(self, number: int) -> None:
        assert self._chosen is not None
        try:
            self.history.text.setPlainText(self._prompts.version(*self._chosen, number))
        except AssistantError as error:
            self._say(error)

    def _restore(self, number: int) -> None:
        assert self._chosen is not None
        if not self._leaves():
            return
        try:
            self._prompts.restore(*self._chosen, number)
        except AssistantError as error:
            self._say(error)
            return
        self._list()

    def _leaves(self) -> bool:
        """Whether what was written may go, or was saved."""
        if not self.changed:
            return True
        box = QMessageBox(QMessageBox.Icon.Question, self.tr("Save the prompt?"), "", parent=self)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(self.tr("The prompt was changed and is not saved."))
        save = box.addButton(self.tr("Save"), QMessageBox.ButtonRole.AcceptRole)
        discard = box.addButton(self.tr("Discard"), QMessageBox.ButtonRole.DestructiveRole)
        stay = box.addButton(self.tr("Go on editing"), QMessageBox.ButtonRole.RejectRole)
        save.setEnabled(self.save.isEnabled())
        box.setDefaultButton(save if self.save.isEnabled() else stay)
        box.setEscapeButton(stay)
        box.exec()
        if box.clickedButton() is save:
            self._save()
            return not self.changed
        if box.clickedButton() is discard:
            self._saved = self.editor.toPlainText()
            return True
        return False

    # --- what becomes of it ---

    def _preview(self) -> None:
        assert self._chosen is not None
        if self._rendering is not None:
            self._rendering.stop()
        prompts, (name, language), text = self._prompts, self._chosen, self.editor.toPlainText()

        def work(_: Cancel) -> Iterator[object]:
            yield prompts.render(name, language, text=text)

        self._rendering = self._jobs.start(work, item=self._rendered, failed=self._not_rendered)

    def _rendered(self, rendered: "Rendered") -> None:
        if self.sender() is self._rendering:
            self.preview.show_rendered(rendered)

    def _not_rendered(self, error: AssistantError) -> None:
        if self.sender() is self._rendering:
            self.preview.show_reason(error.message(self._language))

    def _try(self, question: str) -> None:
        assert self._chosen is not None
        if not self._check():
            return
        assistant = self._assistant
        file = ".".join(self._chosen)
        texts = (self.editor.toPlainText(), self._prompts.packaged_text(*self._chosen))

        def work(cancel: Cancel) -> Iterator[object]:
            from assistant.ask_options import AskOptions

            for place, text in enumerate(texts):
                for event in assistant.trial(question, AskOptions(prompts={file: text}), cancel):
                    if isinstance(event, Done | Failed):
                        yield place, event

        self.trial.begin()
        self._trying = self._jobs.start(work, item=self._tried, failed=self._not_tried, finished=self._ended)

    def _tried(self, found: "tuple[int, Done | Failed]") -> None:
        if self.sender() is not self._trying:
            return
        place, event = found
        if isinstance(event, Failed):
            self.trial.show_answer(place, "", event.error.message(self._language))
            return
        receipt = event.receipt
        text = self.tr("{read} tokens read, {written} written, {seconds:.1f} s")
        note = text.format(read=receipt.evaluated + receipt.reused, written=receipt.answer, seconds=event.seconds.total)
        self.trial.show_answer(place, event.answer, note)

    def _not_tried(self, error: AssistantError) -> None:
        if self.sender() is self._trying:
            self.trial.show_answer(0, "", error.message(self._language))

    def _ended(self) -> None:
        if self.sender() is self._trying:
            self._trying = None
            self.trial.end()

    def _stop(self) -> None:
        if self._trying is not None:
            self._trying.stop()

    # --- Qt ---

    def reject(self) -> None:
        """Escape stops a trial first, then closes."""
        if self._trying is not None:
            self._stop()
        elif self._leaves():
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """What was written is not lost unasked."""
        if not self._leaves():
            event.ignore()
            return
        for job in (self._trying, self._rendering):
            if job is not None:
                job.stop()
        self._trying = self._rendering = None
        self._pause.stop()
        super().closeEvent(event)

    # --- building ---

    def _build(self) -> None:
        pixels = self._themes.pixels
        self.names = QListWidget()
        set_kind(self.names, "framed")
        self.names.setAccessibleName(self.tr("Prompts"))
        self.names.currentRowChanged.connect(self._selected)
        parts = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        parts.addWidget(self.names)
        parts.addWidget(self._build_editor())
        parts.addWidget(self._build_tabs())
        parts.setSizes([pixels(190), pixels(420), pixels(420)])
        close = QPushButton(self.tr("Close"))
        close.setAutoDefault(False)
        close.clicked.connect(self.close)
        buttons = QHBoxLayout()
        for button in (self.reset, self.undo):
            buttons.addWidget(button)
        buttons.addStretch()
        buttons.addWidget(close)
        buttons.addWidget(self.save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[pixels(16)] * 4)
        layout.setSpacing(pixels(10))
        layout.addWidget(parts, stretch=1)
        layout.addLayout(buttons)
        self.resize(pixels(1080), pixels(640))

    def _build_editor(self) -> QWidget:
        self.purpose = PlainText(name=self.tr("What the prompt is for"))
        self.editor = QPlainTextEdit()
        self.editor.setAccessibleName(self.tr("Text of the prompt"))
        self.editor.setTabChangesFocus(True)
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(self.editor.font().pointSizeF())
        self.editor.setFont(font)
        self.editor.textChanged.connect(self._edited)
        self.state = PlainText(name=self.tr("Whether it can be used"))
        self.save = QPushButton(self.tr("&Save"))
        set_kind(self.save, "primary")
        self.save.setAutoDefault(False)
        self.save.clicked.connect(self._save)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self, self._save)
        self.undo = QPushButton(self.tr("Discard the changes"))
        self.undo.setAutoDefault(False)
        self.undo.clicked.connect(self._undo)
        self.reset = QPushButton(self.tr("Back to the packaged one"))
        self.reset.setAutoDefault(False)
        self.reset.clicked.connect(self._reset)
        held = QWidget()
        layout = QVBoxLayout(held)
        layout.setContentsMargins(self._themes.pixels(10), 0, self._themes.pixels(10), 0)
        for widget in (self.purpose, self.editor, self.state):
            layout.addWidget(widget)
        layout.setStretch(1, 1)
        return held

    def _build_tabs(self) -> QTabWidget:
        self.preview = PreviewView(self._themes)
        self.differences = DifferencesView(self._themes)
        self.trial = TrialView(self._themes)
        self.trial.wanted.connect(self._try)
        self.trial.stop_wanted.connect(self._stop)
        self.history = HistoryView()
        self.history.chosen.connect(self._look_at)
        self.history.restore_wanted.connect(self._restore)
        self.tabs = QTabWidget()
        for widget, name in (
            (self.preview, self.tr("Preview")),
            (self.differences, self.tr("Differences")),
            (self.trial, self.tr("Try")),
            (self.history, self.tr("History")),
        ):
            self.tabs.addTab(widget, name)
        return self.tabs
