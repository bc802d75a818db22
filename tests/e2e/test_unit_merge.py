"""Two communes become one: previewed and ordered at the district, then seen at both machines."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.e2e.desk import CODE, Desk
from tests.offices import Offices
from tests.processes import Node

pytestmark = pytest.mark.browser


@pytest.fixture
def nodes(seeded_offices: Offices, tmp_path: Path) -> Iterator[dict[str, Node]]:
    found = seeded_offices.copies(tmp_path)
    yield found
    for node in found.values():
        node.kill()


def test_after_the_merge_the_old_numbers_open_at_the_office_that_goes_on(
    nodes: dict[str, Node], new_context: Callable[..., BrowserContext]
) -> None:
    district, commune, neighbour = nodes["445"], nodes["18571"], nodes["18604"]
    district.start()
    lam = Desk(new_context().new_page(), district).sign_in("lam")
    lam.open("/don-vi")
    lam.press("Sáp nhập hai xã")
    lam.page.get_by_label("Xã dừng hoạt động").select_option("18571")
    lam.page.get_by_label("Xã có máy tiếp tục chạy").select_option("18604")
    lam.page.get_by_label("Ngày sáp nhập").fill("01/07/2025")
    lam.page.get_by_label("Tên đơn vị mới").fill("Xã Hải Khê")
    lam.page.get_by_label("Cấp trên từ ngày ấy").select_option("42")
    lam.page.get_by_label("Căn cứ").fill("Nghị quyết số 9")
    lam.press("Xem trước")
    expect(lam.page.get_by_role("main")).to_contain_text(
        "Xã Hải Khê (18604) bắt đầu ngày 01/07/2025"
    )
    lam.prove()
    lam.page.get_by_role("button", name="Công bố và chuyển").click()
    expect(lam.page.get_by_text("sang Xã Hải Khê.")).to_be_visible(timeout=30_000)

    neighbour.sync()
    commune.sync()

    neighbour.start()
    dung = Desk(new_context().new_page(), neighbour).sign_in("dung")
    dung.open("/so-theo-doi?tu=01/01/2025&so-cua=18571")
    code = dung.page.get_by_role("link", name=CODE).first.inner_text()
    dung.open(f"/ho-so?q={code}")
    expect(dung.page.get_by_role("main")).to_contain_text(code)
    assert commune.dump() == ""
    assert neighbour.dump() == district.dump("18604")
