"""Which words of two values differ."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.differences import marked


def words(pieces):
    return [piece.text for piece in pieces if piece.is_marked]


def test_only_the_words_that_differ_are_marked():
    before, after = marked("Thôn Bắc Hải, xã Thạch Hải", "Thôn Nam Hải, xã Thạch Hải")

    assert (words(before), words(after)) == (["Bắc"], ["Nam"])


def test_a_value_that_was_empty_is_new_as_a_whole():
    assert marked("", "Nguyễn Văn An")[0] == ()
    assert words(marked("", "Nguyễn Văn An")[1]) == ["Nguyễn Văn An"]


@settings(max_examples=50)
@given(st.text(max_size=60), st.text(max_size=60))
def test_no_letter_is_lost_and_equal_values_have_no_marks(before, after):
    old, new = marked(before, after)

    assert ("".join(p.text for p in old), "".join(p.text for p in new)) == (before, after)
    assert words(marked(before, before)[0]) == []
