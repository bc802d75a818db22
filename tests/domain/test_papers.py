"""A line of the checklist corrected after reception: what is taken, and what must be mended."""

import pytest

from app.domain import papers
from app.domain.papers import LineTyped
from app.domain.refusals import FormNotComplete


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


CODE = "H27.35.03-190524-0001"


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        f" {CODE.lower()}\n\n{CODE} ",
        f"{CODE}, {CODE}",
        f"https://mc.example/tra-cuu?ma={CODE}&pin=1234",
    ],
)
def test_codes_are_read_as_typed_scanned_or_pasted_each_once(typed):
    assert papers.read_codes(typed) == [CODE]


@pytest.mark.parametrize(
    "typed", ["", " ,; \n", "\n".join(f"A-{n}" for n in range(101)), "x" * 20_001]
)
def test_no_dossier_or_too_many_are_refused(typed):
    with pytest.raises(FormNotComplete) as no:
        papers.read_codes(typed)

    assert set(no.value.facts["fields"]) == {"codes"}


@pytest.mark.parametrize("typed", ["", "   ", "x" * 121])
def test_a_place_has_a_name_of_some_length(typed):
    with pytest.raises(FormNotComplete) as no:
        papers.read_place(typed)

    assert set(no.value.facts["fields"]) == {"place"}
