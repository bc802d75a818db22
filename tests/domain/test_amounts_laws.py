"""Sums in words, read back by somebody who only knows how numbers are read aloud: the laws, not the code."""

import re

from hypothesis import given
from hypothesis import strategies as st

from app.domain.vietnamese import LARGEST_AMOUNT, amount_in_words

UNITS = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "sáu": 6,
    "bảy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
AMOUNTS = st.integers(0, LARGEST_AMOUNT) | st.integers(0, 2_000_000) | st.integers(0, 9_999).map(
    lambda some: some * 1000
)  # fmt: skip


def heard(words: str) -> int:
    """The number somebody hears."""
    billions, ten_nine, rest = words.rpartition(" tỷ")
    return heard(billions) * 10**9 + below_a_billion(rest) if ten_nine else below_a_billion(words)


def below_a_billion(words: str) -> int:
    value = 0
    for name, size in (("triệu", 10**6), ("nghìn", 10**3)):
        before, _, words = words.rpartition(name) if name in words else ("", "", words)
        value += below_a_thousand(before) * size
    return value + below_a_thousand(words)


def below_a_thousand(words: str) -> int:
    hundreds, _, rest = words.rpartition("trăm")
    tens, _, units = rest.partition("mươi") if "mươi" in rest else ("", "", rest)
    ten = 10 if "mười" in units else 0
    return (
        UNITS[hundreds.strip() or "không"] * 100
        + UNITS[tens.strip() or "không"] * 10
        + ten
        + UNITS[units.replace("mười", "").replace("linh", "").strip() or "không"]
    )


def words_of(amount: int) -> str:
    return amount_in_words(amount).removesuffix(" đồng").lower()


@given(AMOUNTS)
def test_what_is_heard_is_the_amount(amount):
    assert heard(words_of(amount)) == amount


@given(AMOUNTS, AMOUNTS)
def test_two_amounts_never_sound_the_same(one, other):
    assert (words_of(one) == words_of(other)) == (one == other)


@given(AMOUNTS)
def test_one_four_and_five_after_tens_have_their_own_words(amount):
    words = words_of(amount)

    assert not re.search(r"mươi (một|bốn|năm)\b", words)
    assert not re.search(r"mười (mốt|tư|năm)\b", words)
    assert not re.search(r"(trăm|linh) (mốt|tư|lăm)\b", words)


@given(AMOUNTS)
def test_it_begins_with_a_capital_and_ends_with_dong(amount):
    words = amount_in_words(amount)

    assert words[0].isupper()
    assert words.endswith(" đồng")
    assert "  " not in words
