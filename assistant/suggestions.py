"""Questions to try in an empty conversation: of the sample library, or made from the person's own documents."""

import re
from collections.abc import Sequence
from pathlib import Path

from assistant import samples
from assistant.library.store import Store
from assistant.library.types import DocumentInfo
from assistant.replies import reply
from chains.text import language as language_of

SHOWN = 3
# A heading of fewer letters says nothing, one of more is a sentence.
LEAST_LETTERS, MOST_LETTERS = 4, 60
DOCUMENTS_LOOKED_AT = 12
# "3.2 Costs", "IV. Costs", "Chapter 3: Costs", "第三章 费用": the number is no part of what the section is about.
_NUMBER = re.compile(
    r"^\s*(?:(?:chapter|section|part|article|appendix)\s+\w+[.:)]?\s+|第.{1,4}[章节条部]\s*|(?:\d+|[IVXLC]+|[A-Z])[.)](?:\d+[.)]?)*\s+"
    r"|\d+(?:\.\d+)*\s+)",
    re.IGNORECASE,
)
_EVERYWHERE = frozenset(
    "introduction contents references appendix summary conclusion abstract index preface notes bibliography overview "
    "general miscellaneous acknowledgements 目录 引言 前言 附录 参考文献 摘要 结论 总结".split()
)


def suggested(store: Store, language: str) -> list[str]:
    """At most three questions that the library may answer; none where nothing sensible can be asked.

    Args:
        language: of the person: what is in it comes first.
    """
    infos = store.documents()
    questions = samples.questions()
    sampled = {question.document for question in questions}
    names = {Path(path).name for info in infos for path in info.paths}
    known = [
        question.text
        for question in questions
        if question.document in names and question.expect and not question.follow_up
    ]
    own = [info for info in infos if not sampled.intersection(Path(path).name for path in info.paths)] or infos
    if len(known) >= SHOWN:
        return sorted(known, key=lambda text: language_of(text) != language)[:SHOWN]
    recent = sorted(own, key=lambda info: (info.language != language, -info.added))[:DOCUMENTS_LOOKED_AT]
    found: list[str] = []
    for info in recent:
        found += [question for question in _about(store, info) if question not in found][:1]
        if len(found) >= SHOWN - 1:
            break
    found += [_contents(info) for info in recent[:1] if len(found) < SHOWN]
    return [*known, *found][:SHOWN]


def _about(store: Store, info: DocumentInfo) -> list[str]:
    text = store.text(info.id)
    language = "zh" if info.language == "zh" else "en"
    return [
        reply("try_section", language, section=topic, title=_title(info))
        for topic in _topics([text[block.start : block.end] for block in store.blocks(info.id) if block.level > 1])
    ]


def _topics(headings: Sequence[str]) -> list[str]:
    topics = [_NUMBER.sub("", " ".join(heading.split())).strip(" .:：-") for heading in headings]
    return [
        topic
        for topic in dict.fromkeys(topics)
        if LEAST_LETTERS <= len(topic) * (2 if language_of(topic) == "zh" else 1) <= MOST_LETTERS
        and topic.casefold() not in _EVERYWHERE
        and sum(letter.isalpha() for letter in topic) * 2 > len(topic)
    ]


def _contents(info: DocumentInfo) -> str:
    return reply("try_document", "zh" if info.language == "zh" else "en", title=_title(info))


def _title(info: DocumentInfo) -> str:
    title = " ".join(info.title.split())
    return title if len(title) <= MOST_LETTERS else title[: MOST_LETTERS - 1] + "…"
