"""Servers of the Model Context Protocol: added, looked at, removed; each of their tools read and approved."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QProgressBar, QSplitter, QVBoxLayout, QWidget

from assistant.cancel import Cancel
from assistant.mcp.words import Entry, arguments_in_words, entry_of, typed_server, unfit
from assistant.rich_text import visible
from gui.chat.evidence_view import one_line
from gui.connections.forms import ServerForm
from gui.connections.page import Page, button
from gui.connections.rows import Row, RowsView
from gui.jobs import Job, Jobs
from gui.plain_text import PlainText
from gui.theme import Themes

if TYPE_CHECKING:
    from assistant.app import Assistant
    from assistant.mcp.approvals import KnownTool
    from assistant.mcp.home import Looked
    from assistant.mcp.servers import McpServer

TARGET_CHARACTERS, NAMES = 300, 12


@dataclass(frozen=True, slots=True)
class _Words:
    """What is shown of a tool beside its name and description."""

    arguments: str
    unfit: str


@dataclass(frozen=True, slots=True)
class _Found:
    """All servers with their tools as they were last seen.

    Attributes:
        words: by the fingerprint of a tool.
    """

    servers: "Mapping[str, tuple[McpServer, tuple[KnownTool, ...]]]"
    words: Mapping[str, _Words]


class McpPage(Page):
    """See ``Page``."""

    def __init__(self, assistant: "Assistant", jobs: Jobs, themes: Themes) -> None:
        super().__init__(assistant, jobs, themes, "mcp", self.tr("MCP servers"))
        self._found = _Found({}, {})
        self._looking: Job | None = None
        self._looked_at = ""
        self._untold: dict[str, Looked] = {}  # by server; told when it is chosen again
        self._build()
        self.refresh()

    # --- what there is ---

    def read(self, cancel: Cancel) -> Iterator[object]:
        """All of the two files of the home; no server is started for that."""
        mcp, words = self.assistant.mcp, dict(self._found.words)
        servers = {server.name: (server, mcp.approvals.known(server)) for server in mcp.servers.all()}
        for _, tools in servers.values():
            for known in tools:
                cancel.check()
                if known.tool.fingerprint not in words:
                    told = "\n".join(map(one_line, arguments_in_words(known.tool)))
                    words[known.tool.fingerprint] = _Words(told, unfit(known.tool))
        yield _Found(servers, words)

    def take(self, found: object) -> None:
        """Show the servers."""
        assert isinstance(found, _Found)
        self._found = found
        rows = [Row(name, name, self._detail(*entry)) for name, entry in found.servers.items()]
        empty = self.tr(
            "No server yet. Add one: a program on this machine, or an address, that offers tools by the Model Context"
            " Protocol. It is not started before you look at its tools."
        )
        self.show_names(rows, empty)

    def show_chosen(self) -> None:
        """The chosen server, and its tools."""
        entry = self._found.servers.get(self.chosen)
        self._tell()
        self._show_busy()
        if entry is None:
            self.tools.show_rows((), "")
            return
        server, tools = entry
        lines = [one_line(server.target)[:TARGET_CHARACTERS]]
        for text, names in ((self.tr("Variables: {}"), server.env), (self.tr("Headers: {}"), server.headers)):
            if names:  # their values may be keys
                shown = ", ".join([*list(names)[:NAMES], *(["…"] if len(names) > NAMES else [])])
                lines.append(text.format(shown))
        seconds = QLocale().toString(server.seconds, "g", 4)
        lines.append(self.tr("It may take {} s to start, and for each call.").format(seconds))
        self.about.set_text("\n".join(lines))
        empty = self.tr("Nothing is known of its tools. Look at them: that starts the server, and asks it.")
        self.tools.show_rows([self._row(known) for known in tools], empty)

    def _detail(self, server: "McpServer", tools: "tuple[KnownTool, ...]") -> str:
        approved = sum(known.state == "approved" for known in tools)
        told = self.tr("{approved} of {count} approved").format(approved=approved, count=len(tools))
        if not tools:
            told = self.tr("not looked at yet")
        return f"{told} · {one_line(server.target)[:TARGET_CHARACTERS]}"

    def _row(self, known: "KnownTool") -> Row:
        name = one_line(known.tool.name)
        refused = bool(self._found.words[known.tool.fingerprint].unfit)
        short = {"approved": self.tr("✓ approved"), "new": self.tr("not approved"), "changed": self.tr("⚠ changed")}
        state = self.tr("✗ cannot be used") if refused else short[known.state]
        detail = " · ".join(text for text in (state, one_line(known.tool.description)[:TARGET_CHARACTERS]) if text)
        return Row(known.tool.name, name, detail, known.state == "approved", refused and known.state != "approved")

    # --- tools ---

    def _known(self, tool: str) -> "KnownTool | None":
        _, tools = self._found.servers.get(self.chosen, (None, ()))
        return next((known for known in tools if known.tool.name == tool), None)

    def _show_tool(self, name: str) -> None:
        known = self._known(name)
        self.tool.setVisible(known is not None)
        if known is None:
            return
        words = self._found.words[known.tool.fingerprint]
        states = {
            "approved": self.tr("✓ Approved as it stands here."),
            "new": self.tr("Not approved: the agent is not given it."),
            "changed": self.tr(
                "⚠ Changed since you approved it: read it again. It is not used before you approve it anew."
            ),
        }
        state = states[known.state]
        if words.unfit:
            state = self.tr("✗ No model can be given it: {}").format(one_line(words.unfit))
        self.state.set_text(state)
        told = visible(known.tool.description).strip() or self.tr("The server does not describe it.")
        arguments = words.arguments or self.tr("none")
        heads = self.tr("Arguments (? can be left out):"), self.tr("What the server says:")
        # Last, since it may look like anything that could stand behind it.
        self.description.setPlainText(f"{heads[0]}\n{arguments}\n\n{heads[1]}\n{told}")

    def _tick(self, tool: str, on: bool) -> None:
        """What is approved is the tool as it is shown, whatever the server says of it meanwhile."""
        known, mcp = self._known(tool), self.assistant.mcp
        if known is None:
            return
        self.say("")
        change = partial(mcp.approve, self.chosen, [known]) if on else partial(mcp.forget, self.chosen, [tool])
        self.changes.do(change)

    # --- looking ---

    def look(self) -> None:
        """Start the chosen server, and see which tools it has."""
        if self._looking is not None or not self.chosen:
            return
        self.say("")
        mcp, name = self.assistant.mcp, self.chosen

        def work(cancel: Cancel) -> Iterator[object]:
            yield mcp.look(name, cancel)

        self._looked_at = name
        self._looking = self.jobs.start(work, item=self._looked, failed=self.failed, finished=self._look_ended)
        self._show_busy()

    def stop(self) -> None:
        """End the server that is being looked at."""
        if self._looking is not None:
            self._looking.stop()

    def _looked(self, looked: "Looked") -> None:
        if self.sender() is not self._looking:
            return
        self._untold[self._looked_at] = looked
        self._tell()
        self.refresh()

    def _tell(self) -> None:
        """What came of looking at the chosen server, if that has not been told yet."""
        looked = self._untold.pop(self.chosen, None)
        if looked is None:
            return
        if looked.error is not None:
            self.failed(looked.error)
            if looked.said.strip():
                message = one_line(looked.error.message(self.language))
                self.say(self.tr("✗ {} It wrote last:").format(message), looked.said)
            return
        seconds = QLocale().toString(looked.seconds, "f", 1)
        count = self.tr("%n tool(s)", "", len(looked.tools))
        self.say(self.tr("✓ It answered within {seconds} s: {tools}.").format(seconds=seconds, tools=count))

    def _look_ended(self) -> None:
        if self.sender() is self._looking:
            if self._looking is not None and self._looking.stopped and self._looked_at == self.chosen:
                self.say(self.tr("Stopped. The server has ended."))
            self._looking = None
            self._show_busy()

    def _show_busy(self) -> None:
        here = self._looking is not None and self._looked_at == self.chosen
        self.look_button.setVisible(not here)
        self.look_button.setEnabled(self._looking is None)
        self.stop_button.setVisible(here)
        self.progress.setVisible(here)
        self.change_button.setEnabled(not here)
        self.remove_button.setEnabled(not here)

    # --- adding and removing ---

    def form(self) -> ServerForm:
        """See ``Page``."""
        return ServerForm(self.themes, self.language, self)

    def store(self, typed: object) -> str:
        """See ``Page``."""
        assert isinstance(typed, Entry)
        server = typed_server(typed)
        self.assistant.mcp.add(server)
        return server.name

    def changing_form(self) -> ServerForm | None:
        """See ``Page``."""
        server, _ = self._found.servers.get(self.chosen, (None, ()))
        return ServerForm(self.themes, self.language, self, entry_of(server)) if server is not None else None

    def change(self, typed: object) -> str:
        """See ``Page``."""
        assert isinstance(typed, Entry)
        mcp = self.assistant.mcp
        mcp.change(typed_server(typed, mcp.servers.get(typed.name)))
        return typed.name

    def removal(self) -> str:
        """See ``Page``."""
        return self.tr("Its entry, and what you approved of it, are removed. This cannot be undone.")

    def remove(self) -> None:
        """See ``Page``."""
        self.changes.do(partial(self.assistant.mcp.remove, self.chosen))

    def let_go(self) -> None:
        """A server that is being looked at ends with the dialog."""
        self.stop()
        super().let_go()

    # --- building ---

    def _build(self) -> None:
        inside = self.build(
            self.tr("&Add a server …"),
            self.tr("The agent may use &MCP tools in every conversation"),
            self.tr(
                "Off as long as you leave it so; a conversation or collection can have its own choice. Only approved"
                " tools are given to the agent, and you are asked before each call."
            ),
        )
        self.about = PlainText(name=self.tr("What is configured"))
        self.look_button = button(self.tr("&Look at its tools"), self.look)
        self.stop_button = button(self.tr("S&top"), self.stop)
        self.progress = QProgressBar(minimum=0, maximum=0, textVisible=False)
        self.progress.setAccessibleName(self.tr("The server is starting"))
        row = QHBoxLayout()
        row.addWidget(self.look_button)
        row.addWidget(self.stop_button)
        row.addWidget(self.progress, stretch=1)
        row.addStretch()
        self.tools = RowsView(self.themes, self.tr("Tools of the server"))
        self.tools.chosen.connect(self._show_tool)
        self.tools.ticked.connect(self._tick)
        self.state = PlainText(name=self.tr("Whether the tool is approved"))
        self.description = QPlainTextEdit(readOnly=True, undoRedoEnabled=False, tabChangesFocus=True)
        self.description.setAccessibleName(self.tr("What the server says of the tool"))
        self.tool = QWidget()
        below = QVBoxLayout(self.tool)
        below.setContentsMargins(0, self.themes.pixels(6), 0, 0)
        below.addWidget(self.state)
        below.addWidget(self.description, stretch=1)
        parts = QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False)
        parts.addWidget(self.tools)
        parts.addWidget(self.tool)
        parts.setSizes([self.themes.pixels(200)] * 2)
        inside.addWidget(self.about)
        inside.addLayout(row)
        inside.addWidget(parts, stretch=1)
