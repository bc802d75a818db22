"""Two people, or two tabs, on one form: whatever is typed where, nothing is lost without being told."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import drafts
from app.domain.drafts import Hand

NOW = datetime(2019, 5, 24, 2, 0, tzinfo=UTC)
SAVES = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.dictionaries(st.sampled_from(["phone", "address"]), st.sampled_from("abc"), min_size=1),
    ),
    max_size=12,
)


@given(SAVES)
def test_no_value_is_replaced_that_the_one_who_types_has_not_seen(
    saves: list[tuple[int, dict[str, str]]],
) -> None:
    kept: dict[str, dict[str, object]] = {}
    shown: dict[int, int] = {}
    for revision, (tab, typed) in enumerate(saves, start=1):
        seen = shown.get(tab, 0)
        merged = drafts.merge(kept, typed, revision, Hand(seen, str(tab), NOW), {})
        replaced = {
            name for name, was in kept.items() if merged.kept[name]["value"] != was["value"]
        }
        assert all(kept[name]["revision"] <= seen for name in replaced)
        unseen = {name for name, each in kept.items() if each["revision"] > seen}
        same = {name for name, value in typed.items() if kept.get(name, {}).get("value") == value}
        assert unseen - same == set(merged.clashes) | set(merged.news)
        kept, shown[tab] = merged.kept, revision


@pytest.mark.parametrize(
    ("since", "words"),
    [
        (timedelta(seconds=59), "vừa xong"),
        (timedelta(minutes=25), "25 phút"),
        (timedelta(hours=3, minutes=59), "3 giờ"),
        (timedelta(days=2, hours=1), "2 ngày"),
    ],
)
def test_the_age_of_a_draft_in_words(since: timedelta, words: str) -> None:
    assert drafts.age_words(NOW - since, NOW) == words


def test_what_the_page_shows_alike_was_not_changed_elsewhere() -> None:
    merged = drafts.merge({}, {"phone": "1", "address": "x"}, 5, Hand(0, "an", NOW), {})

    assert drafts.changed_elsewhere(merged.kept, {"phone": "1", "address": "y"}, 4) == {
        "address": "x"
    }
    assert drafts.changed_elsewhere(merged.kept, {"phone": "2", "address": "y"}, 5) == {}


def test_a_draft_is_called_after_the_applicant_or_else_who_hands_it_in() -> None:
    hand = Hand(0, "an", NOW)
    submitter = drafts.merge({}, {"submitter_name": "Lê Văn Tám"}, 1, hand, {}).kept
    both = drafts.merge(submitter, {"applicant_name": "Lê Thị Chín"}, 2, hand, {}).kept

    assert drafts.person_in({}) == ""
    assert drafts.person_in(submitter) == "Lê Văn Tám"
    assert drafts.person_in(both) == "Lê Thị Chín"
