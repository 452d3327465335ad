"""Labels as a person writes them, and what the program knows such documents to say."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from chains.errors import InputError
from chains.text import terms
from resources import resource

MOST_LABELS, LONGEST_NAME = 40, 60

_APART = re.compile(r"[;；\n]+")
_COMMAS = re.compile(r"[,，、]+")
_DESCRIBED = re.compile(r"\A(?P<name>[^:：=]{1,60}?)\s*[:：=]\s*(?P<about>.+)\Z", re.DOTALL)
# "Sort into invoices, contracts and letters".
_LEAD = re.compile(
    r"\A(?:please )?(?:sort|classify|label|tag|divide)\b.{0,40}?\b(?:into|as|by|with)\b\s*(?:the labels?)?\s*:?\s*"
    r"|\A(?:请)?(?:按|分为|分成|分类为|标记为)[:：]?\s*",
    re.IGNORECASE,
)
_AND = re.compile(r"\s+(?:and|or)\s+|(?<=[\u3400-\u9fff])\s*[和或]\s*(?=[\u3400-\u9fff])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Label:
    """One label.

    Attributes:
        about: the person's description; may be empty.
        names: other words for it, itself among them.
        cues: what documents of this kind say; may be empty.
    """

    name: str
    about: str
    names: tuple[str, ...]
    cues: tuple[str, ...]

    @property
    def said(self) -> str:
        """Name and description, for the model and for embedding."""
        return f"{self.name}: {self.about}" if self.about else self.name


def labels(text: str) -> list[Label]:
    """The labels that ``text`` names: by commas, or one a line or semicolon where they are described.

    Raises:
        InputError: fewer than two, too many, or one twice.
    """
    bare = _LEAD.sub("", text.strip(), count=1).rstrip(" .。")
    described = bool(_APART.search(bare)) or (":" in bare or "：" in bare)
    pieces = _APART.split(bare) if described and _APART.search(bare) else _described_by_commas(bare)
    found: list[Label] = []
    for piece in pieces:
        match = _DESCRIBED.match(piece.strip())
        name, about = (match["name"], match["about"]) if match else (piece, "")
        name = " ".join(name.split()).strip("\"'“”‘’-•* ")
        if not name:
            continue
        if len(name) > LONGEST_NAME:
            raise InputError("classify.long_label", label=name[:LONGEST_NAME] + "…", most=LONGEST_NAME)
        if name.casefold() in {label.name.casefold() for label in found}:
            raise InputError("classify.label_twice", label=name)
        found.append(_known(name, " ".join(about.split())))
    if len(found) > MOST_LABELS:
        raise InputError("classify.too_many", count=len(found), most=MOST_LABELS)
    return found


def _described_by_commas(text: str) -> list[str]:
    """ "a, b and c"; in "a: with x, y" a comma does not end the description, unless "name:" follows."""
    if ":" in text or "：" in text:
        return re.split(r"[,，、]\s*(?=[^,，、:：]{1,40}[:：])", text)
    pieces = _COMMAS.split(text)
    return [*pieces[:-1], *_AND.split(pieces[-1])] if len(pieces) > 1 or _AND.search(text) else pieces


def _known(name: str, about: str) -> Label:
    own = frozenset(terms(name))
    for names, cues in _kinds():
        if any(own == frozenset(terms(other)) for other in names):
            return Label(name, about, tuple(dict.fromkeys((name, *names))), cues)
    return Label(name, about, (name,), ())


@cache
def _kinds() -> Sequence[tuple[tuple[str, ...], tuple[str, ...]]]:
    table = tomllib.loads(resource("kinds.toml").read_text("utf-8"))
    return tuple((tuple(kind["names"]), tuple(kind["cues"])) for kind in table["kind"])
