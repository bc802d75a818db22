"""The leader signs a pile by keyboard alone, and sees exactly what before it is signed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from app import clock, database
from app.domain.results import Outcome, ResultDraft
from app.instance import open_instance
from app.queries import officers
from app.services import dossiers as services
from tests.e2e.desk import COPIES, Desk
from tests.e2e.eyes import look_at
from tests.offices import Offices
from tests.processes import Node
from tests.town import form

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def offices(founded_offices: Offices, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Node]:
    nodes = founded_offices.copies(tmp_path_factory.mktemp("offices"))
    node = nodes["18571"]
    open_instance(node.directory)
    an, binh = (officers.one(each).officer for each in ("an", "binh"))
    for number in (1, 2):
        dossier = services.receive(form(number, procedure_id=f"{COPIES}@1"), by=an, at=clock.now())
        services.take_up(dossier, by=binh, at=clock.now())
        draft = ResultDraft(Outcome.GRANTED, number=f"{number}/CT", content="Đã chứng thực")
        services.submit_for_approval(dossier, draft=draft, by=binh, at=clock.now())
    database.close()
    yield nodes
    for each in nodes.values():
        each.kill()


def test_a_pile_is_signed_without_a_mouse(commune: Node, desk_of: Callable[..., Desk]) -> None:
    chi = desk_of("chi")
    chi.open("/ky")
    press = chi.page.keyboard.press

    press("j")
    expect(chi.page.locator("[data-item]").first).to_be_focused()
    press("x")
    press("j")
    press("x")
    press("k")
    expect(chi.page.locator("#sign-count")).to_contain_text("Đã chọn 2 hồ sơ")
    press("Enter")
    expect(chi.page.get_by_role("heading", level=1)).to_have_text("Xem lại trước khi ký")
    assert look_at(chi.page) == []
    chi.prove()
    chi.press("Ký 1 hồ sơ")

    expect(chi.page.get_by_text("Đã duyệt 1 hồ sơ.")).to_be_visible()
    expect(chi.page.locator("[data-item]")).to_have_count(1)
