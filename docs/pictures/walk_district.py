"""What is photographed for the district's guide, by task."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Page
from walk import AWAY_SECONDS, COPIES, fill, press, sync_now

from app import clock
from app.demo import PASSWORD

COMMUNE, NEIGHBOUR = "18571", "18604"
JOB_MS = 60_000


def everything(camera: Any, district: Any, commune: Any, scrap: Path) -> None:
    keeper = camera.officer(district, "quantri")
    morning(camera, keeper, district)
    differing(camera, district, commune)
    catalogue(camera, keeper, district)
    calendar(camera, keeper, district)
    letters(camera, district, commune)
    one_commune(camera, keeper, district, commune)
    forwarded(camera, district)
    merge(camera, keeper, district)
    stick(camera, keeper, district, commune, scrap)


def morning(camera: Any, keeper: Page, district: Any) -> None:
    keeper.goto(district.url + "/")
    camera.shoot(keeper, "overview", of=".overview")
    keeper.goto(district.url + "/doi-soat")
    camera.shoot(keeper, "reconciliation", of="main", height=390)


def differing(camera: Any, district: Any, commune: Any) -> None:
    """Both write into one dossier while there is no line; the leader of the district looks at it."""
    an, giang = camera.officer(commune, "an"), camera.officer(district, "giang")
    dossier = taken_in(an, commune, "Nguyễn Thị Hoan", "042181300330")
    synced(an, commune)
    district.kill()
    correct(an, commune.url + dossier, applicant_name="Nguyễn Thị Hòa Bình", phone="0987654321")
    commune.kill()
    district.start()
    correct(giang, district.url + dossier, applicant_name="Nguyễn Thị Hòa")
    commune.start()
    synced(an, commune)
    khanh = camera.officer(district, "khanh")
    khanh.goto(district.url + "/xung-dot")
    khanh.locator(".row-link").first.click()
    camera.shoot(khanh, "conflict", of="main", height=810)


def taken_in(an: Page, commune: Any, name: str, id_no: str) -> str:
    """The address of a dossier whose receipt has been printed."""
    fill(an, commune)
    an.fill("[name=applicant_name]", name)
    an.fill("[name=id_no]", id_no)
    an.fill("[name=birth_date]", f"20/11/19{id_no[4:6]}")
    an.keyboard.press("Control+Enter")
    an.wait_for_url("**/kiem-tra")
    press(an, "Tiếp nhận và in")
    press(an, "Rõ")
    return an.url.removeprefix(commune.url).partition("/in/")[0]


def correct(page: Page, address: str, **typed: str) -> None:
    page.goto(address)
    press(page, "Sửa dữ liệu")
    for name, words in typed.items():
        page.fill(f"[name={name}]", words)
    page.get_by_label("Theo thẻ CCCD").check()
    press(page, "Lưu")
    page.locator("#messages", has_text="Đã sửa").wait_for()


def catalogue(camera: Any, keeper: Page, district: Any) -> None:
    """A shorter time for one procedure, published from next week."""
    keeper.goto(f"{district.url}/thu-tuc/{COPIES}")
    press(keeper, "Sửa trong bản nháp")
    keeper.fill("[name=duration_value]", "3")
    keeper.select_option("[name=duration_unit]", "working_days")
    press(keeper, "Lưu và về bản nháp")
    camera.shoot(keeper, "catalogue-draft", of="main", height=530)
    press(keeper, "Kiểm tra và phát hành")
    keeper.fill("[name=starts_on]", f"{today() + timedelta(days=7):%d/%m/%Y}")
    keeper.fill("[name=decision]", "427/QĐ-UBND")
    camera.shoot(keeper, "catalogue-publish", of="main", height=670)
    keeper.get_by_label("Tôi đã xem, vẫn phát hành").check()
    keeper.fill("[name=password_again]", PASSWORD)
    keeper.locator("button", has_text="Phát hành bản").click()
    keeper.locator("text=Đã phát hành bản").first.wait_for(timeout=JOB_MS)
    keeper.goto(district.url + "/thu-tuc/ban/cac-xa")
    camera.shoot(keeper, "catalogue-board", of="main", height=270)


def calendar(camera: Any, keeper: Page, district: Any) -> None:
    """The days of this year, confirmed against the notice."""
    keeper.goto(district.url + "/lich")
    keeper.locator(".page-actions .button", has_text="Soạn lịch năm").click()
    keeper.fill("[name=note-0]", "Tết Dương lịch (theo thông báo)")
    press(keeper, "So sánh và ban hành")
    camera.shoot(keeper, "calendar-publish", of="main", height=470)


def letters(camera: Any, district: Any, commune: Any) -> None:
    giang, an = camera.officer(district, "giang"), camera.officer(commune, "an")
    giang.goto(district.url + "/thong-bao/soan")
    giang.fill("[name=title]", "Trực bộ phận một cửa ngày lễ")
    giang.fill("[name=text]", "Mỗi xã cử một cán bộ trực từ 7 giờ 30 đến 11 giờ 30.")
    giang.get_by_label("Quan trọng").check()
    for name in ("Xã Thạch Hải", "Xã Thạch Khê"):
        giang.get_by_label(name, exact=True).check()
    press(giang, "Gửi thông báo")
    synced(an, commune)
    an.goto(commune.url + "/")
    an.get_by_text("Đọc cả thông báo").click()
    press(an, "Tôi đã đọc")
    synced(an, commune)
    giang.goto(district.url + "/thong-bao/da-gui")
    giang.locator(".row-link").first.click()
    camera.shoot(giang, "notice-sent", of="main", height=470)
    giang.goto(district.url + "/van-ban/soan")
    giang.fill("[name=symbol]", "UBND-VP")
    giang.fill("[name=subject]", "V/v báo cáo kết quả giải quyết hồ sơ tháng này")
    giang.fill("[name=answer_by]", f"{today() + timedelta(days=5):%d/%m/%Y}")
    giang.get_by_label("Xã Thạch Hải", exact=True).check()
    press(giang, "Cấp số và gửi")
    synced(an, commune)
    an.goto(commune.url + "/van-ban")
    an.locator(".row-link").first.click()
    press(an, "Nhận và vào sổ đến")
    synced(an, commune)
    giang.reload()
    camera.shoot(giang, "dispatch", of="main", height=530)


def one_commune(camera: Any, keeper: Page, district: Any, commune: Any) -> None:
    keeper.goto(f"{district.url}/xa/{COMMUNE}")
    keeper.fill("[name=message]", "Chiều nay 15 giờ máy chủ huyện nghỉ 30 phút.")
    press(keeper, "Gửi lời nhắn")
    keeper.goto(f"{district.url}/xa/{COMMUNE}")
    camera.shoot(keeper, "commune", of="main", height=910)


def forwarded(camera: Any, district: Any) -> None:
    giang = camera.officer(district, "giang")
    giang.goto(district.url + "/lien-thong")
    camera.shoot(giang, "forwarded", of="main", height=550)


def merge(camera: Any, keeper: Page, district: Any) -> None:
    """Looked at, and not done."""
    keeper.goto(district.url + "/don-vi/sap-nhap")
    keeper.get_by_label("Xã dừng hoạt động").select_option(COMMUNE)
    keeper.get_by_label("Xã có máy tiếp tục chạy").select_option(NEIGHBOUR)
    keeper.get_by_label("Ngày sáp nhập").fill("01/07/2025")
    keeper.get_by_label("Tên đơn vị mới").fill("Xã Hải Khê")
    keeper.get_by_label("Cấp trên từ ngày ấy").select_option("42")
    keeper.get_by_label("Căn cứ").fill("Nghị quyết về sắp xếp đơn vị hành chính")
    press(keeper, "Xem trước")
    camera.shoot(keeper, "merge-preview", of="main", height=670)


def stick(camera: Any, keeper: Page, district: Any, commune: Any, scrap: Path) -> None:
    """A package of a commune without a line, looked at before it is taken in."""
    district.kill()
    an, em = camera.officer(commune, "an"), camera.officer(commune, "quantri")
    taken_in(an, commune, "Trần Thị Lan", "042182300440")
    em.goto(commune.url + "/dong-bo/usb")
    with em.expect_download() as taken:
        em.locator("button", has_text="Tải gói về máy này").click()
    file = scrap / taken.value.suggested_filename
    taken.value.save_as(file)
    commune.kill()
    district.start()
    keeper.goto(district.url + "/dong-bo/usb")
    keeper.locator("input[type=file]").set_input_files(file)
    press(keeper, "Kiểm tra gói")
    camera.shoot(keeper, "usb-check", of="main", height=330)
    commune.start()


def synced(page: Page, commune: Any) -> None:
    sync_now(page, commune)
    page.locator("#lamp-line", has_text="đã khớp").wait_for(timeout=AWAY_SECONDS * 1000)


def today() -> date:
    return clock.local(clock.now()).date()
