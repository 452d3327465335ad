"""Conversations in the library file: every turn is stored when it is asked and again when it has ended."""

import json
import os
import time
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import psutil
from langchain_core.chat_history import BaseChatMessageHistory
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

from assistant.database import Database, Row
from assistant.events import DroppedPiece, Receipt, Seconds
from assistant.library.store import error_from_json, error_to_json
from chains.errors import AssistantError, InputError
from chains.types import Claim, Quote

TITLE_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class ConversationInfo:
    """One conversation; times in seconds since 1970."""

    id: str
    title: str
    created: float
    updated: float
    turns: int


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and what became of it.

    Attributes:
        state: ``running``, ``done``, ``stopped`` or ``failed``.
        stopped: why the answer did not end by itself: ``cancelled``, ``length``, ``loop`` or ``interrupted``.
        prompt: the user message as the model got it, with its evidence.
        raw: the model's words before they were tidied for showing.
        answer_ids: the exact token ids that the model wrote, valid for ``model``.
        model: fingerprint of that model.
        placed: ``(number in the transcript, index in evidence)`` of each quote whose text stands in ``prompt``.
        kept: how the turn stands in the transcript: ``none`` (the model never saw it), ``full``, ``reduced`` to
            question and answer, or ``gone``.
        key: names the turn for good, whichever version of the conversation is shown.
        version: 1-based, in the order of asking, among the turns that were asked in the same place.
        versions: how many those are.
    """

    ordinal: int
    state: str
    created: float
    question: str
    rewritten: str | None = None
    route: str | None = None
    answer: str = ""
    supported: str | None = None
    stopped: str | None = None
    claims: tuple[Claim, ...] = ()
    evidence: tuple[Quote, ...] = ()
    receipt: Receipt = field(default_factory=Receipt)
    seconds: Seconds = field(default_factory=Seconds)
    error: AssistantError | None = None
    prompt: str = ""
    raw: str = ""
    answer_ids: tuple[int, ...] = ()
    model: str = ""
    placed: tuple[tuple[int, int], ...] = ()
    kept: str = "none"
    key: int = 0
    version: int = 1
    versions: int = 1


class Conversations:
    """All conversations of one home."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._owner = _owner(os.getpid())
        self._close_interrupted()

    def find(self, search: str | None = None) -> list[ConversationInfo]:
        """Conversations, the latest first; with ``search``, those in whose title, questions or answers it stands."""
        sql = (
            "SELECT c.id, c.title, c.created, c.updated, (SELECT count(*) FROM turns t WHERE t.conversation = c.key) "
            "FROM conversations c"
        )
        parameters: list[str] = []
        if search:
            sql += (
                " WHERE instr(lower(c.title), lower(?1)) OR EXISTS (SELECT 1 FROM turns t WHERE t.conversation = c.key "
                "AND (instr(lower(t.question), lower(?1)) OR instr(lower(t.answer), lower(?1))))"
            )
            parameters.append(search)
        return [
            ConversationInfo(*row) for row in self._db.rows(sql + " ORDER BY c.updated DESC, c.key DESC", parameters)
        ]

    def resolve(self, reference: str) -> str:
        """The id of the conversation that ``reference`` fits: ``last``, an id or its beginning, or a whole title.

        Raises:
            InputError: none fits, or several.
        """
        known = self.find()
        if reference == "last" and known:
            return known[0].id
        found = [info.id for info in known if reference in (info.id, info.title)]
        found = found or [info.id for info in known if len(reference) >= 3 and info.id.startswith(reference)]
        if len(found) != 1:
            code = "conversation.several" if found else "conversation.none"
            raise InputError(code, reference=reference, count=len(found))
        return found[0]

    def turns(self, conversation: str) -> list[Turn]:
        """The turns, in order."""
        rows = self._db.rows(f"{_TURN} WHERE c.id = ? ORDER BY t.ordinal", (conversation,))
        return [_turn(row) for row in rows]

    def rename(self, conversation: str, title: str) -> None:
        """Give a conversation another title.

        Raises:
            InputError: an empty title.
        """
        if not title.strip():
            raise InputError("conversation.title")
        self._db.run(
            "UPDATE conversations SET title = ? WHERE id = ?", (" ".join(title.split()), self.resolve(conversation))
        )

    def delete(self, conversation: str) -> None:
        """Delete a conversation with all its turns."""
        self._db.run("DELETE FROM conversations WHERE id = ?", (self.resolve(conversation),))
        self._db.scrub()

    def start(self, conversation: str | None, question: str) -> tuple[str, int]:
        """Store a question before anything is done with it; the conversation's id and the turn's number in it.

        Raises:
            InputError: the conversation does not exist.
        """
        with self._db.transaction():
            now = time.time()
            if conversation is None:
                identity = uuid.uuid4().hex[:12]
                title = " ".join(question.split())
                if len(title) > TITLE_CHARACTERS:
                    title = title[: TITLE_CHARACTERS - 1].rstrip() + "…"
                self._db.run(
                    "INSERT INTO conversations(id, title, created, updated) VALUES (?, ?, ?, ?)",
                    (identity, title, now, now),
                )
            else:
                identity = self.resolve(conversation)
                self._db.run("UPDATE conversations SET updated = ? WHERE id = ?", (now, identity))
            key = self._db.value("SELECT key FROM conversations WHERE id = ?", (identity,))
            ordinal = 1 + int(
                self._db.value("SELECT coalesce(max(ordinal), 0) FROM turns WHERE conversation = ?", (key,))
            )
            self._db.run(
                "INSERT INTO turns(conversation, ordinal, state, owner, created, question) "
                "VALUES (?, ?, 'running', ?, ?, ?)",
                (key, ordinal, self._owner, now, question),
            )
        return identity, ordinal

    def finish(self, conversation: str, turn: Turn) -> None:
        """Store how a turn has ended."""
        self._db.run(
            "UPDATE turns SET state = ?, rewritten = ?, route = ?, answer = ?, supported = ?, stopped = ?, claims = ?, "
            "evidence = ?, receipt = ?, seconds = ?, error = ?, prompt = ?, raw = ?, answer_ids = ?, model = ?, "
            "placed = ?, kept = ? WHERE ordinal = ? AND conversation = (SELECT key FROM conversations WHERE id = ?)",
            (
                turn.state,
                turn.rewritten,
                turn.route,
                turn.answer,
                turn.supported,
                turn.stopped,
                _json([asdict(claim) for claim in turn.claims]),
                _json([asdict(quote) for quote in turn.evidence]),
                _json(asdict(turn.receipt)),
                _json(asdict(turn.seconds)),
                None if turn.error is None else error_to_json(turn.error),
                turn.prompt,
                turn.raw,
                _json(turn.answer_ids),
                turn.model,
                _json(turn.placed),
                turn.kept,
                turn.ordinal,
                conversation,
            ),
        )

    def compact(self, conversation: str, kept: Mapping[int, str]) -> None:
        """Note how earlier turns stand in the transcript now: turn number to ``full``, ``reduced`` or ``gone``."""
        with self._db.transaction():
            for ordinal, state in kept.items():
                self._db.run(
                    "UPDATE turns SET kept = ? WHERE ordinal = ? "
                    "AND conversation = (SELECT key FROM conversations WHERE id = ?)",
                    (state, ordinal, conversation),
                )

    def _close_interrupted(self) -> None:
        """Mark turns whose process is gone: a kill keeps the question, and says that it was not answered."""
        for key, owner in self._db.rows("SELECT key, owner FROM turns WHERE state = 'running'"):
            if not _alive(owner):
                self._db.run(
                    "UPDATE turns SET state = 'stopped', stopped = 'interrupted' WHERE key = ? AND state = 'running'",
                    (key,),
                )


class ConversationHistory(BaseChatMessageHistory):
    """One conversation as LangChain's chat history: a thin adapter, to read from and to add whole messages to.

    langchain-core has deprecated this interface for 2.0; nothing in Lectern itself depends on it.
    """

    def __init__(self, conversations: Conversations, conversation: str | None = None) -> None:
        self._conversations = conversations
        self.conversation = conversation

    @property
    def messages(self) -> list[BaseMessage]:  # type: ignore[override] # a class attribute there, computed here
        """Questions and answers, in order; a question without an answer stands alone."""
        found: list[BaseMessage] = []
        for turn in self._conversations.turns(self.conversation) if self.conversation else []:
            found.append(HumanMessage(turn.question))
            if turn.answer:
                found.append(AIMessage(turn.answer))
        return found

    def add_message(self, message: BaseMessage) -> None:
        """Store a message: a question opens a turn, an answer ends the last one."""
        text = str(message.text)
        if isinstance(message, AIMessage) and self.conversation is not None:
            turns = self._conversations.turns(self.conversation)
            if turns and not turns[-1].answer:
                last = turns[-1]
                self._conversations.finish(
                    self.conversation, Turn(last.ordinal, "done", last.created, last.question, answer=text)
                )
                return
        self.conversation, ordinal = self._conversations.start(self.conversation, text)
        self._conversations.finish(self.conversation, Turn(ordinal, "done", time.time(), text))

    def clear(self) -> None:
        """Delete the conversation."""
        if self.conversation is not None:
            self._conversations.delete(self.conversation)
            self.conversation = None


_TURN = (
    "SELECT t.ordinal, t.state, t.created, t.question, t.rewritten, t.route, t.answer, t.supported, t.stopped, "
    "t.claims, t.evidence, t.receipt, t.seconds, t.error, t.prompt, t.raw, t.answer_ids, t.model, "
    "t.placed, t.kept "
    "FROM turns t JOIN conversations c ON c.key = t.conversation"
)


def _turn(row: Row) -> Turn:
    ordinal, state, created, question, rewritten, route, answer, supported, stopped = row[:9]
    claims, evidence, receipt, seconds, error, prompt, raw, answer_ids, model, placed, kept = row[9:]
    return Turn(
        ordinal,
        state,
        created,
        question,
        rewritten=rewritten,
        route=route,
        answer=answer,
        supported=supported,
        stopped=stopped,
        claims=tuple(_claim(fields) for fields in json.loads(claims)),
        evidence=tuple(Quote(**fields) for fields in json.loads(evidence)),
        receipt=_receipt(json.loads(receipt)),
        seconds=Seconds(**json.loads(seconds)),
        error=None if error is None else error_from_json(error),
        prompt=prompt,
        raw=raw,
        answer_ids=tuple(json.loads(answer_ids)),
        model=model,
        placed=tuple((number, index) for number, index in json.loads(placed)),
        kept=kept,
    )


def _claim(fields: Mapping[str, Any]) -> Claim:
    return Claim(**{**fields, "evidence": tuple(fields["evidence"]), "missing": tuple(fields["missing"])})


def _receipt(fields: Mapping[str, Any]) -> Receipt:
    return Receipt(**{**fields, "dropped": tuple(DroppedPiece(**piece) for piece in fields.get("dropped", ()))})


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _owner(pid: int) -> str:
    # A process id alone may be another program's by now.
    try:
        return f"{pid} {psutil.Process(pid).create_time():.2f}"
    except psutil.Error:
        return f"{pid} gone"


def _alive(owner: str) -> bool:
    return _owner(int(owner.split(maxsplit=1)[0])) == owner
