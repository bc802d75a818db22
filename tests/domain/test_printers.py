"""Printers as they are typed, and the style sheet made of them."""

import pytest

from app.domain.printers import Profile, Tray, length, length_words, read_profile, style_sheet
from app.domain.refusals import FormNotComplete

TYPED = {"name": "Canon quầy 1", "paper": "a5"}


@pytest.mark.parametrize(
    ("typed", "tenths"),
    [
        ("12,5", 125), ("12.5", 125), ("3", 30), ("-2,5", -25), ("−3", -30), ("+4 mm", 40),
        ("", None), ("ba", None), ("1,25", None), ("123", None),
    ],
)  # fmt: skip
def test_a_length_is_read_as_people_write_it(typed: str, tenths: int | None) -> None:
    assert length(typed) == tenths


@pytest.mark.parametrize("tenths", [None, 0, 5, 125, -25, 300])
def test_a_length_comes_back_as_it_was(tenths: int | None) -> None:
    assert length(length_words(tenths)) == tenths


def test_a_whole_profile_is_read() -> None:
    typed = TYPED | {"paper": "pair", "margin_left": "15", "shift_y": "-2"}

    assert read_profile(typed) == Profile("Canon quầy 1", Tray.PAIR, margin_left=150, shift_y=-20)


@pytest.mark.parametrize(
    ("box", "typed"),
    [
        ("name", ""), ("name", "a" * 61), ("paper", "a3"), ("margin_top", "2"), ("margin_left", "31"),
        ("margin_right", "rộng"), ("shift_x", "9"), ("shift_y", "lệch"),
    ],
)  # fmt: skip
def test_each_box_to_mend_is_named(box: str, typed: str) -> None:
    with pytest.raises(FormNotComplete) as no:
        read_profile(TYPED | {box: typed})

    assert set(no.value.facts["fields"]) == {box}


def test_a_printer_that_needs_nothing_changes_nothing() -> None:
    assert style_sheet(Profile("Máy")).strip() == ""


def test_the_rules_say_margins_for_both_and_the_shift_for_paper_alone() -> None:
    rules = style_sheet(Profile("Máy", margin_left=155, shift_x=-25, shift_y=10))

    assert "--sheet-left: 15.5mm" in rules
    assert "@media print { :root { --shift-x: -2.5mm; --shift-y: 1mm; } }" in rules


@pytest.mark.parametrize(
    ("tray", "size"),
    [(Tray.A4, "sheet-a5 { size: A4 portrait"), (Tray.PAIR, "{ size: A4 landscape")],
)
def test_the_paper_of_the_tray_is_put_under_the_form(tray: Tray, size: str) -> None:
    assert f"@page {size}; margin: 0; }}" in style_sheet(Profile("Máy", tray))
