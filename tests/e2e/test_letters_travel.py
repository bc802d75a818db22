"""Notices and documents between a district and two communes: real processes, a real browser, lines cut and mended."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app import clock, database
from app.instance import open_instance
from app.services import dispatches
from tests import scans
from tests.e2e.desk import Desk
from tests.processes import Node

pytestmark = pytest.mark.browser


def carry_now(district: Node) -> None:
    """What the district does by itself every twenty seconds."""
    open_instance(district.directory)
    dispatches.carry(at=clock.now())
    database.close()


def test_a_notice_is_read_and_a_letter_goes_from_commune_to_commune_and_is_answered(
    district: Node, commune: Node, neighbour: Node, desk_of: Callable[..., Desk], tmp_path: Path
) -> None:
    giang, an, dung = desk_of("giang"), desk_of("an"), desk_of("dung")
    giang.open("/thong-bao/soan")
    giang.fill(title="Trực ngày lễ", text="Mỗi xã cử một người.")
    giang.page.get_by_label("Quan trọng").check()
    giang.page.get_by_label("Xã Thạch Hải", exact=True).check()
    giang.press("Gửi thông báo")
    commune.sync()

    an.open("/")
    an.press("Đọc cả thông báo")
    an.press("Tôi đã đọc")
    plan = tmp_path / "kế hoạch.pdf"
    plan.write_bytes(scans.pdf())
    district.stop()
    an.open("/van-ban/soan")
    an.fill(symbol="UBND-VP", subject="V/v mượn hội trường", answer_by="")
    an.page.locator("#files").set_input_files(plan)
    an.page.get_by_label("Xã Thạch Khê", exact=True).check()
    an.press("Cấp số và gửi")
    expect(an.page.locator("h1")).to_contain_text("01/UBND-VP")
    district.start()
    commune.sync()
    commune.sync()
    carry_now(district)
    neighbour.sync()
    neighbour.sync()

    dung.open("/van-ban")
    dung.press("01/UBND-VP")
    dung.press("Nhận và vào sổ đến")
    dung.press("Soạn trả lời")
    dung.fill(symbol="UBND")
    dung.press("Cấp số và gửi")
    neighbour.sync()
    carry_now(district)
    commune.sync()

    an.open("/van-ban?so=di")
    an.press("01/UBND-VP")
    expect(an.page.locator("main")).to_contain_text("đã nhận")
    expect(an.page.locator("main")).to_contain_text("Võ Thị Dung")
    expect(an.page.locator("main")).to_contain_text("01/UBND")
    giang.open("/thong-bao/da-gui")
    giang.press("Trực ngày lễ")
    expect(giang.page.locator("main")).to_contain_text(re.compile("Trần Thị An"))
    expect(giang.page.locator(".subtitle")).to_contain_text("1/1 đơn vị đọc")
