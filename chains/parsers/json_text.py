"""JSON as models write it: in code fences, amid prose, with the commas, quotes and brackets of other notations."""

import json
import re
from collections.abc import Iterator
from typing import Final

# Deeper nesting is no answer to anything, and would end in the interpreter's own limit.
_DEEPEST: Final = 60
# How many brackets are tried as the beginning of the value.
_STARTS: Final = 24
_BLANK: Final = re.compile(r"(?:\s|//[^\n]*|#[^\n]*)*")
_QUOTES: Final = {'"': '"', "'": "'", "“": "”", "‘": "’", "”": "”", "「": "」", "`": "`"}
_NUMBER: Final = re.compile(r"[-+]?(?:\d[\d_]*(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?(?=[\s,，;\]}）)]|\Z)")
# A word without quotes ends where the next thing begins.
_BARE_VALUE: Final = re.compile(r"[^,，;\n\]}]+")
_BARE_KEY: Final = re.compile(r"[^\s:：=,，{}\[\]\"'][^:：=\n{}\[\]\"]{0,80}?(?=\s*[:：=])")
_WORDS: Final = {
    "true": True, "false": False, "null": None, "none": None, "undefined": None, "nil": None, "yes": True, "no": False,
    "是": True, "否": False, "无": None, "真": True, "假": False,
}  # fmt: skip
_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "/": "/", "\\": "\\"}
_CLOSERS: Final = {"{": "}", "[": "]"}


class NoJson(ValueError):
    """There is no object or list in the text."""


def read_json(text: str) -> tuple[object, bool]:
    """The value that ``text`` holds, and whether it had to be mended to be read.

    Mended are code fences and prose around the value, comments, trailing and missing commas, single and typographic
    quotes, keys and words without quotes, Python's and Chinese words for true, false and null, Chinese punctuation,
    line breaks within strings, and brackets that are not closed.

    Raises:
        NoJson: nothing in it can be read as an object or a list.
    """
    try:
        return json.loads(text), False
    except (ValueError, RecursionError):
        pass
    found = _largest(text)
    if found is None:
        raise NoJson("there is no JSON object or list in it")
    return found, True


def _largest(text: str) -> object:
    """The object or list that spans most of ``text``."""
    best: tuple[int, object] | None = None
    at = -1
    for _ in range(_STARTS):
        opening = re.compile(r"[{\[]").search(text, at + 1)
        if opening is None:
            break
        at = opening.start()
        reader = _Reader(text)
        try:
            value, end = reader.value(at, 0)
        except NoJson:
            continue
        if value and (best is None or end - at > best[0]):
            best = (end - at, value)
        if value or best is None:
            best = best or (end - at, value)
        at = max(at, end - 1)
    return None if best is None else best[1]


class _Reader:
    """Reads one value, forgiving what can be understood in one way only."""

    def __init__(self, text: str) -> None:
        self._text = text

    def value(self, at: int, depth: int) -> tuple[object, int]:
        """The value that begins at ``at``, and where it ends.

        Raises:
            NoJson: none begins there.
        """
        if depth > _DEEPEST:
            raise NoJson("it is nested too deeply")
        at = self._blank(at)
        first = self._text[at : at + 1]
        if first == "{":
            return self._object(at + 1, depth)
        if first == "[":
            return self._list(at + 1, depth)
        if first in _QUOTES:
            return self._string(at)
        number = _NUMBER.match(self._text, at)
        if number:
            digits = number.group().replace("_", "").lstrip("+")
            whole = re.fullmatch(r"-?\d+", digits)
            # Longer ones are refused by the interpreter, and are no figure that somebody means.
            return (int(digits) if whole and len(digits) < 300 else float(digits)), number.end()
        bare = _BARE_VALUE.match(self._text, at)
        if not bare or not bare.group().strip():
            raise NoJson("a value is missing")
        word = bare.group().strip()
        return _WORDS.get(word.casefold(), word), bare.end()

    def _blank(self, at: int) -> int:
        found = _BLANK.match(self._text, at)
        return found.end() if found else at

    def _object(self, at: int, depth: int) -> tuple[object, int]:
        found: dict[str, object] = {}
        while True:
            at = self._separators(at)
            char = self._text[at : at + 1]
            if char in ("}", ""):
                return found, at + len(char)
            if char == "]":  # the wrong bracket: whoever opened a list closes it
                return found, at
            key, at = self._key(at)
            at = self._blank(at)
            if self._text[at : at + 1] in (":", "：", "="):
                at = self._blank(at + 1)
                at += self._text.startswith(">", at) and self._text[at - 1] == "="
                if self._text[at : at + 1] in ("", ",", "，", "}"):
                    if at < len(self._text):
                        found[key] = None
                    continue  # cut before the value: the key alone says nothing
                found[key], at = self.value(at, depth + 1)
            elif at < len(self._text):
                raise NoJson("a key has no value")

    def _list(self, at: int, depth: int) -> tuple[object, int]:
        found: list[object] = []
        while True:
            at = self._separators(at)
            char = self._text[at : at + 1]
            if char in ("]", ""):
                return found, at + len(char)
            if char == "}":
                return found, at
            item, at = self.value(at, depth + 1)
            found.append(item)

    def _separators(self, at: int) -> int:
        while True:
            at = self._blank(at)
            if self._text[at : at + 1] not in (",", "，", ";", "、") or at >= len(self._text):
                return at
            at += 1

    def _key(self, at: int) -> tuple[str, int]:
        if self._text[at] in _QUOTES:
            return self._string(at)
        bare = _BARE_KEY.match(self._text, at)
        if bare is None:
            raise NoJson("a key is missing")
        return bare.group().strip(), bare.end()

    def _string(self, at: int) -> tuple[str, int]:
        opening = self._text[at]
        closing = _QUOTES[opening]
        parts: list[str] = []
        at += 1
        while at < len(self._text):
            char = self._text[at]
            if char == "\\":
                piece, at = self._escape(at + 1)
                parts.append(piece)
                continue
            if char == closing and self._ends_string(at, closing):
                return "".join(parts), at + 1
            parts.append(char)
            at += 1
        return "".join(parts), at

    def _ends_string(self, at: int, closing: str) -> bool:
        """Whether the quotation mark at ``at`` closes, and is not one within the text ("it's", "the "old" one")."""
        after = self._blank(at + 1)
        following = self._text[after : after + 1]
        if following == "" or following in ",，:：}];、=":
            return True
        # A comma was forgotten: the next key or item follows after a blank.
        return following in _QUOTES and after > at + 1 and "\n" in self._text[at + 1 : after] and closing != "’"

    def _escape(self, at: int) -> tuple[str, int]:
        char = self._text[at : at + 1]
        if char == "u":
            digits = self._text[at + 1 : at + 5]
            if re.fullmatch(r"[0-9a-fA-F]{4}", digits):
                code, at = int(digits, 16), at + 5
                low = re.compile(r"\\u([dD][c-fC-F][0-9a-fA-F]{2})").match(self._text, at)
                if 0xD800 <= code < 0xDC00 and low:
                    code = 0x10000 + ((code - 0xD800) << 10) + int(low.group(1), 16) - 0xDC00
                    at = low.end()
                return (chr(code) if not 0xD800 <= code < 0xE000 else "�"), at
        return _ESCAPES.get(char, char), at + len(char)


def lines(text: str) -> Iterator[str]:
    """The items of a list as models write it without JSON: a line each, without numbers and bullets."""
    for line in text.splitlines():
        item = re.sub(r"\A\s*(?:[-*+•‣▪●◦·–—]|\(?\d{1,3}[.)、：:]|\(?[a-zA-Z][.)])\s+|\A\s*\d{1,3}[.、]\s*", "", line)
        if item.strip():
            yield item.strip()
