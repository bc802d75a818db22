"""A line of the checklist corrected after reception: what is taken, and what must be mended."""

import pytest

from app.domain import papers
from app.domain.papers import LineTyped


def typed(**changes):
    line = {"have": True, "kind": "original", "originals": "1", "copies": "0", "note": ""}
    return LineTyped(**line | changes)


def test_a_line_is_read_into_its_columns():
    columns, faults = papers.read_line("Tờ khai", typed(copies=" 2 ", note=" đã  ố "))

    assert faults == []
    assert columns == {
        "have": True, "kind": "original", "originals": 1, "copies": 2, "note": "đã ố",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"originals": "một"}, "originals"),
        ({"copies": "-1"}, "copies"),
        ({"copies": "100"}, "copies"),
        ({"copies": "²"}, "copies"),
        ({"kind": "gold"}, "kind"),
        ({"note": "x" * 301}, "note"),
        ({"originals": "0", "copies": ""}, "originals"),
    ],
)
def test_what_must_be_mended_is_said_beside_its_box(changes, field):
    _, faults = papers.read_line("Tờ khai", typed(**changes))

    assert [name for name, _ in faults] == [field]
    assert "“Tờ khai”" in faults[0][1]


def test_only_what_differs_is_written():
    stands = {"have": False, "kind": "original", "originals": 0, "copies": 0, "note": None}
    wanted = stands | {"have": True, "originals": 1}

    assert papers.changed(stands, wanted) == {"have": True, "originals": 1}


def test_the_seal_changes_with_any_line():
    assert papers.seal([("a", True, 1)]) != papers.seal([("a", True, 2)])
