"""A letter to a citizen: what the officer types into its boxes, and what of it is kept."""

import pytest

from app.domain.slips import item_lines


@pytest.mark.parametrize("before", ["", "- ", "1. ", " 2)  ", "• 3. "])
def test_what_stands_before_a_paper_is_not_part_of_its_name(before: str) -> None:
    assert item_lines(f"{before}Giấy uỷ quyền\n\n") == ["Giấy uỷ quyền"]


def test_a_number_that_belongs_to_the_name_stays() -> None:
    assert item_lines("02 ảnh 4x6\n1.5 m² bản vẽ") == ["02 ảnh 4x6", "1.5 m² bản vẽ"]
