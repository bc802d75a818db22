"""Journey 7: a catalogue of 300 procedures is published while a commune is away, which takes it over later."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app import clock
from tests.catalogues import as_xlsx, many
from tests.e2e import paper
from tests.e2e.desk import COPIES, Desk
from tests.processes import Node

pytestmark = pytest.mark.browser

WORK_MS = 30_000


def test_a_catalogue_reaches_a_commune_that_was_away_and_old_dossiers_keep_theirs(
    district: Node, commune: Node, neighbour: Node, desk_of: Callable[..., Desk], tmp_path: Path
) -> None:
    an = desk_of("an")
    old = an.take_in("chung thuc ban sao", COPIES)
    an.page.goto("about:blank")
    commune.kill()
    neighbour.kill()

    lam = desk_of("lam")
    bring_in(lam, tmp_path)
    shorten(lam)
    number = publish(lam)

    commune.start()
    an.sync_now()
    look_at_the_news(an, number)
    an.find(old)
    expect(an.page.locator("main")).to_contain_text(f"{COPIES}, bản 1")
    new = an.take_in("chung thuc ban sao", COPIES)
    an.find(new)
    expect(an.page.locator("main")).to_contain_text(f"{COPIES}, bản {number}")
    an.open("/thu-tuc?tim=7.000300")
    expect(an.page.locator("#found")).to_contain_text("Thủ tục thử số 300")
    hang_up(an, number)
    an.sync_now()

    neighbour.command("seed", "--dossiers", "5", "--seed", "9")
    neighbour.sync()
    assert neighbour.dump() == district.dump("18604")
    lam.open("/thu-tuc/ban/cac-xa")
    row = lam.page.get_by_role("row", name=re.compile("Xã Thạch Hải"))
    expect(row).to_contain_text(f"Đang dùng bản {number}")


def bring_in(lam: Desk, folder: Path) -> None:
    """Put 300 procedures up, look at the check page, take them into the draft."""
    file = folder / "danh-muc.xlsx"
    file.write_bytes(as_xlsx(many(300)).getvalue())
    lam.open("/thu-tuc/tep")
    lam.page.set_input_files("#file", file)
    lam.page.get_by_role("button", name="Đưa lên và kiểm tra").click()
    take = lam.page.get_by_role("button", name="Lấy 300 thủ tục vào bản nháp")
    take.click(timeout=WORK_MS)
    done = "Đã đưa 300 thủ tục vào bản nháp"
    expect(lam.page.locator("#job")).to_contain_text(done, timeout=WORK_MS)


def shorten(lam: Desk) -> None:
    """One paper less and another time, in the editor."""
    lam.open(f"/thu-tuc/{COPIES}")
    lam.press("Sửa trong bản nháp")
    lam.press("Xóa giấy tờ 1")
    lam.fill(duration_value="3")
    lam.page.locator("#duration_unit").select_option("working_days")
    lam.page.get_by_role("button", name="Lưu và về bản nháp").first.click()
    expect(lam.page.locator("main")).to_contain_text("3 ngày làm việc; Giấy tờ bỏ:")


def publish(lam: Desk) -> str:
    """Publish from today; the number of the version."""
    lam.press("Kiểm tra và phát hành")
    lam.fill(starts_on=f"{clock.local(clock.now()):%d/%m/%Y}", decision="427/QĐ-UBND")
    lam.page.get_by_label("Tôi đã xem, vẫn phát hành").check()
    lam.prove()
    lam.press_named("Phát hành bản [0-9]+")
    job = lam.page.locator("#job")
    expect(job).to_contain_text("Đã phát hành bản", timeout=WORK_MS)
    return re.findall(r"Đã phát hành bản ([0-9]+)", job.inner_text())[0]


def look_at_the_news(an: Desk, number: str) -> None:
    an.open("/")
    expect(an.page.locator("main")).to_contain_text(f"Danh mục bản {number} đã áp dụng")
    expect(an.page.locator("main")).to_contain_text("301 thủ tục đổi")
    an.press(f"Xem thay đổi của bản {number}")
    expect(an.page.locator("main")).to_contain_text("Thời hạn: trong ngày → 3 ngày làm việc")
    an.press("Tôi đã xem")
    expect(an.page.locator("main")).not_to_contain_text("thủ tục đổi")


def hang_up(an: Desk, number: str) -> None:
    """The poster of the procedure is one sheet of A3, with its version on it."""
    an.open(f"/thu-tuc/{COPIES}/to-treo?kho=a3")
    printed = paper.read(an.page.pdf(prefer_css_page_size=True))

    assert printed.sizes == [(297, 420)]
    assert printed.says(f"Bản {number}")
