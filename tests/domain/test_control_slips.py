"""The control slip: each handover with its hands, and early, on time or late where a leg ends."""

from datetime import UTC, datetime

import pytest

from app.domain.control_slips import Handover, LegDue, Moved, handovers, still_to_come
from app.domain.deadlines import Standing

DESK = "Bộ phận Tiếp nhận và Trả kết quả xã Thạch Hải"
HOME, ABOVE = "Xã Thạch Hải", "Huyện Thạch Hà"


def may(day: int, hour: int = 3) -> datetime:
    return datetime(2019, 5, day, hour, tzinfo=UTC)


ONE_LEG = [LegDue(HOME, may(24, 10))]
TWO_LEGS = [LegDue(HOME, may(22, 10)), LegDue(ABOVE, may(28, 10))]


def moved(
    action: str, day: int, by: str = "Lê Văn Bình", office: str = HOME, to: str = ""
) -> Moved:
    return Moved(action, may(day), by, office, to)


def slip(*moves: Moved, legs: list[LegDue] = ONE_LEG) -> list[Handover]:
    return handovers(moves, legs, desk=DESK, home=HOME)


def test_the_reception_itself_is_no_handover() -> None:
    assert slip(moved("receive", 20, "Trần Thị An")) == []


def test_each_line_says_who_gave_and_who_received() -> None:
    lines = slip(
        moved("receive", 20, "Trần Thị An"),
        moved("take_up", 20),
        moved("submit_for_approval", 22),
        moved("approve", 23, "Phạm Thị Chi"),
        moved("return_result", 24, "Trần Thị An"),
    )

    assert [(line.giver, line.receiver) for line in lines] == [
        (DESK, "Lê Văn Bình, Xã Thạch Hải"),
        ("Lê Văn Bình, Xã Thạch Hải", "Lãnh đạo, Xã Thạch Hải"),
        ("Phạm Thị Chi, Xã Thạch Hải", DESK),
        ("Trần Thị An, Xã Thạch Hải", "Người nộp hồ sơ"),
    ]


def test_work_to_be_done_again_goes_back_to_the_one_who_submitted_it() -> None:
    lines = slip(moved("submit_for_approval", 22), moved("redo", 22, "Phạm Thị Chi"))

    assert lines[-1].receiver == "Lê Văn Bình, Xã Thạch Hải"


@pytest.mark.parametrize(
    ("day", "standing"),
    [(23, Standing.EARLY), (24, Standing.ON_TIME), (25, Standing.OVERDUE)],
)
def test_the_line_that_ends_the_only_leg_is_held_against_the_promise(
    day: int, standing: Standing
) -> None:
    lines = slip(moved("take_up", 20), moved("approve", day, "Phạm Thị Chi"))

    assert [line.standing for line in lines] == [None, standing]


def test_each_office_answers_for_its_own_leg() -> None:
    lines = slip(
        moved("take_up", 20),
        moved("forward_up", 23, to=ABOVE),
        moved("accept_forward", 23, "Hồ Thị Giang", ABOVE),
        moved("approve", 27, "Bùi Đăng Khoa", ABOVE),
        moved("result_from_parent", 27, "Hồ Thị Giang", ABOVE),
        legs=TWO_LEGS,
    )

    assert [line.standing for line in lines] == [
        None, Standing.OVERDUE, None, None, Standing.EARLY,
    ]  # fmt: skip


def test_a_line_inside_a_leg_is_marked_only_when_it_came_late() -> None:
    lines = slip(moved("take_up", 20), moved("submit_for_approval", 25))

    assert [line.standing for line in lines] == [None, Standing.OVERDUE]


def test_the_legs_still_to_come_are_left_to_be_filled_in_by_hand() -> None:
    lines = slip(moved("take_up", 20), moved("forward_up", 21, to=ABOVE), legs=TWO_LEGS)

    assert still_to_come(TWO_LEGS, lines) == TWO_LEGS[1:]
    assert still_to_come(TWO_LEGS, []) == TWO_LEGS


def test_nothing_is_to_come_once_the_result_is_there() -> None:
    lines = slip(moved("take_up", 20), moved("approve", 22, "Phạm Thị Chi"), legs=TWO_LEGS)

    assert still_to_come(TWO_LEGS, lines) == []


def test_a_dossier_without_a_date_has_lines_without_a_verdict() -> None:
    lines = slip(moved("approve", 25, "Phạm Thị Chi"), legs=[])

    assert [(line.due, line.standing) for line in lines] == [(None, None)]


def test_the_note_names_the_step_and_what_was_said() -> None:
    (line,) = slip(Moved("take_up", may(20), "Lê Văn Bình", HOME, note="Đã đủ giấy"))

    assert line.note == "Thụ lý: Đã đủ giấy"
