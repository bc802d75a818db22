"""A letter to a citizen: what the officer types into its boxes, and what of it is kept."""

import pytest

from app.domain.slips import item_lines


@pytest.mark.parametrize("typed", ["Giấy uỷ quyền", "- Giấy uỷ quyền", "1. Giấy uỷ quyền", " 2)  Giấy uỷ quyền", "• 3. Giấy uỷ quyền"])  # fmt: skip
def test_what_stands_before_a_paper_is_not_part_of_its_name(typed: str) -> None:
    assert item_lines(f"{typed}\n\n") == ["Giấy uỷ quyền"]


def test_a_number_that_belongs_to_the_name_stays() -> None:
    assert item_lines("02 ảnh 4x6\n1.5 m² bản vẽ") == ["02 ảnh 4x6", "1.5 m² bản vẽ"]
