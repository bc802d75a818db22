"""Filters under a name: one's own, and nobody else's."""

import pytest

from app.domain.refusals import FormNotComplete, NoSuchFilter, TooManyFilters
from app.queries.filters import Filters
from app.queries.saved_filters import named
from app.services import saved_filters
from tests.town import AN, BINH, NOW

pytestmark = pytest.mark.usefixtures("office")
LATE = Filters(late="1")


def save(name="Quá hạn", filters=LATE, by=AN):
    saved_filters.save(name, filters, by=by, at=NOW)


def test_a_filter_is_kept_for_its_officer_alone():
    save()

    assert [(each.name, each.filters) for each in named(AN)] == [("Quá hạn", LATE)]
    assert named(BINH) == []


def test_the_same_name_again_holds_the_new_conditions():
    save()
    save(filters=Filters(status="received"))

    assert [each.filters for each in named(AN)] == [Filters(status="received")]


@pytest.mark.parametrize("name", ["", "x" * 81])
def test_it_needs_a_name(name):
    with pytest.raises(FormNotComplete) as no:
        save(name)

    assert "ten" in no.value.facts["fields"]


def test_everything_is_no_filter():
    with pytest.raises(FormNotComplete):
        save(filters=Filters())


def test_nobody_keeps_more_than_can_be_read():
    for number in range(saved_filters.MOST_FILTERS):
        save(f"Số {number}")

    with pytest.raises(TooManyFilters):
        save("Một bộ nữa")
    save("Số 1", Filters(status="received"))


def test_only_its_officer_drops_it():
    save()
    (mine,) = named(AN)

    with pytest.raises(NoSuchFilter):
        saved_filters.drop(mine.n, by=BINH)
    saved_filters.drop(mine.n, by=AN)
    assert named(AN) == []
