"""A passage or a whole document in another language, block by block, its structure kept and its figures checked."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256

from pydantic import Field, field_validator

from chains.answer import Check, speaks
from chains.citing import Citations
from chains.documents import SourceDocument, as_document
from chains.errors import InputError
from chains.examples import Example
from chains.kit import Chain, ChainEvent, ChainInput, ChainOptions, ChainResult, Note, Progress, Words
from chains.shelf import ChainCard, builtin
from chains.text import language as language_of
from chains.translating import Piece, Problem, has_words, pieces, problems
from chains.types import Claim
from resources import resource

# What a translation may take of its source's tokens, and what is left for a short one.
GROWTH, SPARE = 2.5, 32
# Tokens of one piece at most: a weak model loses the thread of more.
LONGEST_PIECE = 220
LEAST_PIECE = 24
LEAD = re.compile(r"\A(?:in)?to\s+|\A(?:翻译?)?(?:成|为|到)\s*", re.IGNORECASE)


class TranslateOptions(ChainOptions):
    """Into what, and how."""

    to: str = Field("", max_length=40, description="Language, by name or code; your own if empty.")
    glossary: str = Field(
        "", max_length=8000, description='Terms with their translation: "deposit=Kaution; rent=Miete".'
    )
    anyway: bool = Field(False, description="Try even where the model does not know one of the languages.")
    context: bool = Field(True, description="Show the model the piece before, so that terms stay the same.")

    @field_validator("glossary")
    @classmethod
    def _of_pairs(cls, value: str) -> str:
        for entry in _entries(value):
            if entry.count("=") != 1 or not all(side.strip() for side in entry.split("=")):
                raise ValueError(f"{entry.strip()!r} is not term=translation")
        return value


@dataclass(slots=True)
class _Made:
    """What one run has made."""

    shown: list[str] = field(default_factory=list)
    clean: list[str] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    blocks: list[dict[str, object]] = field(default_factory=list)
    kept: int = 0
    marked: int = 0
    last: Example | None = None
    before: Piece | None = None


class Translate(Chain[TranslateOptions]):
    """Translate a passage, or documents one after the other."""

    Options = TranslateOptions

    def run(self, given: ChainInput, cancel: Check | None = None) -> Iterator[ChainEvent]:
        """See ``Chain.run``.

        Raises:
            InputError: no such language, nothing to do, or a language that the model does not know.
        """
        card = builtin("translate")
        documents, wanted = _what(given, self.options.to)
        glossary = [tuple(side.strip() for side in entry.split("=")) for entry in _entries(self.options.glossary)]
        terms = [(pair[0], pair[1]) for pair in glossary]
        made, citations, notes = _Made(), Citations(), []
        plan = []
        for document in documents:
            source = language_of(document.text[:4000])
            to = wanted or _own(given.language, source)
            notes += self._checked(document, source, to, given.language)
            plan.append((document, source, to, list(pieces(document, self._most(given, source, to), self.kit.count))))
        total = sum(len(found) for *_, found in plan)
        done = 0
        for document, source, to, found in plan:
            if len(plan) > 1:
                heading = f"# {document.title}\n\n"
                made.clean.append(heading)
                made.shown.append(heading)
                yield Words(heading)
            for place, piece in enumerate(found):
                if cancel is not None:
                    cancel.check()
                yield Progress("translating", done, total, document.title, made.kept)
                last = place + 1 == len(found) or found[place + 1].block != piece.block
                text = self._piece(
                    document, piece, source, to, terms, last, given.language, card, made, citations, cancel
                )
                made.shown.append(text)
                yield Words(text)
                done += 1
        yield Progress("translating", total, total, kept=made.kept)
        if made.marked:
            notes.append(Note("marked", (("count", made.marked), ("all", total))))
        yield ChainResult(
            "".join(made.shown).strip(),
            tuple(citations.quotes),
            tuple(made.claims),
            notes=tuple(notes),
            data={"to": sorted({to for *_, to, _ in plan}), "text": "".join(made.clean).strip(), "blocks": made.blocks},
            read=(total, total),
            usage=self.kit.meter.usage(),
        )

    # --- what can be done ---

    def _checked(self, document: SourceDocument, source: str, to: str, language: str) -> list[Note]:
        if source == to:
            raise InputError("translate.same", title=document.title or "-", language=_name(to, language))
        unknown = [code for code in (source, to) if not speaks(self.kit.languages, code)]
        if not unknown:
            return []
        names = ", ".join(_name(code, language) for code in unknown)
        if not self.options.anyway:
            known = ", ".join(_name(code, language) for code in self.kit.languages)
            raise InputError("translate.unknown", languages=names, known=known)
        return [Note("unknown", (("languages", names),))]

    def _most(self, given: ChainInput, source: str, to: str) -> int:
        """Tokens of one piece, so that prompt, the piece before and the translation fit exactly."""
        prompt = self.kit.prompt("translate", given.language)
        around = self.kit.count_messages(
            prompt.messages(
                source=source, target=to, glossary=prompt.part("glossary", terms=self.options.glossary), text=""
            )
        )
        room = self.kit.context_tokens - around - 2 * SPARE
        # The piece, its translation, and the same again of the piece before.
        most = int(room / (2 * (1 + GROWTH))) if self.options.context else int(room / (1 + GROWTH))
        if most < LEAST_PIECE:
            raise InputError("translate.no_room", tokens=around, context=self.kit.context_tokens)
        return min(LONGEST_PIECE, most)

    # --- one piece ---

    def _piece(
        self,
        document: SourceDocument,
        piece: Piece,
        source: str,
        to: str,
        glossary: Sequence[tuple[str, str]],
        last: bool,
        language: str,
        card: ChainCard,
        made: _Made,
        citations: Citations,
        cancel: Check | None,
    ) -> str:
        """The piece as Markdown, cited and marked; what it says goes into ``made``."""
        said: list[str] = []
        wrong: list[Problem] = []
        for text in piece.texts:
            if piece.kind == "code" or not has_words(text):
                said.append(text)
                continue
            translation, found = self._said(document, text, source, to, glossary, language, card, made, cancel)
            said.append(translation)
            wrong += found
        number = citations.cite(document, piece.start, piece.end)
        marks = "; ".join(card.words(f"problem_{item.code}", language, what=item.what) for item in wrong)
        if wrong:
            made.marked += 1
            missing = tuple(item.what for item in wrong if item.what)
            made.claims.append(Claim(" ".join(said), "no", (number - 1,), missing))
        made.blocks.append(
            {
                "kind": piece.kind,
                "start": piece.start,
                "end": piece.end,
                "text": " | ".join(said),
                "problems": [{"code": item.code, "what": item.what} for item in wrong],
            }
        )
        mark = f" ⚠ *{marks}*" if marks else ""
        cited = f" [{number}]" if last and piece.kind != "code" else ""
        lead = _lead(piece, made.before)
        made.clean.append(_lead(piece, made.before) + _set(piece, said, "", last))
        made.before = piece
        return lead + _set(piece, said, mark + cited, last)

    def _said(
        self,
        document: SourceDocument,
        text: str,
        source: str,
        to: str,
        glossary: Sequence[tuple[str, str]],
        language: str,
        card: ChainCard,
        made: _Made,
        cancel: Check | None,
    ) -> tuple[str, list[Problem]]:
        """A translation and what is wrong with it; asked again once, told what, where something is."""
        prompt = self.kit.prompt("translate", language)
        used = [pair for pair in glossary if pair[0].casefold() in text.casefold()]
        listed = prompt.part("glossary", terms="; ".join(f"{a} = {b}" for a, b in used)) if used else ""
        names = {"source": _name(source, language), "target": _name(to, language)}
        key = _key(prompt.fingerprint, source, to, listed, str(self.options.context), text)
        kept = self.kit.memo.get(key)
        if kept is not None:
            made.kept += 1
            made.last = Example(text, kept)
            return kept, problems(text, kept, to, used, source)
        shown = [made.last] if self.options.context and made.last is not None else []
        messages = prompt.messages(shown, glossary=listed, text=text, **names)
        most = int(GROWTH * self.kit.count(text)) + SPARE
        best, wrong = "", [Problem("empty")]
        for attempt in (1, 2):
            answer = self.kit.say(
                messages, purpose="translate", max_tokens=most, cancel=cancel, tries=attempt, temperature=0.0
            )
            found = problems(text, answer.text, to, used, source)
            if answer.finish != "stop":
                found.append(Problem("length"))
            if attempt == 1 or len(found) < len(wrong):
                best, wrong = " ".join(answer.text.split()), found
            if not wrong or attempt == 2:
                break
            what = "; ".join(card.words(f"problem_{item.code}", language, what=item.what) for item in wrong)
            again = prompt.part("again", what=what, text=text)
            messages = prompt.messages([Example(text, best)] if best else [], glossary=listed, text=again, **names)
            if self.kit.count_messages(messages) + most > self.kit.context_tokens:
                break
        self.kit.memo.put(key, best, document.id)
        if not wrong:
            made.last = Example(text, best)
        return best, wrong


def _what(given: ChainInput, to: str) -> tuple[tuple[SourceDocument, ...], str]:
    """What is translated, and into what: "/translate to German" with documents, or a passage."""
    wanted = _code(to) if to else ""
    if to and not wanted:
        raise InputError("translate.no_language", name=to)
    if not given.documents:
        if not given.text.strip():
            raise InputError("translate.nothing")
        return (as_document(given.text, language=language_of(given.text)),), wanted
    if given.text.strip():
        named = _code(LEAD.sub("", given.text.strip()))
        if not named:
            raise InputError("translate.no_language", name=given.text.strip()[:60])
        wanted = wanted or named
    return given.documents, wanted


def _own(asked: str, source: str) -> str:
    """The person's own language, unless the text is in it."""
    if asked != source:
        return asked
    raise InputError("translate.which", language=_name(source, asked))


@cache
def _languages() -> dict[str, dict[str, str]]:
    return tomllib.loads(resource("languages.toml").read_text("utf-8"))


def _code(name: str) -> str:
    """The ISO 639-1 code of a language, by any of its names; empty for none known."""
    folded = name.strip().casefold().rstrip(".。 ")
    known = _languages().items()
    return next((code for code, texts in known if folded in {code, *map(str.casefold, texts.values())}), "")


def _name(code: str, language: str) -> str:
    texts = _languages().get(code, {})
    return texts.get(language) or texts.get("en") or code


def _entries(glossary: str) -> list[str]:
    return [entry for entry in re.split(r"[;；\n]", glossary) if entry.strip()]


def _lead(piece: Piece, before: Piece | None) -> str:
    """What stands between a piece and the one before."""
    if before is None:
        return ""
    if before.block == piece.block:
        return " "
    together = {("item", "item"), ("header", "row"), ("row", "row")}
    return "\n" if (before.kind, piece.kind) in together else "\n\n"


def _set(piece: Piece, said: Sequence[str], behind: str, last: bool) -> str:
    """A piece's translation in Markdown."""
    if piece.kind == "code":
        return f"```\n{said[0]}\n```"
    if piece.kind in ("header", "row"):
        cells = [text.replace("|", "\\|") for text in said]
        line = f"| {' | '.join([*cells[:-1], cells[-1] + behind])} |"
        return f"{line}\n|{' --- |' * len(cells)}" if piece.kind == "header" else line
    lead = f"{piece.mark} " if piece.mark else ""
    return f"{lead}{said[0]}{behind}"


def _key(*parts: str) -> str:
    return sha256("\x00".join(("translate", *parts)).encode("utf-8", "surrogatepass")).hexdigest()
