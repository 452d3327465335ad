"""Conversations in the library file: every turn is stored when it is asked and again when it has ended.

The turns of a conversation are a tree: a question that is asked again, or edited, becomes another version of the turn
in whose place it stands, and nothing is lost. What is shown is the path from the first turn to the head.
"""

import itertools
import json
import os
import re
import time
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import psutil

from assistant.database import Database, Row
from assistant.events import DroppedPiece, Piece, Receipt, Seconds
from assistant.library.store import error_from_json, error_to_json
from assistant.made import Made
from chains.errors import AssistantError, InputError, LibraryError
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
        kept: how the turn stands in the transcript of the path it was read with: ``none`` (the model never saw it),
            ``full``, ``reduced`` to question and answer, or ``gone``.
        key: names the turn for good, whichever version of the conversation is shown.
        version: 1-based, in the order of asking, among the turns that were asked in the same place.
        versions: how many those are.
        made: what a chain has made beside the words of ``answer``; None for an answer.
        notes: what was told of it beside the answer, by name; see ``Done``.
        gone_to: when it was asked, turns up to this number had left the transcript.
        reduced_to: and those up to this number stood in it without their sources.
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
    gone_to: int = 0
    reduced_to: int = 0
    made: Made | None = None
    notes: tuple[str, ...] = ()


class Conversations:
    """All conversations of one home."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._owner = _owner(os.getpid())
        # By key: turns that ended and could not be stored, on a full disk say; shown, and stored with the next.
        self._unsaved: dict[int, Turn] = {}
        self._close_interrupted()

    def find(self, search: str | None = None) -> list[ConversationInfo]:
        """Conversations, the latest first; with ``search``, those in whose title, questions or answers it stands."""
        sql = (
            "SELECT c.id, c.title, c.created, c.updated, "
            "coalesce((SELECT t.ordinal FROM turns t WHERE t.key = c.head), 0) FROM conversations c"
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

    def turns(self, conversation: str, last: int | None = None) -> list[Turn]:
        """The turns of the path that is shown, in order.

        Args:
            conversation: id.
            last: key of the turn that the path ends with; None for the conversation's head.
        """
        rows = self._db.rows(_PATH, (conversation, last))
        if not rows:
            return []
        gone_to, reduced_to = rows[-1][-2:]
        return [self._as_it_ended(_turn(row, gone_to, reduced_to)) for row in rows]

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

    def save_unsaved(self) -> None:
        """Store the turns that could not be stored when they ended.

        Raises:
            LibraryError: they still cannot be.
        """
        for key, turn in list(self._unsaved.items()):
            self._store(turn)
            self._unsaved.pop(key, None)

    def start(
        self, conversation: str | None, question: str, at: int | None = None, title: str = ""
    ) -> tuple[str, Turn]:
        """Store a question before anything is done with it; the conversation's id and the turn.

        Args:
            conversation: id; None begins a new one.
            question: of the new turn, with which the path that is shown ends from now on.
            at: number of the turn in whose place it stands, which becomes an earlier version; None for the end.
            title: of a new conversation; the question, where none is given.

        Raises:
            InputError: the conversation, or the turn in it, does not exist.
            LibraryError: it cannot be stored: the disk is full, another program holds the library.
        """
        self.save_unsaved()
        with self._db.transaction():
            now = time.time()
            if conversation is None:
                identity = self._create(title or question, now)
            else:
                identity = self.resolve(conversation)
                self._db.run("UPDATE conversations SET updated = ? WHERE id = ?", (now, identity))
            before = self._before(identity, at)
            parent, ordinal, gone_to, reduced_to = before or (None, 0, 0, 0)
            turn = self._db.run(
                "INSERT INTO turns(conversation, parent, ordinal, gone_to, reduced_to, state, owner, created, question)"
                " VALUES ((SELECT key FROM conversations WHERE id = ?), ?, ?, ?, ?, 'running', ?, ?, ?)",
                (identity, parent, ordinal + 1, gone_to, reduced_to, self._owner, now, question),
            )
            self._db.run("UPDATE conversations SET head = ? WHERE id = ?", (turn, identity))
        started = Turn(ordinal + 1, "running", now, question, key=turn, gone_to=gone_to, reduced_to=reduced_to)
        return identity, started

    def finish(self, turn: Turn) -> None:
        """Store how a turn has ended.

        Raises:
            LibraryError: it cannot be stored now; ``turns`` gives it as it is all the same, and it is stored later.
        """
        try:
            self._store(turn)
        except LibraryError:
            self._unsaved[turn.key] = turn
            raise

    def _store(self, turn: Turn) -> None:
        self._db.run(
            "UPDATE turns SET state = ?, rewritten = ?, route = ?, answer = ?, supported = ?, stopped = ?, claims = ?, "
            "evidence = ?, receipt = ?, seconds = ?, error = ?, prompt = ?, raw = ?, answer_ids = ?, model = ?, "
            "placed = ?, kept = ?, gone_to = ?, reduced_to = ?, made = ?, notes = ? WHERE key = ?",
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
                "none" if turn.kept == "none" else "full",  # what else it may be depends on the path
                turn.gone_to,
                turn.reduced_to,
                None if turn.made is None else turn.made.to_json(),
                _json(turn.notes),
                turn.key,
            ),
        )

    # --- versions ---

    def switch(self, conversation: str, ordinal: int, version: int) -> None:
        """Show another version of a turn, and what was last said below it.

        Args:
            conversation: id.
            ordinal: number of the turn on the path that is shown.
            version: from 1.

        Raises:
            InputError: there is no such turn or version.
        """
        with self._db.transaction():
            turn = self._at(conversation, ordinal)
            rows = self._db.rows(
                "SELECT s.key FROM turns s JOIN turns t ON s.conversation = t.conversation AND s.parent IS t.parent "
                "WHERE t.key = ? ORDER BY s.key",
                (turn,),
            )
            if not 1 <= version <= len(rows):
                raise InputError("conversation.no_version", turn=ordinal, version=version, versions=len(rows))
            leaf = self._db.value(
                "WITH RECURSIVE down(key) AS (SELECT ?1 UNION ALL "
                "SELECT (SELECT max(t.key) FROM turns t WHERE t.parent = down.key "
                "AND t.conversation = (SELECT key FROM conversations WHERE id = ?2)) "
                "FROM down WHERE key IS NOT NULL) SELECT max(key) FROM down",
                (rows[version - 1][0], conversation),
            )
            self._db.run("UPDATE conversations SET head = ? WHERE id = ?", (leaf, conversation))

    def branch(self, conversation: str, ordinal: int) -> str:
        """The id of a new conversation that begins with the shown turns up to ``ordinal``; both go on apart.

        Raises:
            InputError: there is no such conversation or turn.
        """
        with self._db.transaction():
            identity = self.resolve(conversation)
            last = self._at(identity, ordinal)
            new = self._create(self._branch_title(identity), time.time())
            parent = None
            for turn in self.turns(identity, last):
                parent = self._db.run(
                    f"INSERT INTO turns(conversation, parent, {_COPIED}) "
                    f"SELECT (SELECT key FROM conversations WHERE id = ?), ?, {_COPIED} FROM turns WHERE key = ?",
                    (new, parent, turn.key),
                )
            self._db.run("UPDATE conversations SET head = ? WHERE id = ?", (parent, new))
        return new

    # --- inside ---

    def _as_it_ended(self, stored: Turn) -> Turn:
        ended = self._unsaved.get(stored.key)
        return stored if ended is None else replace(ended, version=stored.version, versions=stored.versions)

    def _create(self, title: str, now: float) -> str:
        identity = uuid.uuid4().hex[:12]
        title = " ".join(title.split())
        if len(title) > TITLE_CHARACTERS:
            title = title[: TITLE_CHARACTERS - 1].rstrip() + "…"
        self._db.run(
            "INSERT INTO conversations(id, title, created, updated) VALUES (?, ?, ?, ?)", (identity, title, now, now)
        )
        return identity

    def _branch_title(self, conversation: str) -> str:
        title = str(self._db.value("SELECT title FROM conversations WHERE id = ?", (conversation,)))
        base = re.sub(r" \(\d+\)$", "", title)[: TITLE_CHARACTERS - 6]
        taken = {info.title for info in self.find()}
        return next(name for number in itertools.count(2) if (name := f"{base} ({number})") not in taken)

    def _at(self, conversation: str, ordinal: int) -> int:
        """The key of a turn by its number on the path that is shown."""
        turns = [row for row in self._db.rows(_KEYS, (conversation, None)) if row[1] == ordinal]
        if not turns:
            raise InputError("conversation.no_turn", turn=ordinal)
        return int(turns[0][0])

    def _before(self, conversation: str, at: int | None) -> Row | None:
        """Key, number and state of the transcript of the turn after which a new one stands; None for a first one."""
        of_turn = "SELECT key, ordinal, gone_to, reduced_to FROM turns WHERE key = "
        if at is None:
            return self._db.row(f"{of_turn} (SELECT head FROM conversations WHERE id = ?)", (conversation,))
        turn = self._at(conversation, at)
        return self._db.row(f"{of_turn} (SELECT parent FROM turns WHERE key = ?)", (turn,))

    def _close_interrupted(self) -> None:
        """Mark turns whose process is gone: a kill keeps the question, and says that it was not answered."""
        for key, owner in self._db.rows("SELECT key, owner FROM turns WHERE state = 'running'"):
            if not _alive(owner):
                self._db.run(
                    "UPDATE turns SET state = 'stopped', stopped = 'interrupted' WHERE key = ? AND state = 'running'",
                    (key,),
                )


_COPIED = (
    "ordinal, gone_to, reduced_to, state, owner, created, question, rewritten, route, answer, supported, stopped, "
    "claims, evidence, receipt, seconds, error, prompt, raw, answer_ids, model, placed, kept, made, notes"
)
_UP = (
    "WITH RECURSIVE path(key) AS (SELECT coalesce(?2, head) FROM conversations WHERE id = ?1 "
    "UNION ALL SELECT t.parent FROM turns t JOIN path p ON t.key = p.key WHERE t.parent IS NOT NULL) "
)
_KEYS = _UP + "SELECT t.key, t.ordinal FROM path p JOIN turns t ON t.key = p.key ORDER BY t.ordinal"
_PATH = (
    _UP + "SELECT t.ordinal, t.state, t.created, t.question, t.rewritten, t.route, t.answer, t.supported, t.stopped, "
    "t.claims, t.evidence, t.receipt, t.seconds, t.error, t.prompt, t.raw, t.answer_ids, t.model, t.placed, t.kept, "
    "t.key, (SELECT count(*) FROM turns s WHERE s.conversation = t.conversation AND s.parent IS t.parent "
    "AND s.key <= t.key), "
    "(SELECT count(*) FROM turns s WHERE s.conversation = t.conversation AND s.parent IS t.parent), "
    "t.made, t.notes, t.gone_to, t.reduced_to FROM path p JOIN turns t ON t.key = p.key ORDER BY t.ordinal"
)


def _turn(row: Row, gone_to: int, reduced_to: int) -> Turn:
    ordinal, state, created, question, rewritten, route, answer, supported, stopped = row[:9]
    claims, evidence, receipt, seconds, error, prompt, raw, answer_ids, model, placed, kept = row[9:20]
    key, version, versions, made, notes, own_gone_to, own_reduced_to = row[20:]
    if kept == "full":
        kept = "gone" if ordinal <= gone_to else "reduced" if ordinal <= reduced_to else "full"
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
        key=key,
        version=version,
        versions=versions,
        gone_to=own_gone_to,
        reduced_to=own_reduced_to,
        made=None if made is None else Made.from_json(made),
        notes=tuple(json.loads(notes)),
    )


def _claim(fields: Mapping[str, Any]) -> Claim:
    return Claim(**{**fields, "evidence": tuple(fields["evidence"]), "missing": tuple(fields["missing"])})


def _receipt(fields: Mapping[str, Any]) -> Receipt:
    return Receipt(
        **{
            **fields,
            "dropped": tuple(DroppedPiece(**piece) for piece in fields.get("dropped", ())),
            "pieces": tuple(Piece(**piece) for piece in fields.get("pieces", ())),
            "examples": tuple((label, tokens) for label, tokens in fields.get("examples", ())),
        }
    )


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
