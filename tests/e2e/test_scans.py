"""A scan, from the counter of the commune to the screen of the district."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.desk import FUNERAL, Desk
from tests.processes import Node
from tests.scans import page as scanned_page


def test_a_scan_attached_at_the_commune_is_looked_at_in_the_district(
    desk_of: Callable[..., Desk], district: Node, commune: Node, tmp_path: Path
) -> None:
    scan = tmp_path / "Trích lục khai tử.jpg"
    scan.write_bytes(scanned_page())
    an = desk_of("an")
    code = an.take_in("mai tang", FUNERAL)
    an.find(code)
    an.press("Đính kèm tệp")
    an.page.locator("#files").set_input_files(scan)
    an.press_named("Đính kèm")
    expect(an.page.locator("#tep")).to_contain_text("Đã lưu tại đây – huyện chưa có")

    commune.sync()

    an.find(code)
    expect(an.page.locator("#tep")).to_contain_text("Huyện đã có")
    giang = desk_of("giang")
    giang.find(code)
    expect(giang.page.locator("#tep")).to_contain_text("Trích lục khai tử.jpg")
    picture = giang.page.locator("#tep img")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.naturalWidth") > 100
    giang.open("/dong-bo/hop-den")
    expect(giang.page.locator("main")).to_contain_text("Tệp đính kèm")
