"""A commune whose machine dies, seen from the district: words arrive, silence is not failure, days agree again."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest
from playwright.sync_api import expect

from tests.e2e.desk import Desk
from tests.processes import Node

pytestmark = pytest.mark.browser

HAI = "18571"


def in_the_file(node: Node, statement: str) -> None:
    """What a bad disk, or a week gone by, does to a database."""
    with closing(sqlite3.connect(node.directory / "motcua.db", timeout=20)) as file, file:
        file.execute(statement)


def test_a_commune_is_written_to_falls_silent_and_is_equal_again(
    district: Node, commune: Node, desk_of: Callable[..., Desk]
) -> None:
    commune.command("seed", "--dossiers", "3", "--seed", "5")
    commune.sync()
    lam, an = desk_of("lam"), desk_of("an")

    # Words for a screen, and who has read them.
    lam.open(f"/xa/{HAI}")
    lam.page.get_by_label("Lời nhắn (bắt buộc)").fill("Chiều nay 15 giờ máy chủ huyện nghỉ.")
    lam.press("Gửi lời nhắn")
    commune.sync()
    an.open("/")
    expect(an.page.get_by_text("Chiều nay 15 giờ máy chủ huyện nghỉ.")).to_be_visible()
    an.page.get_by_role("button", name="Đã đọc lời nhắn").click()
    expect(an.page.get_by_text("Chiều nay 15 giờ")).to_have_count(0)
    commune.sync()
    lam.open(f"/xa/{HAI}")
    expect(lam.page.get_by_text(re.compile("Đã đọc: Trần Thị An"))).to_be_visible()
    expect(lam.page.locator(".strip .heard")).not_to_have_count(0)

    # The power goes out at the commune: a week later it is silent, and nobody says that it is broken.
    commune.kill()
    in_the_file(
        district,
        "UPDATE sync_child SET last_contact_at = '2026-01-01T00:00:00Z' WHERE unit = '18571'",
    )
    lam.open("/xa?xem=im-lang")
    expect(lam.page.get_by_text(re.compile("nên gọi hỏi"))).to_be_visible()
    expect(lam.page.locator("#offices")).not_to_contain_text(re.compile("hỏng|lỗi", re.I))
    lam.open("/")
    expect(lam.page.locator(".overview")).to_contain_text(
        re.compile(r"1\s+đơn vị lâu chưa liên lạc")
    )

    # A row of the district goes bad meanwhile. What is asked for waits until the commune is back, and mends it.
    in_the_file(
        district, "UPDATE dossier SET abstract = 'sai' WHERE n = (SELECT MIN(n) FROM dossier)"
    )
    lam.open("/doi-soat")
    lam.follow(lam.page.locator("a.row-link").first)
    lam.press("So lại và gửi lại phần thiếu")
    expect(lam.page.get_by_text("chờ đơn vị liên lạc")).to_be_visible()
    commune.start()
    commune.sync()
    commune.sync()
    lam.page.reload()
    expect(lam.page.get_by_text(re.compile("đã so xong"))).to_be_visible()
    expect(lam.page.get_by_role("heading", name=re.compile("Thấy khác nhau lúc"))).to_be_visible()
    expect(lam.page.get_by_text("bằng nhau", exact=True)).to_be_visible()
    assert commune.dump() == district.dump(HAI)
