"""The middle of the window: a conversation, the field to go on with it, and the receipt of what the model reads."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from assistant.conversations import ConversationInfo, Turn
from assistant.errors import AssistantError
from assistant.events import Done, Event, EvidenceFound, Failed, Planned
from assistant.library.types import Scope, Span
from gui.actions import Actions
from gui.chat.agent_desk import AgentDesk
from gui.chat.asking import Asking
from gui.chat.chain_shelf import ChainShelf
from gui.chat.consents import Asked
from gui.chat.open_conversation import Loaded, OpenConversation
from gui.chat.pane_actions import ConversationActions
from gui.chat.pane_layout import PaneLayout
from gui.chat.receipts import Receipts
from gui.chat.request import Request
from gui.chat.run import Run
from gui.chat.table_saving import TableSaving
from gui.chat.turn_commands import TurnCommands
from gui.jobs import Jobs
from gui.theme import Themes

if TYPE_CHECKING:
    from assistant.app import Assistant
    from chains.types import RouteName


class ConversationPane(PaneLayout):
    """Asks, shows and keeps conversations.

    What runs goes on when another conversation is opened; its events are kept, and shown where they belong.
    """

    cited = Signal(object, object)  # Quote, the other quotes of its turn
    why_wanted = Signal(object, str)  # Quote, the question that it was found for
    collect_wanted = Signal(object)  # (Labelled, …): documents with their labels
    question_changed = Signal(object)  # (question, Scope): what "Why not this?" is asked about
    asking_changed = Signal(bool)
    answered = Signal(object)  # Done
    conversation_changed = Signal(str)  # id; empty for one that has not begun
    scope_cleared = Signal()  # all documents are to be asked
    wanted = Signal()  # to be in sight

    def __init__(self, jobs: Jobs, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(jobs, themes, parent)
        self._jobs = jobs
        self._ready = False
        self._scope = Scope()
        self._drafts: dict[str | None, Request] = {}
        self.asker = Asking(jobs, self)
        self.open_one = OpenConversation(jobs, self)
        self.receipts = Receipts(jobs, self.bar, self.view, self.asker, self.open_one, self.composer, self)
        self.commands = TurnCommands(self.turn_list, self.open_one, self.composer, self)
        self.chains = ChainShelf(jobs, self)
        self.agent = AgentDesk(jobs, themes, self.asker, self.open_one, self.composer, self)
        self.saving = TableSaving(jobs, self.open_one, self)
        self._connect()

    # --- what the window calls ---

    def open(self, assistant: "Assistant") -> None:
        """The library has been opened."""
        self._ready = True
        for part in (self.asker, self.open_one, self.receipts, self.drawer, self.chains, self.agent):
            part.open(assistant)
        self.composer.set_ready(True)
        self.focus_question()
        self.receipts.want()

    def register(self, actions: Actions) -> None:
        """Add what can be done with conversations."""
        ConversationActions(self, actions)

    def set_scope(self, choice: Any) -> None:
        """Ask only what is ticked.

        Args:
            choice: of the library's pane: its ``scope``, and how many (``ticked``) of all (``total``).
        """
        self._scope = choice.scope
        self.composer.set_scope(choice.ticked, choice.total)
        self.receipts.set_scope(choice.scope)

    @property
    def asking(self) -> bool:
        """Whether an answer is being written."""
        return self.asker.run is not None

    @property
    def conversation(self) -> str | None:
        """Id of the one that is shown; None for one that has not begun."""
        return self.open_one.id

    # --- asking ---

    def ask(self, question: str, *, route: "RouteName | None" = None, rewrite: bool = True) -> None:
        """Ask in the conversation that is shown."""
        self._ask(Request(question.strip(), route=route, rewrite=rewrite))

    def call(self, name: str, *, at_once: bool = False) -> None:
        """Call a chain on what is in scope: ready to be completed in the field, or at once."""
        if at_once:
            self._ask(Request(f"/{name}"))
        else:
            self.composer.begin_call(name)
            self.focus_question()

    def stop(self) -> None:
        """Stop the answer that is being written; what was written is kept."""
        self.asker.stop()
        self._show_asking()

    def choose_tools(self) -> None:
        """Switch what the agent may use in this conversation."""
        self.agent.choose_tools(self._scope.collections)

    def answer_agent(self) -> None:
        """Go to what the agent asks, wherever that stands."""
        if not self.agent.notice.waits:
            return
        self.wanted.emit()
        if self.open_one.run is None:
            self._show_elsewhere()
        self.turn_list.show_asked()

    def use_as_evidence(self, span: Span, label: str = "") -> None:
        """Ask the last question again with these words among its evidence; without one, the next question has them."""
        label = label or self.tr("words of a document")
        if self.open_one.turns and self.open_one.run is None:
            self._ask(self.open_one.repeat(self.open_one.turns[-1].ordinal).with_span(span, label))
        else:
            self.composer.choose(self.composer.request.with_span(span, label))
            self.focus_question()

    def _ask(self, request: Request) -> bool:
        if not self._ready or not request.question:
            return False
        request = self.agent.with_tools(request)
        at_once = not self.open_one.reading  # what is being read is shown first
        if not self.asker.ask(request, self.open_one.id, self._scope, self.open_one.run, at_once=at_once):
            self.composer.tell(self.tr("One question is waiting already. Ask this one when that has its answer."))
            return False
        return True

    def _submit(self, request: Request) -> None:
        if self._ask(request):
            self.commands.end_edit()
            self.composer.clear()

    def _started(self, run: Run) -> None:
        self.receipts.stop()
        if run.conversation == self.open_one.id and self.open_one.run is None:
            self.open_one.begin(run, run.request)
            self.turn_list.begin(run.request.question, run.request.at)
            self.set_title(self.open_one.title or run.request.question)
            self.question_changed.emit((run.request.question, run.scope))
            self.receipts.say(self.tr("Looking for the passages …"))
        self._show_asking()
        self.asking_changed.emit(True)

    def _happened(self, run: Run, event: Event | Asked) -> None:
        if run is self.open_one.run and not _refused(event):
            self._show_event(run, event)

    def _show_event(self, run: Run, event: Event | Asked) -> None:
        self.turn_list.apply(event)
        if isinstance(event, EvidenceFound):
            self.open_one.found = event.quotes
        if isinstance(event, Planned | Done):
            self.receipts.show_run(run, event)

    def _ended(self, run: Run) -> None:
        result = run.result
        if run is self.open_one.run:
            self.open_one.run = None
            if result is None or _refused(result):
                self._take_back(run, result)
            else:
                self.open_one.id = run.conversation
                self.agent.adopt(run.conversation)
                self.conversation_changed.emit(run.conversation or "")
                self.open_one.read(ended=run)
        self._show_asking()
        self.asking_changed.emit(False)
        if isinstance(result, Done):
            self.answered.emit(result)
        self.drawer.refresh()
        if not self.open_one.reading:
            self.asker.go_on()

    def _take_back(self, run: Run, result: Done | Failed | None) -> None:
        """The question has become no turn: it goes back to where it was written."""
        self.turn_list.finish(None)
        if not self.composer.request.question:
            self.composer.set_request(run.request)
        if isinstance(result, Failed):
            self._tell_refusal(result.error)
        self.open_one.read()
        self.receipts.want()

    def _tell_refusal(self, error: AssistantError) -> None:
        """What another program, or window, has done meanwhile is said where the question stands again."""
        if error.code == "conversation.none":
            self.composer.tell(self._gone_text())
        elif error.code in {"library.no_document", "library.no_collection"}:
            text = self.tr("Something that was ticked is no longer in the library. Look at the ticks, and ask again.")
            self.composer.tell(text)
        else:
            self._jobs.failed.emit(error)

    def _gone_text(self) -> str:
        return self.tr("This conversation has been deleted elsewhere. The next question begins a new one.")

    def _show_asking(self) -> None:
        run = self.asker.run
        self.composer.set_asking(run is not None, run is not None and run.stopping)
        elsewhere = run is not None and run is not self.open_one.run
        text = self.tr("An answer is being written in another conversation: {}") if elsewhere else ""
        if elsewhere and self.agent.notice.waits:
            text = self.tr("The agent asks you in another conversation: {}")
        self.elsewhere.say(text.format(run.request.question if run is not None else ""))
        waiting = self.asker.waiting
        text = self.tr("Comes next: {}") if waiting is not None else ""
        self.waiting.say(text.format(waiting.request.question if waiting is not None else ""))

    def _cancel_waiting(self) -> None:
        request = self.asker.cancel_waiting()
        if request is not None and not self.composer.request.question:
            self.composer.set_request(request)

    # --- conversations ---

    def new_conversation(self) -> None:
        """The next question stands alone."""
        self._show(None)
        self.focus_question()

    def show_conversation(self, conversation: str) -> None:
        """Open a conversation."""
        if conversation != self.open_one.id:
            self._show(conversation)
        self.fold_list()
        self.focus_question()

    def _show(self, conversation: str | None) -> None:
        self._drafts[self.open_one.id] = self.composer.request
        self.end_find()
        self.commands.end_edit()
        self.turn_list.clear()
        self.open_one.show(conversation)
        self.agent.show(conversation)
        self.composer.set_request(self._drafts.get(conversation, Request()))
        self.set_title("")
        self.drawer.show_current(conversation)
        self.fold_list()
        self.view.hide()
        self._show_asking()
        self.conversation_changed.emit(conversation or "")
        if self.asking:
            self.receipts.say(self.tr("Counted when the answer in the other conversation has ended."))
        self.receipts.want()

    def _loaded(self, loaded: Loaded) -> None:
        turns, run = loaded.turns, loaded.ended
        if loaded.info is None:  # deleted, by another window perhaps
            written = self.composer.request
            self._show(None)
            if written.question:
                self.composer.set_request(Request(written.question))
            self.composer.tell(self._gone_text())
            return
        if run is not None:
            stored = self.open_one.turn(run.result.turn) if run.result is not None else None
            if stored is not None and run.planned is not None:
                self.open_one.prompts[stored.key] = run.planned.prompt
            self.turn_list.finish(stored)
        elif (running := self.asker.run) is not None and self.open_one.holds(running):
            self._show_running(running, turns)
        else:
            self.turn_list.set_turns(turns)
        if loaded.scroll_to:
            self.turn_list.scroll_to(loaded.scroll_to)
        self.set_title(self.open_one.title)
        self.drawer.show_current(self.open_one.id)
        if turns and self.open_one.run is None:
            self.question_changed.emit((turns[-1].question, self._scope))
            self.receipts.follow()

    def _show_running(self, run: Run, turns: Sequence[Turn]) -> None:
        """Show what was told while another conversation was open, and go on."""
        run.conversation = self.open_one.id
        first = run.request.at or next((turn.ordinal for turn in turns if turn.state == "running"), len(turns) + 1)
        self.turn_list.set_turns([turn for turn in turns if turn.ordinal < first])
        self.open_one.begin(run, replace(run.request, at=first))
        self.turn_list.begin(run.request.question)
        for event in run.events:
            self._show_event(run, event)
        self._show_asking()

    def _show_elsewhere(self) -> None:
        """Open the conversation in which an answer is being written."""
        run = self.asker.run
        if run is None:
            return
        if run.conversation is not None:
            self.show_conversation(run.conversation)
        elif self.drawer.model.conversations:
            self.show_conversation(self.drawer.model.conversations[0].id)  # the latest comes first

    def _deleting(self, info: ConversationInfo) -> None:
        if info.id == self.open_one.id:
            self.asker.stop()
            self._show(None)
        self._drafts.pop(info.id, None)
        self.undo.say(self.tr("Deleted: {}").format(info.title))

    def _renamed(self, conversation: str, title: str) -> None:
        if conversation == self.open_one.id:
            self.set_title(title)

    # --- inside ---

    def _connect(self) -> None:
        self.asker.started.connect(self._started)
        self.asker.happened.connect(self._happened)
        self.asker.ended.connect(self._ended)
        self.asker.waiting_changed.connect(self._show_asking)
        self.open_one.loaded.connect(self._loaded)
        self.open_one.idle.connect(self.asker.go_on)
        self.open_one.branched.connect(self.show_conversation)
        composer = self.composer
        composer.asked.connect(self._submit)
        composer.stop_wanted.connect(self.stop)
        composer.changed.connect(self.receipts.follow)
        composer.recall_wanted.connect(self.commands.recall)
        composer.edit_cancelled.connect(self.commands.cancel_edit)
        composer.scope_clicked.connect(self._scope_clicked)
        self.agent.mode.tools_wanted.connect(self.choose_tools)
        self.agent.replayed.connect(self._ask)
        self.agent.notice.changed.connect(self._show_asking)
        self.turn_list.replay.connect(self.agent.replay)
        for part in (composer, self.turn_list, self.commands):
            self.chains.changed.connect(part.set_offers)
        composer.calls.offered.connect(self.chains.refresh)
        self.turn_list.save_wanted.connect(self.saving.ask)
        self.saving.written.connect(self._exported)
        self.turn_list.receipt_wanted.connect(self.receipts.open_turn)
        self.commands.cited.connect(self.cited)
        self.commands.why_wanted.connect(self.why_wanted)
        self.commands.collect_wanted.connect(self.collect_wanted)
        self.commands.asked.connect(self._ask)
        self.commands.editing.connect(self.focus_question)
        drawer = self.drawer
        drawer.chosen.connect(self.show_conversation)
        drawer.new_wanted.connect(self.new_conversation)
        drawer.deleting.connect(self._deleting)
        drawer.settled.connect(self.undo.hide)
        drawer.renamed.connect(self._renamed)
        drawer.exported.connect(self._exported)
        self.undo.buttons[0].clicked.connect(drawer.undo)
        self.elsewhere.buttons[0].clicked.connect(self._show_elsewhere)
        self.elsewhere.buttons[1].clicked.connect(self.stop)
        self.waiting.buttons[0].clicked.connect(self._cancel_waiting)
        self.new_button.clicked.connect(self.new_conversation)
        self.view.again_wanted.connect(self._ask_with)

    def _scope_clicked(self) -> None:
        if self.composer.narrowed:
            self.scope_cleared.emit()
        else:
            self.composer.tell(self.tr("The whole library is asked. Tick documents in it to ask only those."))

    def _ask_with(self, request: Request) -> None:
        """Ask again what the receipt shows with what was pinned and dropped in it."""
        if self._ask(request) and request.question == self.composer.request.question:
            self.composer.clear()


def _refused(event: Event | Asked) -> bool:
    """Whether the question was refused before it became a turn."""
    return isinstance(event, Failed) and event.turn == 0
