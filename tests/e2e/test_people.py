"""Two records that may be one person, side by side, on every screen and without script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from app import clock, database
from app.instance import open_instance
from app.queries import officers, people_pairs
from app.services import dossiers
from tests.e2e.desk import COPIES, Desk
from tests.e2e.eyes import look_at
from tests.processes import PASSWORD, Node
from tests.town import form

pytestmark = pytest.mark.browser


@pytest.fixture
def pair(commune: Node) -> str:
    """The address of a pair: one number, two names."""
    open_instance(commune.directory)
    an, at = officers.one("an").officer, clock.now()
    for number, name in ((1, "Nguyễn Thị Hoà"), (2, "Trần Văn Bình")):
        dossiers.receive(
            form(number, procedure_id=f"{COPIES}@1", applicant_name=name), by=an, at=at
        )
    found = people_pairs.waiting(an)[0].id
    database.close()
    return f"/cong-dan/trung/{found}"


def test_a_pair_is_accessible_and_fits_the_screen(pair: str, desk_of: Callable[..., Desk]) -> None:
    an = desk_of("an")

    assert an.open(pair) == 200
    assert look_at(an.page) == []


def test_a_merge_and_its_undoing_need_no_script(pair: str, desk_of: Callable[..., Desk]) -> None:
    an = desk_of("an", java_script_enabled=False)
    an.open(pair)

    an.press_named("Cùng một người – ghép")
    expect(an.page.locator("main")).to_contain_text("Ghép")
    an.page.locator("input[name=password_again]").fill(PASSWORD)
    an.press_named("Tách lại")

    expect(an.page.get_by_role("heading", level=1)).to_contain_text("Trần Văn Bình")
