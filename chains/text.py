"""Text as retrieval sees it: terms, sentences and the language of a question. Spans count code points."""

import re
import threading
import unicodedata
from collections import Counter
from functools import cache, lru_cache
from itertools import pairwise

import Stemmer

from resources import resource

# Scripts that put no blank between words. Their runs are cut into overlapping pairs, which needs no dictionary and
# is hard to beat for retrieval (Nie et al., "On the use of words and n-grams for Chinese information retrieval", 2000).
_UNSPACED = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f\u1780-\u17ff"  # Burmese, Khmer
    "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"  # Hangul: particles cling to its words, so pairs serve it too
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"  # kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
)
_TERM = re.compile(
    rf"(?P<unspaced>[{_UNSPACED}]+)"
    # Apart from the letters after it: "35km" is "35 km".
    r"|(?P<number>\d+(?:[.,]\d+)*)"
    r"|(?P<acronym>(?<!\w)(?:[^\W\d_]\.){2,})"
    rf"|(?P<word>(?:(?![{_UNSPACED}])[^\W_])+(?:'[^\W\d_]+)*)"
)
# A Chinese pair with one of these straddles a word's border or asks.
_FUNCTION_CHARACTERS = frozenset("的了吗呢么什哪谁是")
# Of a hyphenated word's two parts together; longer ones are seldom written as one.
_LONGEST_COMPOUND = 12
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?\Z")
_QUOTES = str.maketrans({"’": "'", "ʼ": "'", "\u00ad": None, "\u200b": None})

_local = threading.local()


def _stem(word: str) -> str:
    # PyStemmer's objects may not be shared between threads.
    stemmer = getattr(_local, "stemmer", None)
    if stemmer is None:
        stemmer = _local.stemmer = Stemmer.Stemmer("english")
    return str(stemmer.stemWord(word))


@lru_cache(maxsize=1 << 16)
def _word_term(word: str) -> str:
    """The term of a casefolded word."""
    return _stem(word if word.isascii() else _without_accents(word)).replace("'", "")


def _without_accents(word: str) -> str:
    """``word`` as somebody without that keyboard types it; only Latin letters lose their marks."""
    if word.isascii() or not "a" <= unicodedata.normalize("NFD", word[0])[0] <= "z":
        return word
    plain = "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))
    return plain.replace("ß", "ss").replace("ø", "o").replace("ł", "l").replace("æ", "ae").replace("œ", "oe")


def _number(digits: str) -> str:
    return digits.replace(",", "") if _GROUPED.match(digits) else digits


def terms(text: str) -> list[str]:
    """The index terms of ``text``, in order, stop words included.

    Words are casefolded, compatibility forms and accents folded, and stemmed by Snowball's English rules; numbers stay
    whole ("1,500" is "1500", "3.5" is "3.5"); Chinese, Japanese, Korean and other unspaced runs become pairs of
    characters, a lone character itself. No term contains a blank or a quotation mark; the only ASCII characters
    besides letters and digits are ``.`` and ``,`` inside numbers, so that SQLite's tokenizer
    ``ascii tokenchars '.,'`` gives exactly these terms back.
    """
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_QUOTES)
    if not unicodedata.is_normalized("NFKC", plain):
        plain = unicodedata.normalize("NFKC", plain)
    if plain.isascii() and "-" not in plain:
        # Most of what is indexed: the same terms, without a look at each match.
        return [term for term in map(_ascii_term, _ASCII_TERM.findall(plain)) if term]
    out: list[str] = []
    hyphen = -1
    first = ""  # of a hyphenated word
    for match in _TERM.finditer(plain):
        kind, found = match.lastgroup, match.group()
        if kind == "word":
            if hyphen == match.start() and len(first) + len(found) <= _LONGEST_COMPOUND:
                # "Wi-Fi" is "wifi" too, "e-mail" is "email".
                out.append(_word_term(first + found))
            hyphen = match.end() + 1 if plain.startswith("-", match.end()) else -1
            first = found
            out.append(_word_term(found))
        elif kind == "unspaced":
            out.extend(map("".join, pairwise(found)) if len(found) > 1 else [found])
        elif kind == "number":
            out.append(_number(found))
        else:
            out.append(found.replace(".", ""))
    out.extend(_MONTHS[int(month) - 1] for month in _YEAR_MONTH.findall(plain))
    return [term for term in out if term]


# "2024-11", as tables have it, is November: who asks says so.
_YEAR_MONTH = re.compile(r"(?<![\w-])(?:19|20)\d\d-(0[1-9]|1[0-2])(?![\d])")
_MONTHS = tuple("januari februari march april may june juli august septemb octob novemb decemb".split())
_ASCII_TERM = re.compile(r"\d+(?:[.,]\d+)*|(?<!\w)(?:[a-z]\.){2,}|[a-z][a-z0-9]*(?:'[a-z]+)*")


@lru_cache(maxsize=1 << 16)
def _ascii_term(found: str) -> str:
    if found[0].isdigit():
        return _number(found)
    return found.replace(".", "") if "." in found else _word_term(found)


@cache
def _stop_terms() -> frozenset[str]:
    lines = resource("stopwords.txt").read_text("utf-8").splitlines()
    words = [word for line in lines if not line.startswith("#") for word in line.split()]
    return frozenset(words) | frozenset(term for word in words for term in terms(word))


def is_stop(term: str) -> bool:
    """Whether ``term``, as ``terms`` gives it, says nothing about what a question is after."""
    return term in _stop_terms() or not _FUNCTION_CHARACTERS.isdisjoint(term)


@cache
def _common_ranks() -> dict[str, int]:
    lines = resource("common_words.txt").read_text("utf-8").splitlines()
    words = [word for line in lines if not line.startswith("#") for word in line.split()]
    return {word: place for place, word in enumerate(words, 1)}


def common_rank(term: str) -> int:
    """The place of ``term`` among the most common terms of English that are no stop words, from 1; 0 for a rare one."""
    return _common_ranks().get(term, 0)


def common_terms(count: int) -> list[str]:
    """The most common terms of English that are no stop words, the commonest first."""
    return list(_common_ranks())[:count]


@cache
def _irregular_forms() -> dict[str, str]:
    lines = resource("irregular_words.txt").read_text("utf-8").splitlines()
    families = [[_word_term(word) for word in line.split()] for line in lines if not line.startswith("#")]
    return {other: usual for usual, *others in families for other in others}


def usual_form(term: str) -> str:
    """``term`` in the form that stemming gives its word elsewhere: "wrote" is of "write"; most are their own."""
    return _irregular_forms().get(term, term)


def query_terms(text: str) -> list[str]:
    """The terms of a question that are worth searching for: no stop or question words, unless nothing else is left."""
    found = terms(text)
    return [term for term in found if not is_stop(term)] or found


# --- sentences ----------------------------------------------------------------------------------------------------

_END = re.compile(
    r"(?P<cjk>[。！？；｡]+|…{2,})[”’」』）】》〉\"')]*"
    # What must follow is looked at in code: a lookahead here would scan a long run of dots anew from each dot.
    r"|(?P<latin>[.!?…]+)[\"'”’)\]»]*(?:\[\d{1,4}\])*"
)
_WORD_BEFORE = re.compile(r"[^\s(\[\"“'‘]*\Z")
_NEXT_WORD = re.compile(r"\s*[\"'“‘(\[«¿¡]*(\w+)?")
_LIST_ITEM = re.compile(
    r"\s*(?:[-*+•‣▪●◦·–—]\s|#{1,6}\s|\(?\d{1,3}[.)]\s|\(?[a-zA-Z][.)]\s|[^\s:：]{1,20}(?: [^\s:：]{1,20}){0,3}[:：]\s)"
)
_HEADING = re.compile(r"\s*(?:#{1,6}\s|第.{1,6}[章节條条])")
_CELLS = re.compile(r"\t| \| |^\|")

# Never the end of a sentence; the others only when the next word does not look like the start of one.
_TITLES = frozenset(
    "mr mrs ms dr prof st rev hon gen col lt sgt capt cmdr adm gov sen rep pres mt messrs mme mlle e.g i.e cf vs "
    "viz z.b d.h bzw ca approx".split()
)
_BEFORE_NUMBER = frozenset("no nos nr p pp fig figs vol vols sec sect art arts ch chap eq tab par para ver op".split())
_ABBREVIATIONS = frozenset(
    "etc al jr sr inc ltd co corp dept est ed eds bros jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed "
    "thu fri sat sun a.m p.m u.s u.k u.s.a e.u ph.d b.a m.a b.c a.d d.c ave blvd rd ft".split()
)
# What numbers a heading or the item of a list, at the beginning of a line.
_COUNTER = re.compile(r"(?:\d{1,3}(?:\.\d{1,3})*|[ivxIVX]{1,4})\Z")
_INITIAL = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]\Z")
# How far to look for the word before a full stop: longer ones are no abbreviation.
_LOOK_BACK = 24
# How far into a line to look for the border of a table's cell.
_LOOK_AHEAD = 400


def _ends_sentence(text: str, start: int, end: int) -> bool:
    """Whether the Latin stop ``text[start:end]``, with the quotes behind it, ends a sentence."""
    if not text[end : end + 1].isspace():
        return False
    following = _NEXT_WORD.match(text, end, end + 64)
    word = following.group(1) if following else None
    if word is None:
        return True
    before = _WORD_BEFORE.search(text, max(0, start - _LOOK_BACK), start)
    last = before.group() if before else ""
    folded = last.casefold()
    begin = start - len(last)
    if _COUNTER.match(last) and text[max(0, begin - 1) : begin] in ("", "\n"):
        return False  # "6. Specifications"
    if text[start] != "." or text.startswith("..", start):
        return not word[0].islower()
    if folded in _TITLES:
        return False
    if folded in _BEFORE_NUMBER and word[0].isdigit():
        return False
    starter = word[0].isupper() and is_stop(word.casefold())
    if folded in _ABBREVIATIONS or _INITIAL.match(last):
        return starter and len(word) > 1
    if word[0].islower():
        return len(last) > 4 and last.isalpha() and last.islower()
    return True


def _line_ends_sentence(line: str, following: str) -> bool:
    """Whether the line break between two lines, without the blanks around them, is more than a wrapped line."""
    if not line or not following:
        return True
    if (
        _HEADING.match(line)
        or _HEADING.match(following)
        or _LIST_ITEM.match(following)
        or _CELLS.search(line, 0, _LOOK_AHEAD)
        or _CELLS.search(following, 0, _LOOK_AHEAD)
    ):
        return True
    last, first = line[-1], following[0]
    if last in ",-–—(，、" or first.islower():
        return False
    # A heading, the last line of a paragraph, an item of a list without marks: too short to have been wrapped.
    return len(line) < 80 and (len(line) < 0.6 * len(following) or max(len(line), len(following)) < 30)


def sentences(text: str) -> list[tuple[int, int]]:
    """The spans of the sentences of ``text``, in order, without the blanks around them.

    Every non-blank character is in exactly one. Blank lines, list items, headings and table rows end a sentence
    too. Takes time linear in the length of ``text``.
    """
    borders = [
        match.end()
        for match in _END.finditer(text)
        if match.lastgroup == "cjk" or _ends_sentence(text, match.start(), match.end())
    ]
    position = 0
    for line, following in pairwise(text.split("\n")):
        position += len(line) + 1
        if _line_ends_sentence(line.strip(), following.strip()):
            borders.append(position)
    borders.append(len(text))
    borders.sort()
    spans: list[tuple[int, int]] = []
    begin = 0
    for border in borders:
        piece = text[begin:border]
        stripped = piece.strip()
        if stripped:
            start = begin + len(piece) - len(piece.lstrip())
            spans.append((start, start + len(stripped)))
        begin = border
    return spans


# --- language -----------------------------------------------------------------------------------------------------

_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\u1100-\u11ff\uac00-\ud7af]")),
    ("zh", re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
)
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]+")
_FOREIGN = {
    "de": "der die das und ist nicht ein eine wie was wer wann wo den dem mit für von zu sind wurde welche",
    "fr": "le la les des est et une un du que qui quel quelle quand où dans pour pas sur avec sont",
    "es": "el la los las es y una un del que quién cuál cuándo dónde por para con no son qué cómo",
    "it": "il lo la gli è e una un di che chi quale quando dove per con non sono come della",
    "pt": "o a os as é e uma um do da que quem qual quando onde por para com não são como",
}
_FOREIGN_WORDS = {code: frozenset(words.split()) for code, words in _FOREIGN.items()}


@lru_cache(maxsize=256)
def language(text: str) -> str:
    """The likely language of ``text``: an ISO 639-1 code, or ``other-latin`` for an unknown one in Latin letters.

    Told by script, then by stop words: enough to choose a prompt, not more. Text without letters counts as English.
    """
    counts = Counter({code: len(pattern.findall(text)) for code, pattern in _SCRIPTS})
    words = _LATIN.findall(text.casefold())
    # A word of Latin letters says about as much as two Chinese characters.
    if counts["ja"] and counts["ja"] * 8 >= counts["zh"]:
        counts["ja"] += counts.pop("zh")
    code, most = counts.most_common(1)[0]
    if most > 2 * len(words) or (most and code in ("zh", "ja", "ko") and most >= len(words)):
        return code
    english = sum(word in _english_stop_words() for word in words)
    hits, best = max((sum(word in known for word in words), name) for name, known in _FOREIGN_WORDS.items())
    if hits > english:
        return best
    if english or text.isascii():
        return "en"
    return "other-latin"


@cache
def _english_stop_words() -> frozenset[str]:
    return frozenset(word for word in _stop_terms() if word.isascii())
