"""Follow-up questions made whole: by rules first, else by the model under a grammar; dropped when they drift."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from chains.answer import Check
from chains.prompts import Load, load
from chains.text import is_stop, language, terms

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
Turn = tuple[str, str]

# A rewrite is a question, not an essay.
MAX_CHARS = 240
MIN_SIMILARITY = 0.3
# Whoever writes more than this leans on nothing.
MAX_FOLLOW_UP_CHARS = 300


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A question as it is searched for.

    Attributes:
        text: the question to go on with; the one that was asked where ``kept`` is False.
        by: who wrote ``text``; ``none`` if it is the question that was asked.
        kept: whether there is a rewrite and it is used.
        reason: what was carried over, or why there is no rewrite.
    """

    text: str
    by: Literal["none", "rules", "model"]
    kept: bool
    reason: str


# --- does it lean? ------------------------------------------------------------------------------------------------

_OPENER = re.compile(
    r"\A(?:and|but|or|so|also|then|plus|ok(?:ay)?)\b[, ]"
    r"|\A(?:what|how) about\b"
    r"|\A(?:what|who|where|anything|anyone|any) (?:else|others|more|other\W*\Z)\b"
    r"|\A(?:which|what|any other|the other) ones?\b"
    r"|\A(?:(?:tell me|say|give me) )?more(?: about (?:that|this|it|them))?\W*\Z"
    r"|\A(?:go on|continue|why not|how so|how come|since when|says who|for example)\W*\Z"
    r"|\A(?:why|when|where|who|which|what|how|how \w+|(?:by|until|since|from) when|for how long)\W*\Z"
    r"|\b(?:same|former|latter)(?: one| thing| question)?(?=\W*\Z| for\b)"
    r"|\b(?:first|second|third|fourth|fifth|last|next|previous|other|others) ones?\b"
    r"|\A(?:the )?(?:others?|rest|second|third|next|previous|last)\W*\Z"
    r"|\byou (?:just )?(?:said|mentioned|told)\b|\bmentioned (?:above|before|earlier)\b"
    r"|\b(?:your|the) (?:last|previous|first) (?:answer|reply|point)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"\b(?P<person>he|she|him|his|her|hers|himself|herself)\b"
    r"|\b(?P<thing>it|its|itself)\b"
    r"|\b(?P<many>they|them|their|theirs|themselves)\b"
    r"|\b(?P<that>this|that|these|those)\b(?=\W*\Z|\s+(?:is|are|was|were|do|does|did|has|have|had|can|will|would|mean"
    r"|include|cover|contain|help|matter|need|require|involve|affect|change|happen\w*|work\w*|cost\w*|apply|applies|start\w*|end\w*|take\w*|come|came|go|one|ones)\b)"
    r"|(?<!is )(?<!are )(?<!was )(?<!were )\b(?P<there>there)\b(?!\s+(?:is|are|was|were|be|been|a|any)\b)",
    re.IGNORECASE,
)
# "It" that stands for nothing, or for what the question itself goes on to say.
_EXPLETIVE = re.compile(
    r"\bis it (?:true|possible|necessary|allowed|legal|correct|right)\b|\bwhat time is it\b"
    r"|\bit (?:is|was|has been)(?: \w+ly)? (?:true|possible|said|held|assumed|believed|known|thought)\b"
    r"|\b(?:is|was) it (?:held|said|assumed|believed|known|thought|that)\b"
    r"|\bit (?:called|mean|means|take|took|takes|cost|costs)\b.* (?:to|when|if|for|that|before|until)\b"
    r"|\b(?:is|was) it\b.* (?:to|from|for)\b",
    re.IGNORECASE,
)
# The pronoun of "who gave their name to …" is explained by the question word.
_OBJECTS = frozenset("it them him her that this those these".split())
_CLAUSE = re.compile(r"\b(?:when|if|after|before|because|while|although|who|which|that)\b.*\s", re.IGNORECASE)
_FIRST_WORDS = 11  # "until when" begins no clause
_SUBJECT_WORDS = ("who ", "how many ")
_POSSESSIVE = frozenset("their themselves his her its itself himself herself".split())
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|am|do|does|did|has|have|had|can|could|will|would|shall|should|may|might"
    r"|must|list|show|tell|give|find|explain|describe|"
    r"summari[sz]e|compare|name|define|write|say|says|said|count|\w{3,}(?:ed|izes|ises|ates))\b",
    re.IGNORECASE,
)
_ZH_LEAN = re.compile(
    r"\A(?:那么?|还有|另外|然后|而且|可是|但是?|所以|再|为什么呢?|怎么会|比如)(?![一-鿿]{0,2}(?:年|月))"
    r"|[呢][？?。\s]*\Z|它们?|他们?(?!国|人)|她们?|"
    r"(?:这|那)(?:个|些|份|条|种|件|位|里|样|时|呢|是|就|有|会|要)|其(?:中|它)|(?<![尤与])其(?!实|他)|前者"
    r"|后者|第[二三四五六]个|下一个|上一个|上面|刚才|刚刚|同样|\A(?:什么时候|为什么|多少钱?|谁|哪里|怎么办?"
    r"|几个)[？?。]*\Z"
)
_HAN = re.compile("[\u3400-\u9fff]")


def leans(question: str, history: Sequence[Turn]) -> bool:
    """Whether ``question`` cannot be understood without the conversation before it."""
    text = " ".join(question.split())
    if not history or not text or len(text) > MAX_FOLLOW_UP_CHARS:
        return False
    if _HAN.search(text):
        return bool(_ZH_LEAN.search(text)) or len(_HAN.findall(text)) <= 2
    if _OPENER.search(text):
        return True
    if _pronoun(text) is not None:
        return True
    words = re.findall(r"\w+", text)
    return (
        len(words) <= 4
        and not _VERB.search(text)
        and not re.match(r"(?:who|what|when|where|why|how|which)\b", text, re.I)
    )


def _pronoun(text: str) -> re.Match[str] | None:
    """The first pronoun that the question itself does not explain.

    That is one with no more than one content word before it, or the object that ends a question without a clause
    ("when must the landlord return it?"), since a subject would be taken up by "itself".
    """
    if _EXPLETIVE.search(text):
        return None
    for match in _PRONOUN.finditer(text):
        before = text[: match.start()]
        if (
            not text[match.end() :].strip(" ?.!")
            and match.group().casefold() in _OBJECTS
            and not _CLAUSE.search(text, _FIRST_WORDS)
        ):
            return match
        named = [word for word in re.findall(r"[^\W\d_]{3,}", before) if not is_stop(word.casefold())]
        proper = re.search(r"(?<!\A)\b[A-Z]\w+", before)
        reflexive = named and text.casefold().startswith(_SUBJECT_WORDS) and match.group().casefold() in _POSSESSIVE
        if proper is None and len(named) < 2 and not reflexive:
            return match
    return None


# --- rules --------------------------------------------------------------------------------------------------------

_LEAD = re.compile(
    r"\A(?:(?:and|but|or|so|also|then|plus|ok(?:ay)?)\b,? ?)*(?:(?:what|how) about\b ?)?(?:that of |those of )?",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(
    r"\A(?P<word>in|on|at|for|from|to|by|with|of|under|after|before|during|since)\b (?P<rest>.+)", re.IGNORECASE
)
_LONE = re.compile(
    r"why|when|where|who|which|what|how|how \w+|(?:by|until|since|from) when|for how long|why not|more|go on|continue",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"\b(?:first|second|third|fourth|fifth|sixth|last|next|previous|other)\b", re.IGNORECASE)
_NAME = r"[A-Z][\w'’.-]*(?: (?:of|the|and|de|van|von|for) (?=[A-Z])| [A-Z0-9][\w'’.-]*)*"
_MONTHS = frozenset("January February March April May June July August September October November December".split())
_DETERMINED = re.compile(
    r"\b(?:the|my|our|your|this|that|a|an|his|her|their) (?P<run>(?:[\w'’-]+ ?){1,5})", re.IGNORECASE
)
_DO = re.compile(r"\b(?:do|does|did|can|could|will|would|should|must|may|has|have|had)\b", re.IGNORECASE)
# What a question is about stands before its first verb or question word.
_ZH_TOPIC = re.compile(
    r"(?P<topic>.{2,12}?)(?:的|是|在|有|什么|为|多少|怎么|如何|由|何时|几|吃|做|要|需|能|可以|包括|叫|属于|位于|发生|成立|开始|结束|到期)"
)
_ZH_ASKS = re.compile(r"什么|谁|哪|多少|几|怎么|吗|为何|为什么|何时|如何")
_ZH_TAIL = re.compile(r"[呢？?。！!，,\s]+\Z")
_ZH_HEAD = re.compile(r"\A(?:那么?|还有|另外|然后|而且|但是?|所以)[，,\s]*")


def condense(
    question: str,
    history: Sequence[Turn],
    model: "BaseChatModel | None" = None,
    *,
    embed: Embed | None = None,
    cancel: Check | None = None,
    prompts: Load = load,
) -> Rewrite:
    """``question`` as it can be understood, and searched for, without the conversation.

    Args:
        history: earlier ``(question as it was searched for, answer)`` pairs, oldest first.
        model: asked, under a JSON schema, where rules found no clear thing to carry over.
        embed: ``(n, d) float32`` normalised vectors of n texts; with it, a rewrite of the model must also stay
            close to question and history.
        prompts: the prompt of a name and language.
        cancel: checked before the model is asked.

    Raises:
        Cancelled: ``cancel`` was set.
    """
    text = " ".join(question.split())
    if not leans(text, history):
        return Rewrite(text, "none", False, "stands on its own")
    previous, answer = history[-1]
    previous = " ".join(previous.split()).rstrip("?？。. ")
    rewritten, carried, clear = _rules_zh(text, previous) if _HAN.search(text) else _rules_en(text, previous, answer)
    if not clear and model is not None:
        if cancel is not None:
            cancel.check()
        proposal = _ask(model, text, history, prompts)
        why = drift(text, proposal, history, embed)
        if why is None:
            return Rewrite(proposal, "model", True, "from the conversation")
        carried = f"{carried}; the model's rewrite was dropped: {why}"
    if rewritten.casefold() == text.casefold():
        return Rewrite(text, "none", False, carried)
    return Rewrite(rewritten, "rules", True, carried)


def _rules_en(text: str, previous: str, answer: str) -> tuple[str, str, bool]:
    """The rewrite, what it carries over, and whether that is clear."""
    rest = _LEAD.sub("", text).strip()
    bare = rest.rstrip("?.! ")
    # What begins with "and" leans: the first pronoun is what it leans by.
    pronoun = _pronoun(rest) or (None if rest == text or _EXPLETIVE.search(rest) else _PRONOUN.search(rest))
    if pronoun is not None and (_VERB.search(rest) or _starts_as_question(rest)):
        topic = _topic(previous, answer, pronoun.lastgroup or "thing")
        if topic:
            return _capital(_substitute(rest, pronoun, topic)), f"{pronoun.group()} is {topic}", True
        return _beside(rest, previous), "the words of the question before", False
    if bare and not _starts_as_question(rest) and not _VERB.search(rest):
        swapped = _swap(bare, previous)
        if swapped is not None:
            return swapped + "?", "the question before, for something else", True
        return f"{previous}, {_lower(bare)}?", "the question before", True
    if not bare or _LONE.fullmatch(bare):
        return (f"{_capital(bare)}: {previous}?" if bare else f"{previous}?"), "the question before", True
    return _beside(rest, previous), "the words of the question before", False


def _starts_as_question(text: str) -> bool:
    return bool(
        re.match(
            r"(?:who|what|when|where|why|how|which|whose|is|are|was|were|do|does|did|can|could|will|would"
            r"|has|have|had|should)\b",
            text,
            re.I,
        )
    )


def _swap(new: str, previous: str) -> str | None:
    """``previous`` with ``new`` in the place of its like: an ordinal, a number, a phrase, a name."""
    ordinal, old_ordinal = _ORDINAL.search(new), _ORDINAL.search(previous)
    if ordinal and old_ordinal:
        return previous[: old_ordinal.start()] + ordinal.group().lower() + previous[old_ordinal.end() :]
    if ordinal and re.search(r"\bones?\b", new):
        return None
    phrase = _PREPOSITION.match(new)
    if phrase:
        place = re.search(rf"\b{phrase['word']}\b (?:(?:the|a|an|my) )?(?:{_NAME}|\d[\w.,-]*|\w+)", previous, re.I)
        return (
            previous[: place.start()] + _lower(new) + previous[place.end() :] if place else f"{previous} {_lower(new)}"
        )
    numbers = re.findall(r"\b\d[\d.,]*\b", previous)
    if re.fullmatch(r"\d[\d.,]*", new) and len(numbers) == 1:
        return previous.replace(numbers[0], new)
    names = [match for match in re.finditer(_NAME, previous) if match.start() > 0]
    same_kind = len(names) == 1 and (new in _MONTHS) == (names[0].group() in _MONTHS)
    if re.fullmatch(rf"(?:the )?{_NAME}", new) and same_kind:
        return previous[: names[0].start()] + new.removeprefix("the ") + previous[names[0].end() :]
    nouns = list(_DETERMINED.finditer(previous))
    if re.match(r"(?:the|my|our|a|an) ", new, re.I) and len(nouns) == 1 and len(new.split()) <= 4:
        run = _noun_run(nouns[0]["run"], previous, nouns[0].end("run"))
        if run:
            start = nouns[0].start()
            end = nouns[0].start("run") + len(run)
            return previous[:start] + _lower(new) + previous[end:]
    return None


def _noun_run(run: str, question: str, end: int) -> str:
    """The noun phrase that ``run`` begins with: up to a stop word, without the verb that "does … end" leaves last."""
    words: list[str] = []
    for word in run.split():
        if is_stop(word.casefold()) or (words and re.search(r"\w(?:ed|ing)\Z", word)):
            break
        words.append(word)
    closes = end >= len(question.rstrip()) or len(words) < len(run.split())
    if (
        len(words) > 1
        and closes
        and _DO.search(question)
        and words == run.split()[: len(words)]
        and words[-1].islower()
    ):
        words.pop()
    return " ".join(words)


def _topic(previous: str, answer: str, kind: str) -> str:
    """What a pronoun stands for: a person's name from the answer to "who", else what the question names."""
    names = [match.group() for match in re.finditer(_NAME, previous) if match.start() > 0]
    if kind == "person":
        said = [match.group() for match in re.finditer(_NAME, answer) if " " in match.group() or match.start() > 0]
        if re.match(r"(?:who|whose|which \w+|what \w+)\b", previous, re.I):
            fresh = [name for name in said if name not in previous]
            return fresh[0].rstrip(".") if fresh else names[0] if len(names) == 1 else ""
        return names[-1] if names else ""
    quoted = re.search(r"[\"“](.+?)[\"”]", previous)
    if quoted:
        return quoted.group()
    for match in _DETERMINED.finditer(previous):
        run = _noun_run(match["run"], previous, match.end("run"))
        if run:
            rest = previous[match.start("run") + len(run) :]
            tail = re.match(rf" (?:of|for|in|on) (?:the )?(?:{_NAME})| of (?:the|my|our|a) \w+", rest)
            return f"the {run}{tail.group() if tail else ''}"
    # "in March" says when, and is not what "it" stands for.
    return "" if not names or re.search(rf"\b(?:in|on|at|by|since) {re.escape(names[-1])}", previous) else names[-1]


def _substitute(text: str, pronoun: re.Match[str], topic: str) -> str:
    word = pronoun.group().lower()
    owns = word in ("its", "their", "his") or (word == "her" and bool(re.match(r" \w", text[pronoun.end() :])))
    if pronoun.lastgroup == "there":
        topic = f"at {topic}"
    elif owns and not topic.endswith('"'):
        topic += "'" if topic.endswith("s") else "'s"
    return text[: pronoun.start()] + topic + text[pronoun.end() :]


def _beside(text: str, previous: str) -> str:
    """``text`` with the words of the question before that it lacks, in brackets."""
    known = set(terms(text))
    carried = [
        word for word in re.findall(r"[\w'’.-]*\w", previous) if not all(is_stop(t) or t in known for t in terms(word))
    ]
    return f"{text.rstrip('?. ')} ({' '.join(carried)})?" if carried else text


def _lower(text: str) -> str:
    first = text.split(" ", 1)[0]
    return text[0].lower() + text[1:] if is_stop(first.casefold()) else text


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _rules_zh(text: str, previous: str) -> tuple[str, str, bool]:
    bare = _ZH_TAIL.sub("", _ZH_HEAD.sub("", text))
    topic = _ZH_TOPIC.match(previous)
    pronoun = re.search(r"它们?|他们?|她们?|(?:这|那)(?:个|些|份|条|里)?(?![么样])|(?<!尤)其(?!实|他)", bare)
    if pronoun and len(bare) > len(pronoun.group()):
        if topic:
            name = topic["topic"] + ("的" if pronoun.group() == "其" else "")
            return (
                bare[: pronoun.start()] + name + bare[pronoun.end() :] + "？",
                f"{pronoun.group()}：{topic['topic']}",
                True,
            )
        return f"{bare}（{previous}）？", "the words of the question before", False
    asks = _ZH_ASKS.search(bare)
    if asks and topic and asks.start() == 0 and topic["topic"] not in bare:
        return f"{topic['topic']}{bare}？", f"about {topic['topic']}", True
    if asks and asks.start() >= 2:
        return f"{bare}？", "only its first word leaned", True
    if len(bare) <= 10 and not asks:
        if topic and bare:
            return bare + previous[topic.end("topic") :] + "？", "the question before, for something else", True
        return f"{previous}，{bare}？", "the question before", True
    return f"{bare}（{previous}）？", "the words of the question before", False


# --- the model ----------------------------------------------------------------------------------------------------


def _ask(model: "BaseChatModel", question: str, history: Sequence[Turn], prompts: Load) -> str:
    previous, answer = history[-1]
    prompt = prompts("condense", language(question))
    given = prompt.messages(previous=previous, answer=answer[:300], question=question)
    schema = {
        "type": "object",
        "properties": {"question": {"type": "string", "minLength": 1, "maxLength": MAX_CHARS}},
        "required": ["question"],
        "additionalProperties": False,
    }
    reply = model.invoke(
        given,
        temperature=0.0,
        max_tokens=80,
        response_format={"type": "json_schema", "json_schema": {"name": "question", "schema": schema, "strict": True}},
    )
    try:
        return str(json.loads(reply.text)["question"]).strip()
    except (json.JSONDecodeError, KeyError, TypeError):
        return ""  # cut off, or a server that ignores the schema: an empty rewrite is dropped


# Stop words of search that turn a question around.
_TELLING = frozenset(terms("least most less more not no never without only before after first last"))


def drift(question: str, rewrite: str, history: Sequence[Turn], embed: Embed | None = None) -> str | None:
    """Why ``rewrite`` is not the question that was asked; None if it is.

    Every content word of the question must survive; there must be new ones, and all from the conversation.
    """
    if not rewrite or len(rewrite) > MAX_CHARS:
        return "it is empty or too long"
    said = set(terms(rewrite))
    asked = {term for term in terms(question) if not is_stop(term) or term in _TELLING}
    asked -= set(terms("one ones else other"))
    lost = sorted(asked - said)
    if lost:
        return f"it lost {lost[0]}"
    known = {term for turn in history for part in turn for term in terms(part)} | set(terms(question))
    new = {term for term in said if not is_stop(term)} - set(terms(question))
    strange = sorted(new - known)
    if strange:
        return f"{strange[0]} is from nowhere"
    if not new:
        return "it adds nothing"
    if embed is not None:
        vectors = embed([rewrite, question + " " + history[-1][0]])
        if float(vectors[0] @ vectors[1]) < MIN_SIMILARITY:
            return "it is about something else"
    return None
