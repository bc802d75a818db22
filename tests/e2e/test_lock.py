"""A PC that several people share: covered by a key, opened again with everything that was typed still there."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.desk import Desk
from tests.e2e.eyes import look_at
from tests.processes import PASSWORD, Node

pytestmark = pytest.mark.browser


def test_ctrl_l_covers_the_page_and_what_was_typed_is_there_afterwards(
    commune: Node, desk_of: Callable[..., Desk]
) -> None:
    an = desk_of("an")
    an.open("/ma-pin")
    an.fill(password=PASSWORD, pin="274951", pin_repeated="274951")
    an.press("Đặt mã PIN")
    an.open("/ho-so")
    an.page.locator("#search").fill("Nguyễn Thị Hoà")

    an.page.keyboard.press("Control+l")
    box = an.page.get_by_label("Mã PIN hoặc mật khẩu của Trần Thị An")
    expect(box).to_be_focused()
    expect(an.page.locator("#search")).to_be_hidden()
    assert look_at(an.page) == []
    box.fill("000001")
    an.page.context.watch.expect("422")
    an.page.keyboard.press("Enter")
    expect(an.page.locator("#cover #error-summary")).to_contain_text("chưa đúng")
    box.fill("274951")
    an.page.keyboard.press("Enter")

    expect(an.page.locator("#cover")).to_have_count(0)
    expect(an.page.locator("#search")).to_have_value("Nguyễn Thị Hoà")
    assert an.open("/ho-so") == 200


def test_a_covered_session_is_covered_without_script_too(
    commune: Node, desk_of: Callable[..., Desk]
) -> None:
    an = desk_of("an", java_script_enabled=False)
    an.page.locator("details.officer summary").click()
    an.press("Khoá màn hình", within="banner")
    covered = an.page.url
    an.open("/ho-so")
    an.page.get_by_label("Mã PIN hoặc mật khẩu của Trần Thị An").fill(PASSWORD)
    an.press("Mở khoá")

    assert "/khoa?ve=" in covered
    expect(an.page).to_have_url(f"{commune.url}/ho-so")
