"""Keeps content from becoming a turn's marker in vocabularies that declare such markers as ordinary added tokens.

llama.cpp turns the text of a control token into the token only where it is asked to, but the text of a token of type
``USER_DEFINED`` wherever it stands (``tokenizer_st_partition`` in ``llama-vocab.cpp``). Several published GGUFs declare
``<|im_start|>``, ``<start_of_turn>`` or ``<|user|>`` so. Content is therefore cut within each of these, and its parts
are tokenized apart.
"""

import re
from collections.abc import Iterable
from typing import Final

# llama.cpp's enum llama_token_type, as GGUF files have it.
USER_DEFINED: Final = 4

# The end of the first run of letters that something else follows. Every pre-tokenizer of a byte-level BPE that is known
# here cuts there, too: the parts have the same tokens as the whole would have without the marker.
_WORD_END = re.compile(r"[^\W\d_](?=[\W\d_])")


class Guard:
    """Cuts content so that no part of it holds a marker.

    Args:
        added: texts of the tokens that are found in any text.
        template: the model's chat template; what it writes out is a marker, whatever that looks like.
    """

    def __init__(self, added: Iterable[str], template: str) -> None:
        markers = {text for text in added if len(text) > 1 and _is_marker(text, template)}
        self.markers = frozenset(markers)
        # The shortest first: where several begin at one place, a cut within the shortest is a cut within all.
        ordered = "|".join(re.escape(text) for text in sorted(markers, key=lambda text: (len(text), text)))
        starts = "".join(re.escape(letter) for letter in sorted({text[0] for text in markers}))
        self._found = re.compile(f"(?=[{starts}])(?=({ordered}))") if markers else None

    def parts(self, text: str) -> list[str]:
        """``text`` in the pieces that are to be tokenized apart; one piece for nearly every text."""
        if self._found is None:
            return [text]
        cuts = sorted({match.start() + _cut(match[1]) for match in self._found.finditer(text)})
        if not cuts:
            return [text]
        return [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]


def _is_marker(text: str, template: str) -> bool:
    """Blanks and pieces of words are added to vocabularies, too, and are left as they are."""
    if not text.strip():
        return False
    bracketed = text[0] + text[-1] in ("<>", "[]") and any(letter.isalpha() for letter in text)
    return bracketed or text in template


def _cut(marker: str) -> int:
    """Where a marker is cut: at least one character stands on each side."""
    found = _WORD_END.search(marker)
    return found.end() if found else 1
