"""Bytes to text: which encoding a file is in, told from its bytes; short texts are where detectors fail.

UTF-8 and byte order marks decide by themselves. For the rest, each candidate decodes the beginning, and the one whose
characters are the likeliest wins: for the two-byte encodings of Chinese, Japanese and Korean the characters that
their standards put into the first level (by frequency), and the few dozen that make up a third of any text; for Western
ones accented letters that stand alone between plain ones. charset-normalizer is asked where none of these fits
(Cyrillic, Greek, Arabic and others).
"""

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass

from chains.errors import DocumentError

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE_BYTES = 64_000
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")

_ALONE = re.compile("(?<=[A-Za-z])[^\x00-\x7f](?![^\x00-\x7f])|(?<![^\x00-\x7f])[^\x00-\x7f](?=[A-Za-z]|$)")

_SIMPLIFIED = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学"
    "如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间"
    "由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真"
    "租金房期交付合同元号条款押证"
)
_TRADITIONAL = frozenset(
    "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種事成方多經麼去法學"
    "如都同現當沒動面起看定天分還進好小部其些主樣理心她本前開但因只從想實日軍者意無力它與長把機十民第公此已工使情明性知全三又關點正業外將兩高間"
    "由問很最重並物手應戰向頭文體政美相見被利什二等產或新己制身果加西斯月話合回特代內信表化老給世位次度門任常先海通教兒原東聲提立及比員解水名真"
)
_HANGUL = frozenset(
    "이다는에의을가고하지로한기사도자리를은서어아니나그대인시해일정있수스과라것부으게보제들주만전여조안상"
)
_LATIN = frozenset("äöüßÄÖÜéèêëàâáãåæçñíìîïóòôõøúùûÿœšžÉÈÀÂÁÅÆÇÑÍÓÔÕØÚŠŽ")
_TURKISH = frozenset("çğıöşüâîûÇĞİÖŞÜ")
_SIGNS = frozenset("“”‘’„–—…•€£¥§°©®™«»·¿¡ªº²³½¼¾±×µ†‰¨\xa0")
_WIDE_SIGNS = frozenset("，。、；：？！“”‘’（）《》【】「」『』—…·　％０１２３４５６７８９－～")


@dataclass(frozen=True, slots=True)
class _Candidate:
    encoding: str
    value: Callable[[str], float]


def decode(data: bytes, name: str) -> tuple[str, str]:
    """The text, and the encoding that it was in.

    Raises:
        DocumentError: no text in any known encoding.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark) and (encoding != "utf-32" or len(data) % 4 == 0):
            return data.decode(encoding, "replace"), encoding
    found = detect(data)
    if found is None:
        raise DocumentError("document.unsupported", name=name, kind="binary")
    text = data.decode(found, "replace")
    if len(_CONTROLS.findall(text[:_SAMPLE_BYTES])) > 0.05 * min(len(text), _SAMPLE_BYTES):
        raise DocumentError("document.unsupported", name=name, kind="binary")
    return text, found


def detect(data: bytes) -> str | None:
    """Name of the likeliest encoding of bytes without a byte order mark; None where it is no text."""
    sample = data[:_SAMPLE_BYTES]
    if b"\x00" in sample:
        return _with_nulls(sample)
    if b"\x1b$" in sample and _score(sample, _ISO2022) > 0.4:
        return _ISO2022.encoding
    if _mostly_utf8(data):
        return "utf-8"
    scores = {candidate.encoding: _score(sample, candidate) for candidate in _CANDIDATES}
    best = max(scores, key=lambda encoding: scores[encoding])
    if scores[best] >= 0.5:
        return best
    from charset_normalizer import from_bytes

    guess = from_bytes(sample).best()
    if guess is not None and guess.encoding not in ("ascii", "utf_8"):
        return guess.encoding
    return best if scores[best] > 0 else None


def _mostly_utf8(data: bytes) -> bool:
    """Whether it is UTF-8, be it cut in the middle of a character or with a damaged spot."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        text = data[:_SAMPLE_BYTES].decode("utf-8", "replace")
        wrong = text.count("\ufffd")
        right = sum(character > "\x7f" for character in text) - wrong
        return right > 8 * wrong or (right >= 1 and wrong == 1 and data[:-3].isascii() is False and _cut(data))
    return True


def _cut(data: bytes) -> bool:
    """Whether only the last character is incomplete."""
    for missing in (1, 2, 3):
        try:
            data[:-missing].decode("utf-8")
        except UnicodeDecodeError:
            continue
        return data[-missing] >= 0xC2
    return False


def _with_nulls(sample: bytes) -> str | None:
    """UTF-16 or UTF-32 without its mark, or a text with a few stray zero bytes."""
    nulls = sample.count(0)
    if nulls > 0.6 * len(sample):
        whole = sample[: len(sample) // 4 * 4]
        for encoding in ("utf-32-le", "utf-32-be"):
            try:
                text = whole.decode(encoding)
            except UnicodeDecodeError:
                continue
            if "\x00" not in text:
                return encoding
        return None
    scores = {candidate.encoding: _score(sample, candidate) for candidate in _WIDE}
    best = max(scores, key=lambda encoding: scores[encoding])
    if scores[best] > 0.4:
        return best
    rest = sample.replace(b"\x00", b"") if nulls <= 0.01 * len(sample) else b""
    return detect(rest) if rest else None


def _score(sample: bytes, candidate: _Candidate) -> float:
    """Mean value of the characters beyond ASCII, in [-1, 1]; -1 where the bytes cannot be of this encoding."""
    try:
        text = codecs.getincrementaldecoder(candidate.encoding)().decode(sample)  # may end inside a character
    except UnicodeDecodeError:
        return -1.0
    strange = len(_CONTROLS.findall(text)) / max(1, len(text))
    if candidate.encoding in _WESTERN:
        return _western(text, *_WESTERN[candidate.encoding]) - 5 * strange
    if candidate in _ALPHABETS:
        # A letter that stands alone in a Latin word is an accented one of another encoding.
        text = _ALONE.sub("\ufffd", text)
    whole = candidate in _WIDE  # there, ASCII is as much to be explained as the rest
    values = [candidate.value(character) for character in text if whole or character > "\x7f"]
    return sum(values) / len(values) - 5 * strange if values else -1.0


def _western(text: str, usual: frozenset[str], rare: float) -> float:
    """As ``_score``: accented letters in words, at most two in a row, and the signs of typography.

    Args:
        usual: letters of the languages that are written in this encoding.
        rare: how likely its other letters are.
    """
    values: list[float] = []
    for match in re.finditer("[^\x00-\x7f]+", text):
        run = match[0]
        before, after = text[max(0, match.start() - 1) : match.start()], text[match.end() : match.end() + 1]
        in_word = before.isalpha() or after.isalpha()
        for character in run:
            if character not in usual and character.isalpha() and in_word:
                values.append(rare)
            elif character in usual and len(run) <= 2:
                values.append((0.9 if len(run) == 1 else 0.7) if in_word else 0.6 if len(run) == 1 else -0.2)
            elif character in _SIGNS:
                inside = before.isalpha() and after.isalpha() and character not in "’·\xad"
                values.append(-0.6 if inside else 0.8 if len(run) == 1 else 0.2)
            else:
                values.append(-0.2 if character in usual else -0.6)
    return sum(values) / len(values) if values else -1.0


def _level(encoding: str, first: bytes, last: bytes, character: str) -> bool:
    """Whether the standard's first level, by frequency of use, has ``character``."""
    try:
        code = character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return len(code) == 2 and first <= code <= last


def _common(common: frozenset[str], encoding: str, first: bytes, last: bytes) -> Callable[[str], float]:
    def value(character: str) -> float:
        if character in common:
            return 1.0
        if character in _WIDE_SIGNS:
            return 0.9
        if _level(encoding, first, last, character):
            return 0.45
        return -0.1 if "\u4e00" <= character < "\u9fa6" else -0.8

    return value


def _japanese(character: str) -> float:
    if "\u3041" <= character < "\u3094":
        return 1.0
    if "\u30a1" <= character < "\u30fd" or character in _WIDE_SIGNS:
        return 0.9
    if _level("euc_jp", b"\xb0\xa1", b"\xcf\xd3", character):  # JIS X 0208, rows 16 to 47
        return 0.45
    if "\uff61" <= character < "\uffa0":  # the half-width forms: what other encodings look like in Shift-JIS
        return -0.8
    return -0.1 if "\u4e00" <= character < "\u9fa6" else -0.8


def _korean(character: str) -> float:
    if character in _HANGUL:
        return 1.0
    if _level("euc_kr", b"\xb0\xa1", b"\xc8\xfe", character):
        return 0.4
    return 0.7 if character in _WIDE_SIGNS else -0.5


def _alphabet(frequent: str, rest: str) -> Callable[[str], float]:
    """For scripts of one byte a letter: small letters, the frequent ones above all, are the likeliest."""

    def value(character: str) -> float:
        if character in frequent:
            return 1.0
        if character in rest:
            return 0.5
        return 0.4 if character in _SIGNS else 0.1 if character.lower() in frequent + rest else -0.8

    return value


def _any_script(character: str) -> float:
    if " " <= character < "\x7f" or character in "\t\r\n":
        return 1.0
    if character in _SIMPLIFIED or character in _TRADITIONAL or character in _WIDE_SIGNS or character in _HANGUL:
        return 1.0
    if "\u3041" <= character < "\u30fd" or "\xa0" <= character < "\u0180" or "\u0386" <= character < "\u0460":
        return 0.9
    if _level("gb2312", b"\xb0\xa1", b"\xd7\xf9", character) or _level("big5", b"\xa4\x40", b"\xc6\x7e", character):
        return 0.4
    if _level("euc_kr", b"\xb0\xa1", b"\xc8\xfe", character):
        return 0.3
    return -0.1 if "\u2010" <= character < "\u2200" or "\u4e00" <= character < "\u9fa6" else -0.8


_CYRILLIC = _alphabet("оеаинтсрвлкм", "дпуяыьгзбчйхжшюцщэфёъ")
_ISO2022 = _Candidate("iso2022_jp", _japanese)
_WIDE = (_Candidate("utf-16-le", _any_script), _Candidate("utf-16-be", _any_script))
_WESTERN = {"cp1252": (_LATIN, 0.4), "cp1254": (_TURKISH, 0.1)}
_ALPHABETS = (
    _Candidate("cp1251", _CYRILLIC),
    _Candidate("koi8-r", _CYRILLIC),
    _Candidate("cp1255", _alphabet("יוהלאתרבשמנ", "דחקעפסגצטזכםןףךץ")),
    _Candidate("cp1253", _alphabet("αοιετσνηυρπκ", "μλωδγχθφβξζψςάέήίόύώϊϋ")),
)
_CANDIDATES = (
    _Candidate("gb18030", _common(_SIMPLIFIED, "gb2312", b"\xb0\xa1", b"\xd7\xf9")),
    _Candidate("big5", _common(_TRADITIONAL, "big5", b"\xa4\x40", b"\xc6\x7e")),
    _Candidate("cp932", _japanese),
    _Candidate("euc_jp", _japanese),
    _Candidate("cp949", _korean),
    _Candidate("cp1252", lambda _: 0.0),  # these two by their neighbours, in _western
    _Candidate("cp1254", lambda _: 0.0),
    *_ALPHABETS,
    *_WIDE,
)
