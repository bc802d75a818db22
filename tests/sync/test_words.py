"""The words of a key can be compared over a telephone."""

import unicodedata
from itertools import combinations

from sync.keys import NodeKey
from sync.members import words

SYLLABLES = (*words.THINGS, *words.KINDS)


def test_a_key_has_always_the_same_six_words() -> None:
    public = NodeKey(bytes(31) + b"\x07").public

    assert words.of_key(public) == words.of_key(bytes(public))
    assert len(words.of_key(public)) == 6


def test_another_key_has_other_words() -> None:
    said = {words.of_key(NodeKey(n.to_bytes(32, "big")).public) for n in range(200)}

    assert len(said) == 200


def test_every_bit_of_the_sixty_is_said() -> None:
    said = {words._word(number) for number in range(1024)}

    assert len(said) == 1024
    assert len(words.THINGS) == len(words.KINDS) == 32


def test_no_two_syllables_are_near_to_each_other() -> None:
    near = [pair for pair in combinations(SYLLABLES, 2) if distance(*map(without_marks, pair)) < 2]

    assert near == []


def without_marks(word: str) -> str:
    letters = unicodedata.normalize("NFD", word.replace("đ", "d"))
    return "".join(each for each in letters if not unicodedata.combining(each))


def distance(one: str, other: str) -> int:
    """How many letters must be changed, added or left out (Levenshtein)."""
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        above = row
        row = [i]
        for j, each in enumerate(other, 1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (letter != each)))
    return row[-1]
