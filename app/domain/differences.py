"""Which words of a value are new and which are gone, so that an eye finds what changed in a long line."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

WORDS = re.compile(r"\s+|[^\s]+")
MOST_WORDS = 400
"""Beyond this a text is marked as a whole: nobody compares two pages word by word."""


@dataclass(frozen=True)
class Piece:
    """Some words of a value; `is_marked` when the other value does not have them."""

    text: str
    is_marked: bool


def marked(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both values in pieces. Put together again they are the values, letter by letter."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    if not old or not new or max(len(old), len(new)) > MOST_WORDS:
        is_other = before != after
        return _whole(before, is_other), _whole(after, is_other)
    matches = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    gone = [Piece("".join(old[a:b]), tag != "equal") for tag, a, b, _, _ in matches if a < b]
    come = [Piece("".join(new[c:d]), tag != "equal") for tag, _, _, c, d in matches if c < d]
    return _joined(gone), _joined(come)


def _joined(pieces: list[Piece]) -> tuple[Piece, ...]:
    """Neighbours that are marked alike in one piece; a space between two marked words is marked with them."""
    found: list[Piece] = []
    for place, piece in enumerate(pieces):
        between = 0 < place < len(pieces) - 1 and piece.text.isspace() and found[-1].is_marked
        is_marked = piece.is_marked or (between and pieces[place + 1].is_marked)
        if found and found[-1].is_marked == is_marked:
            found[-1] = Piece(found[-1].text + piece.text, is_marked)
        else:
            found.append(Piece(piece.text, is_marked))
    return tuple(found)


def _whole(text: str, is_marked: bool) -> tuple[Piece, ...]:
    return (Piece(text, is_marked),) if text else ()
