"""What a person can do with a turn: each is one signal of the list of turns, and mostly a question asked again."""

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Signal

from gui.chat.composer import Composer
from gui.chat.open_conversation import OpenConversation
from gui.chat.request import Chosen, Request
from gui.chat.turn_list import TurnList

if TYPE_CHECKING:
    from assistant.chain_offers import Offers, Reading
    from chains.types import RouteName


class TurnCommands(QObject):
    """Turns what is done at a turn into requests; what was chosen for a turn before stays chosen."""

    asked = Signal(object)  # Request, to stand in the place of a turn
    editing = Signal()
    cited = Signal(object, object)  # Quote, the other quotes of its turn
    why_wanted = Signal(object, str)  # Quote, the question that it was found for
    collect_wanted = Signal(object)  # (Labelled, …): documents that are to be put into collections of their labels

    def __init__(self, turns: TurnList, conversation: OpenConversation, composer: Composer, parent: QObject) -> None:
        super().__init__(parent)
        self._conversation = conversation
        self._composer = composer
        self._before_edit: Request | None = None
        self._offers: Offers | None = None
        turns.evidence_chosen.connect(self._cite)
        turns.why_wanted.connect(self._why)
        turns.pin.connect(self._pin)
        turns.drop.connect(self._drop)
        turns.edit.connect(self.edit)
        turns.again.connect(self.again)
        turns.retry.connect(self.again)
        turns.branch.connect(conversation.branch)
        turns.route_chosen.connect(self._take_route)
        turns.sql_wanted.connect(self._correct_sql)
        turns.collect_wanted.connect(self._collect)
        turns.own_words.connect(self._take_own_words)
        turns.version_chosen.connect(conversation.switch)

    def set_offers(self, offers: "Offers") -> None:
        """The chains, by which a question that calls one is understood."""
        self._offers = offers

    def again(self, ordinal: int) -> None:
        """Ask the question of a turn again."""
        self._ask(ordinal, self._conversation.repeat(ordinal))

    def edit(self, ordinal: int) -> None:
        """Put the question of a turn into the field; what stood there comes back if this is cancelled."""
        if self._conversation.turn(ordinal) is not None:
            self.put(self._conversation.repeat(ordinal))

    def again_last(self) -> None:
        """Ask the last question again; the answer that stands there becomes an earlier version."""
        if self._conversation.turns:
            self.again(self._conversation.turns[-1].ordinal)

    def edit_last(self) -> None:
        """Put the last question into the field, to stand in its own place."""
        if self._conversation.turns:
            self.edit(self._conversation.turns[-1].ordinal)

    def recall(self) -> None:
        """Put the words of the last question into the field, to be asked anew."""
        if self._conversation.last_question:
            self._composer.set_request(Request(self._conversation.last_question))

    def put(self, request: Request) -> None:
        """Put what is to stand in the place of a turn into the field; what stood there comes back if cancelled."""
        if self._before_edit is None:
            self._before_edit = self._composer.request
        self._composer.set_request(request)
        self.editing.emit()

    def cancel_edit(self) -> None:
        """Leave the turn as it is."""
        self._composer.set_request(self._before_edit or Request())
        self._before_edit = None
        self.editing.emit()

    def end_edit(self) -> None:
        """The edited question was asked, or another conversation opened."""
        self._before_edit = None

    def _ask(self, ordinal: int, request: Request) -> None:
        if self._conversation.turn(ordinal) is not None:
            self.asked.emit(request)

    def _take_route(self, ordinal: int, way: str) -> None:
        """Ask again in another way: by a route, or with a chain whose name stands behind a slash, or by the rules."""
        request = self._conversation.repeat(ordinal)
        reading = self._reading(request.question)
        plain = request.question if reading is None else reading.text
        if way.startswith("/"):
            self._ask(ordinal, replace(request, question=f"{way} {plain}".strip(), route=None))
        else:
            self._ask(ordinal, replace(request, question=plain, route=cast("RouteName", way) if way else None))

    def _correct_sql(self, ordinal: int, sql: str) -> None:
        """Put the question with its SQL into the field, to stand in the place of the turn."""
        turn = self._conversation.turn(ordinal)
        offer = None if self._offers is None else self._offers.offer("tables")
        if turn is None or offer is None or self._offers is None:
            return
        reading = self._reading(turn.question)
        asked = turn.rewritten or turn.question if reading is None else reading.text
        call = self._offers.read(f"/{offer.name} {asked}")
        if call is not None and call.offer is not None:
            question = call.with_option("sql", sql)
            self.put(replace(self._conversation.repeat(ordinal), question=question, route=None))

    def _reading(self, question: str) -> "Reading | None":
        return None if self._offers is None else self._offers.read(question)

    def _take_own_words(self, ordinal: int) -> None:
        self._ask(ordinal, replace(self._conversation.repeat(ordinal), rewrite=False))

    def _collect(self, ordinal: int) -> None:
        turn = self._conversation.turn(ordinal)
        if turn is not None and turn.made is not None and turn.made.labels:
            self.collect_wanted.emit(turn.made.labels)

    def _pin(self, ordinal: int, chunk: int) -> None:
        self._ask(ordinal, self._conversation.repeat(ordinal).pinned(self._passage(ordinal, chunk)))

    def _drop(self, ordinal: int, chunk: int) -> None:
        self._ask(ordinal, self._conversation.repeat(ordinal).dropped(self._passage(ordinal, chunk)))

    def _passage(self, ordinal: int, chunk: int) -> Chosen:
        for quote in self._conversation.evidence(ordinal):
            if quote.chunk_id == chunk:
                page = "" if quote.page is None else f", {quote.page}"
                return Chosen(chunk, " ".join(quote.title.split()) + page)
        return Chosen(chunk, self.tr("passage {}").format(chunk))

    def _cite(self, ordinal: int, index: int) -> None:
        quotes = self._conversation.evidence(ordinal)
        if 0 <= index < len(quotes):
            self.cited.emit(quotes[index], (*quotes[:index], *quotes[index + 1 :]))

    def _why(self, ordinal: int, index: int) -> None:
        quotes, turn = self._conversation.evidence(ordinal), self._conversation.turn(ordinal)
        if 0 <= index < len(quotes):
            asked = self._conversation.chosen.get(ordinal, Request()).question
            self.why_wanted.emit(quotes[index], (turn.rewritten or turn.question) if turn is not None else asked)
