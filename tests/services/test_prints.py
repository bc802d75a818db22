"""The print log: once for each press, numbered, with a reason from the second on, settled once."""

import pytest

from app.domain.prints import PrintForm, PrintState
from app.domain.refusals import FormNotComplete, PrintedMeanwhile
from app.models.prints import PrintedForm
from app.services import prints
from tests.town import AN, BICH, NOW

pytestmark = pytest.mark.usefixtures("office")
CODE = "H27.35.07-190524-0001"


def print_it(expected: int = 0, **more: object) -> int:
    return prints.begin(PrintForm.CONTROL, "d1", by=AN, at=NOW, expected=expected, **more)


def rows() -> list[PrintedForm]:
    return list(PrintedForm.select().order_by(PrintedForm.number))


def settle(number: int, state: PrintState) -> None:
    prints.settle(PrintForm.CONTROL, "d1", number, state, by=AN, at=NOW)


def test_the_same_press_twice_is_one_print() -> None:
    assert [print_it(), print_it()] == [1, 1]
    assert len(rows()) == 1


def test_a_colleague_who_was_faster_is_named() -> None:
    print_it()

    with pytest.raises(PrintedMeanwhile) as no:
        prints.begin(PrintForm.CONTROL, "d1", by=BICH, at=NOW)

    assert no.value.facts["who"] == AN.name


def test_the_second_print_of_a_paper_that_came_out_needs_a_reason() -> None:
    print_it()
    settle(1, PrintState.CLEAR)

    with pytest.raises(FormNotComplete) as no:
        print_it(1)

    assert set(no.value.facts["fields"]) == {"reason"}
    assert print_it(1, reason=" Công dân làm mất ") == 2
    assert rows()[1].reason == "Công dân làm mất"


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (PrintState.UNCLEAR, "Bản in lần trước mờ"),
        (PrintState.BROKEN, "Lần trước máy in hỏng"),
    ],
)
def test_a_paper_that_did_not_come_out_is_printed_again_for_that_reason(
    state: PrintState, reason: str
) -> None:
    print_it()
    settle(1, state)

    print_it(1)

    assert [(row.number, row.reason) for row in rows()] == [(1, ""), (2, reason)]


def test_a_reason_may_not_be_a_novel() -> None:
    with pytest.raises(FormNotComplete) as no:
        print_it(reason="a" * 201)

    assert set(no.value.facts["fields"]) == {"reason"}


def test_what_somebody_said_of_a_print_stays() -> None:
    print_it()
    settle(1, PrintState.CLEAR)

    settle(1, PrintState.UNCLEAR)

    assert rows()[0].state == "clear"


@pytest.mark.parametrize("typed", [CODE, f" {CODE.lower()} "])
def test_the_scanned_code_of_the_paper_closes_the_step(typed: str) -> None:
    print_it()

    prints.settle_by_scan(PrintForm.CONTROL, "d1", 1, typed, CODE, by=AN, at=NOW)

    assert (rows()[0].state, rows()[0].scanned) == ("clear", True)


@pytest.mark.parametrize("typed", ["", "H27.35.07-190524-0002", "042190000123"])
def test_another_code_says_so_and_leaves_the_step_open(typed: str) -> None:
    print_it()

    with pytest.raises(FormNotComplete) as no:
        prints.settle_by_scan(PrintForm.CONTROL, "d1", 1, typed, CODE, by=AN, at=NOW)

    assert set(no.value.facts["fields"]) == {"scan"}
    assert rows()[0].state == "waiting"


def test_a_numbered_paper_keeps_its_number_on_every_print() -> None:
    print_it(numbered=True)
    settle(1, PrintState.UNCLEAR)
    print_it(1, numbered=True)
    prints.begin(PrintForm.CONTROL, "d2", by=AN, at=NOW, numbered=True)

    assert [row.serial for row in PrintedForm.select().order_by(PrintedForm.id)] == [1, 1, 2]
