"""What the model is asked while a summary is made: within its context window, kept for the next run."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

from chains.answer import Check
from chains.kit import Kit
from chains.prompts import Prompt
from chains.text import sentences

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

# A sentence of a summary, in tokens: most are shorter.
SENTENCE_TOKENS, SENTENCE_TOKENS_UNSPACED = 45, 90
SPARE_TOKENS = 20
MOST_SENTENCES = 24
# What a text may take together with the wording around it beyond what both take alone.
SEAM_TOKENS = 16
_UNSPACED_LANGUAGES = frozenset({"zh", "ja", "ko", "th"})

_BULLET = re.compile(r"\A\s*(?:[-*+•·–—]\s+|#{1,6}\s+|\(?\d{1,2}[.)]\s+|\d{1,2}、\s*)+")
_MARKUP = re.compile(r"\*\*|__|`")
_PREAMBLE = re.compile(
    r"\A(?:sure|certainly|of course|here (?:is|are)|in (?:summary|conclusion)|to summarize|the (?:following|summary)"
    r"|summary|notes?|总结|以下|综上|摘要)[^.!?。！？:：]{0,80}[:：]\s*"
    r"|\A(?:in (?:summary|short)|to summarize|总之|综上所述)[,，]\s*",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Writer:
    """Asks the model, and keeps what it said.

    Attributes:
        language: of the document, in which the model writes.
        kept: how many of the calls an earlier run had made.
    """

    kit: Kit
    language: str
    cancel: Check | None = None
    kept: int = 0
    _prompts: dict[str, Prompt] = field(default_factory=dict)
    _made: set[str] = field(default_factory=set)

    def prompt(self, name: str) -> Prompt:
        """The prompt, loaded once a run."""
        if name not in self._prompts:
            self._prompts[name] = self.kit.prompt(name, self.language)
        return self._prompts[name]

    @property
    def most(self) -> int:
        """Most sentences of one answer: they take a quarter of the context window at most."""
        return max(1, min(MOST_SENTENCES, (self.kit.context_tokens // 4 - SPARE_TOKENS) // self._each))

    @property
    def _each(self) -> int:
        return SENTENCE_TOKENS_UNSPACED if self.language in _UNSPACED_LANGUAGES else SENTENCE_TOKENS

    def longest(self, count: int) -> int:
        """Tokens for an answer of ``count`` sentences."""
        return SPARE_TOKENS + count * self._each

    def messages(self, name: str, part: str, **values: str) -> "list[BaseMessage]":
        """What the model is given."""
        from langchain_core.messages import HumanMessage

        prompt = self.prompt(name)
        said = prompt.part(part, **values) if part in prompt.parts else prompt.part("ask", **values)
        return [*prompt.messages(), HumanMessage(said)]

    def room(self, name: str, part: str, count: int, **values: str) -> int:
        """Tokens left for a text beside the prompt's wording, ``values`` and an answer of ``count`` sentences."""
        around = self.kit.count_messages(self.messages(name, part, **values))
        return self.kit.context_tokens - self.longest(count) - around - SEAM_TOKENS

    def write(
        self, name: str, part: str, count: int, document_ids: Sequence[str], purpose: str, **values: str
    ) -> list[str] | None:
        """The sentences that the model writes; None where its prompt does not fit.

        Args:
            name: of the prompt; ``part`` of it is the request.
            document_ids: of the documents that ``values`` come from.
            purpose: see ``chains.kit.Call``.
        """
        if self.cancel is not None:
            self.cancel.check()
        given = self.messages(name, part, **values)
        most = self.longest(count)
        key = self._key(purpose, given, most)
        found = self.kit.memo.get(key)
        if found is not None:
            # Another sentence of this run that is just the same was not made by an earlier one.
            self.kept += key not in self._made
            return [str(sentence) for sentence in json.loads(found)]
        if self.kit.count_messages(given) + most > self.kit.context_tokens:
            return None
        self._made.add(key)
        answer = self.kit.say(given, purpose=purpose, max_tokens=most, cancel=self.cancel, temperature=0.0)
        said = written(answer.text, whole=answer.finish != "length")
        self.kit.memo.put(key, json.dumps(said, ensure_ascii=False), *document_ids)
        return said

    def _key(self, purpose: str, given: "Sequence[BaseMessage]", most: int) -> str:
        told = [[message.type, message.text] for message in given]
        model = json.dumps(self.kit.model.asdict(), default=str, sort_keys=True)
        return sha256(json.dumps(["summarize", purpose, model, told, most]).encode("utf-8")).hexdigest()


def written(text: str, *, whole: bool = True) -> list[str]:
    """The sentences of what a model wrote: without its bullets, markup and preamble.

    Args:
        whole: False where it was stopped: the last sentence is then left out if it does not end.
    """
    out: list[str] = []
    for line in text.splitlines():
        bare = _PREAMBLE.sub("", _MARKUP.sub("", _BULLET.sub("", line))).strip()
        out += [bare[start:end] for start, end in sentences(bare)]
    if out and not whole and not re.search(r"[.!?。！？…][\"'”’)]*\Z", out[-1]):
        out.pop()
    return [sentence for sentence in dict.fromkeys(out) if re.search(r"[^\W\d_]", sentence)]
