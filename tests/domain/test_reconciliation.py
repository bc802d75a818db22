"""A code read over the telephone, and the days asked for again."""

from datetime import date

import pytest

from app.domain.reconciliation import is_same_code, read_range
from app.domain.refusals import FormNotComplete

TODAY = date(2019, 5, 24)


@pytest.mark.parametrize("heard", ["7K0-1NM", "7k0 1nm", "7KO-INM", " 7kolnm "])
def test_a_code_is_known_however_it_was_heard(heard: str) -> None:
    assert is_same_code(heard, "7K0-1NM")


@pytest.mark.parametrize("heard", ["7K0-1N", "7K1-0NM", "", "-"])
def test_another_code_is_another(heard: str) -> None:
    assert not is_same_code(heard, "7K0-1NM")


def test_one_day_alone_is_a_range() -> None:
    assert read_range("20/5/2019", "", TODAY) == (date(2019, 5, 20), date(2019, 5, 20))


@pytest.mark.parametrize(
    ("first", "last", "box"),
    [("", "", "tu"), ("20/5/2019", "mai", "den"), ("25/5/2019", "25/5/2019", "tu"), ("1/1/2018", "2/5/2019", "den")],
)  # fmt: skip
def test_a_range_no_one_can_mean_is_told_by_its_box(first: str, last: str, box: str) -> None:
    with pytest.raises(FormNotComplete) as no:
        read_range(first, last, TODAY)

    assert box in no.value.facts["fields"]
