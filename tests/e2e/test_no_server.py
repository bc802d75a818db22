"""The office's own server goes away while somebody types: nothing typed is lost, nothing is done twice."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.watch import Watch
from tests.processes import PASSWORD, Node

pytestmark = pytest.mark.browser

NEW = "/quan-tri/nguoi-dung/them"
REFUSED = "ERR_CONNECTION_RE"
"""Refused, or reset where the office died with the answer under way."""


@pytest.fixture
def office(new_node: Callable[..., Node]) -> Node:
    """A district with one officer, who does everything."""
    node = new_node("district")
    node.init("445")
    node.add_officer("giang", "Nguyễn Thị Giang", "desk", "admin")
    return node.start()


@pytest.fixture
def typing(office: Node, page: Page) -> Page:
    """Giang has signed in and half filled the form of a new officer."""
    page.goto(office.url + "/dang-nhap?next=" + NEW)
    page.get_by_label("Tên đăng nhập").fill("giang")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.get_by_label("Họ và tên").fill("Hồ Thị Hoa")
    page.get_by_label("Tên đăng nhập").fill("hoa.ht")
    page.get_by_label("Thụ lý").check()
    return page


def send(page: Page) -> None:
    page.get_by_role("button", name="Thêm cán bộ").click()


def test_what_was_typed_survives_the_server_and_is_stored_once(
    office: Node, typing: Page, watch: Watch
) -> None:
    watch.expect(REFUSED)
    office.kill()
    send(typing)
    banner = typing.locator("#no-server")
    expect(banner).to_contain_text("Những gì ông/bà vừa gõ vẫn còn trên màn hình này.")
    expect(typing.get_by_label("Họ và tên")).to_have_value("Hồ Thị Hoa")
    expect(typing.locator("#lamp-server")).to_contain_text("không trả lời")

    office.start()
    typing.get_by_role("button", name="Thử ngay").click()
    expect(banner).to_be_hidden()
    send(typing)

    expect(typing.get_by_role("heading", name="Đã mở tài khoản")).to_be_visible()
    typing.goto(office.url + "/quan-tri/nguoi-dung")
    expect(typing.get_by_role("link", name="Hồ Thị Hoa")).to_have_count(1)


def test_the_banner_goes_by_itself_when_the_server_is_back(
    office: Node, typing: Page, watch: Watch
) -> None:
    watch.expect(REFUSED)
    office.kill()
    send(typing)
    expect(typing.locator("#no-server")).to_be_visible()

    office.start()

    expect(typing.locator("#no-server")).to_be_hidden(timeout=15_000)
    expect(typing.locator("#messages")).to_contain_text("Đã nối lại được với máy chủ")


def test_the_lamps_notice_that_the_server_is_away(office: Node, typing: Page, watch: Watch) -> None:
    watch.expect(REFUSED, "htmx:sendError", "htmx:afterRequest")
    office.kill()

    typing.evaluate("htmx.trigger('#lamps', 'seen')")

    expect(typing.locator("#no-server")).to_be_visible()
    expect(typing.get_by_role("button", name="In nội dung ra giấy nháp")).to_be_visible()


def test_what_was_typed_prints_on_a_scrap_of_paper(
    office: Node, typing: Page, watch: Watch
) -> None:
    watch.expect(REFUSED)
    office.kill()
    send(typing)
    typing.evaluate("() => { window.print = () => { window.printed = scratch.textContent } }")

    typing.get_by_role("button", name="In nội dung ra giấy nháp").click()

    assert "Hồ Thị Hoa" in typing.evaluate("window.printed")


def test_a_session_that_ended_keeps_the_form(office: Node, typing: Page) -> None:
    typing.context.clear_cookies()

    send(typing)

    expect(typing.locator("#signed-out")).to_contain_text("Phiên làm việc đã hết.")
    expect(typing.get_by_label("Họ và tên")).to_have_value("Hồ Thị Hoa")


def test_faults_take_the_focus_and_lead_to_their_fields(typing: Page) -> None:
    typing.get_by_label("Họ và tên").fill("")
    send(typing)

    expect(typing.locator("#error-summary")).to_be_focused()
    expect(typing).to_have_title(re.compile("^Lỗi: "))
    typing.get_by_role("link", name="Hãy nhập họ và tên cán bộ.").click()
    expect(typing.get_by_label("Họ và tên")).to_be_focused()


def test_the_keyboard_finds_the_search_box(typing: Page) -> None:
    typing.keyboard.press("Control+k")

    expect(typing.get_by_role("searchbox")).to_be_focused()


def test_a_narrow_screen_folds_the_places_behind_one_button(typing: Page) -> None:
    typing.set_viewport_size({"width": 360, "height": 740})
    expect(typing.get_by_role("link", name="Đồng bộ", exact=True)).to_be_hidden()

    typing.get_by_role("button", name="Trình đơn").click()

    expect(typing.get_by_role("link", name="Đồng bộ", exact=True)).to_be_visible()
