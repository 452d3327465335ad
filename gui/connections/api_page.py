"""OpenAPI files: added, removed; each of their operations switched on or off, their keys put into the keyring."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QProgressBar

from assistant.cancel import Cancel
from assistant.errors import AssistantError
from gui.chat.evidence_view import one_line
from gui.connections.forms import ApiForm, TypedApi
from gui.connections.keys_view import KeysView
from gui.connections.page import Page, error_text
from gui.connections.rows import Row, RowsView
from gui.dropped import local_files
from gui.jobs import Job, Jobs
from gui.plain_text import PlainText
from gui.theme import Themes

if TYPE_CHECKING:
    from assistant.apis.keys import Scheme
    from assistant.apis.operations import Operation
    from assistant.apis.shelf import Api
    from assistant.app import Assistant

LINE_CHARACTERS = 300
# So many are asked of the keyring; a file may name as many as it likes.
MOST_KEYS = 20


@dataclass(frozen=True, slots=True)
class _Found:
    """What there is.

    Attributes:
        refused: why the others cannot be used, by name.
    """

    apis: "tuple[Api, ...]"
    refused: dict[str, AssistantError]


@dataclass(frozen=True, slots=True)
class _Opened:
    """One API, its file read."""

    api: "Api"
    operations: "tuple[Operation, ...]"
    schemes: "tuple[Scheme, ...]"


class ApiPage(Page):
    """See ``Page``; a file can be dropped on it."""

    def __init__(self, assistant: "Assistant", jobs: Jobs, themes: Themes) -> None:
        super().__init__(assistant, jobs, themes, "api", self.tr("Web services"))
        self._found = _Found((), {})
        self._opened: _Opened | None = None
        self._opening: Job | None = None
        self._asking: Job | None = None  # the keyring
        self._keys_changed = False
        self._on: tuple[str, ...] = ()
        self._switched_off: tuple[str, ...] = ()  # by the last change
        self._build()
        self.setAcceptDrops(True)
        self.changes.made.connect(self._made)
        self.refresh()

    # --- what there is ---

    def read(self, cancel: Cancel) -> Iterator[object]:
        """All APIs of the home; nothing is connected to."""
        apis = self.assistant.apis
        found, refused = apis.all()
        known = {api.name for api in found}
        names = [name for name in apis.names() if name not in known]
        yield _Found(found, dict(zip(names, refused, strict=False)))  # another program may have added one meanwhile

    def take(self, found: object) -> None:
        """Show the APIs."""
        assert isinstance(found, _Found)
        self._found = found
        rows = [Row(api.name, api.name, self._detail(api)) for api in found.apis]
        for name, error in found.refused.items():
            rows.append(Row(name, name, f"✗ {one_line(error.message(self.language))}"))
        empty = self.tr(
            "No web service yet. Add its OpenAPI file, or drop it here: its maker gives it to you. Nothing is connected"
            " to before the agent calls an operation, and you have allowed that."
        )
        self.show_names(sorted(rows, key=lambda row: row.key), empty)

    def show_chosen(self) -> None:
        """The chosen API, its keys and operations; a file of hundreds takes its time."""
        if self._opened is not None and self._opened.api.name == self.chosen:
            self._show_operations()
            if self._keys_changed:
                self._ask_keyring()
            return
        self._opened = None
        self.keys.show_schemes(())
        self.operations.show_rows((), "")
        self.operations.unsearched()
        self.about.set_text("")
        for job in (self._opening, self._asking):
            if job is not None:
                job.stop()
        self._opening = self._asking = None
        refused = self._found.refused.get(self.chosen)
        if refused is not None:
            self.about.set_text(error_text(refused, self.language))
        elif self.chosen:
            self._open(self.chosen)
        self.progress.setVisible(self._opening is not None)

    def _detail(self, api: "Api") -> str:
        told = self.tr("{on} of {count} on").format(on=len(api.chosen), count=api.count)
        return f"{told} · {one_line(str(api.server))[:LINE_CHARACTERS]}"

    # --- the chosen one ---

    def _open(self, name: str) -> None:
        apis = self.assistant.apis

        def work(_: Cancel) -> Iterator[object]:
            api = apis.get(name)
            yield _Opened(api, api.operations, tuple(api.schemes.values())[:MOST_KEYS])

        self._opening = self.jobs.start(work, item=self._show_opened, failed=self._not_opened)

    def _show_opened(self, opened: _Opened) -> None:
        if self.sender() is not self._opening:
            return
        self._opening, self._opened, self._on = None, opened, opened.api.on
        self.progress.hide()
        lines = [one_line(opened.api.title), one_line(str(opened.api.server))]
        if not opened.schemes:
            lines.append(self.tr("It takes no key."))
        self.about.set_text("\n".join(line[:LINE_CHARACTERS] for line in lines))
        self.keys.show_schemes(opened.schemes)
        self._show_operations()
        self._ask_keyring()

    def _not_opened(self, error: AssistantError) -> None:
        if self.sender() is self._opening:
            self._opening = None
            self.progress.hide()
            self.failed(error)

    def _show_operations(self) -> None:
        if self._opened is not None:
            self.operations.show_rows([self._row(each) for each in self._opened.operations], "")

    def _row(self, operation: "Operation") -> Row:
        title = one_line(f"{operation.method} {operation.path}")[:LINE_CHARACTERS]
        detail = one_line(operation.summary)[:LINE_CHARACTERS]
        on = operation.id in self._on
        if operation.problem:
            reason = one_line(operation.problem)[:LINE_CHARACTERS]
            detail = self.tr("✗ cannot be called: {}").format(reason)
        return Row(operation.id, title, detail, on, bool(operation.problem) and not on, one_line(operation.id))

    def _tick(self, operation: str, on: bool) -> None:
        self.say("")
        switched = {"on" if on else "off": [operation]}
        self.changes.do(partial(self.assistant.apis.choose, self.chosen, **switched))

    def _made(self, result: object) -> None:
        from assistant.apis.shelf import Api

        if isinstance(result, Api) and result.name == self.chosen:
            self._on = result.on

    # --- keys ---

    def _ask_keyring(self) -> None:
        """Which keys are there; the system may ask the person to unlock the keyring."""
        from assistant.apis.keys import key_of

        self._keys_changed = False
        opened = self._opened
        if opened is None or not opened.schemes:
            return

        def work(cancel: Cancel) -> Iterator[object]:
            accounts = {scheme.name: opened.api.account(scheme.name) for scheme in opened.schemes}
            yield {name: key_of(account, cancel) is not None for name, account in accounts.items()}

        self._asking = self.jobs.start(work, item=self._show_kept, failed=self._no_keyring)

    def _show_kept(self, there: dict[str, bool]) -> None:
        if self.sender() is self._asking:
            self.keys.show_kept(there)

    def _no_keyring(self, error: AssistantError) -> None:
        if self.sender() is self._asking:
            self.keys.show_problem(error_text(error, self.language))

    def _keep_key(self, scheme: str, key: str) -> None:
        from assistant.apis.keys import keep_key

        if self._opened is not None:
            self.say("")
            self._keys_changed = True
            self.changes.do(partial(keep_key, self._opened.api.account(scheme), key))

    def _drop_key(self, scheme: str) -> None:
        from assistant.apis.keys import drop_key

        if self._opened is not None:
            self.say("")
            self._keys_changed = True
            self.changes.do(partial(drop_key, self._opened.api.account(scheme)))

    # --- adding and removing ---

    def form(self) -> ApiForm:
        """See ``Page``."""
        return ApiForm(self.themes, self.language, self)

    def store(self, typed: object) -> str:
        """See ``Page``."""
        assert isinstance(typed, TypedApi)
        assert typed.file is not None
        return self.assistant.apis.add(typed.file, typed.name, typed.address).name

    def changing_form(self) -> ApiForm | None:
        """See ``Page``."""
        if self._opened is None:
            return None
        api = self._opened.api
        return ApiForm(self.themes, self.language, self, changes=(api.name, str(api.server)))

    def change(self, typed: object) -> str:
        """See ``Page``."""
        assert isinstance(typed, TypedApi)
        came = self.assistant.apis.change(typed.name, typed.file, typed.address)
        self._switched_off = came.off
        return typed.name

    def kept(self, name: str) -> None:
        """See ``Page``; the file is read anew, and what is no longer on is told."""
        self._opened = None
        if self._switched_off:
            ids = one_line(", ".join(self._switched_off))[:LINE_CHARACTERS]
            self.say(
                self.tr("⚠ Switched off, since the file describes them otherwise now, or no longer: {}").format(ids)
            )
        self._switched_off = ()
        super().kept(name)

    def removal(self) -> str:
        """See ``Page``."""
        return self.tr("What is switched on and its keys in the keyring are removed. Your own file stays.")

    def remove(self) -> None:
        """See ``Page``."""
        self.changes.do(partial(self.assistant.apis.remove, self.chosen))

    def let_go(self) -> None:
        """The keyring is not waited for."""
        for job in (self._opening, self._asking):
            if job is not None:
                job.stop()
        super().let_go()

    # --- Qt ---

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A file may be dropped."""
        if local_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """It is added as one that was chosen."""
        for file in local_files(event.mimeData())[:1]:
            event.acceptProposedAction()
            self.add_file(file)

    def add_file(self, file: Path) -> None:
        """Ask how to add a file."""
        self.open_form(ApiForm(self.themes, self.language, self, file))

    def _build(self) -> None:
        inside = self.build(
            self.tr("&Add an OpenAPI file …"),
            self.tr("The agent may use &web services in every conversation"),
            self.tr(
                "Off as long as you leave it so; a conversation or collection can have its own choice. Only the"
                " operations that you tick are given to the agent, and you are asked before each call."
            ),
        )
        self.about = PlainText(name=self.tr("Title and server"))
        self.keys = KeysView(self.themes)
        self.keys.kept.connect(self._keep_key)
        self.keys.dropped.connect(self._drop_key)
        self.progress = QProgressBar(minimum=0, maximum=0, textVisible=False)
        self.progress.setAccessibleName(self.tr("The file is being read"))
        self.progress.hide()
        self.operations = RowsView(
            self.themes, self.tr("Operations"), self.tr("Search the operations"), self.tr("Only those that are on")
        )
        self.operations.ticked.connect(self._tick)
        for widget in (self.about, self.keys, self.progress):
            inside.addWidget(widget)
        inside.addWidget(self.operations, stretch=1)
