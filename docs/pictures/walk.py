"""What is photographed, in the order of the guide: the journey of one dossier, and the line that fails meanwhile."""

from typing import Any

from playwright.sync_api import Locator, Page

FUNERAL = "Hỗ trợ chi phí mai táng"
AWAY_SECONDS = 90
PROBE_MS = 500
APPLICANT = {
    "applicant_name": "Phan Thị Hoài",
    "id_no": "042174300215",
    "birth_date": "12/8/1974",
    "phone": "0974300215",
    "address": "Thôn Liên Hải, xã Thạch Hải",
}
COPIES = "2.000815"
CITIZEN = {
    "applicant_name": "Nguyễn Văn Đạt",
    "id_no": "042088300417",
    "birth_date": "3/2/1988",
    "phone": "0912300417",
    "address": "Thôn Bắc Hải, xã Thạch Hải",
}
"""Invented, like everybody in the demo."""


def everywhere(camera: Any, district: Any, commune: Any) -> None:
    an = counter(camera, commune)
    offline(camera, district, commune, an)
    work(camera, commune)
    above(camera, district)
    keeping(camera, district, commune)


def counter(camera: Any, commune: Any) -> Page:
    """An takes in a dossier."""
    camera.shoot(camera.visitor(commune.url + "/dang-nhap"), "sign-in", of=".gate")
    an = camera.officer(commune, "an")
    camera.shoot(an, "lamps-good", of="#lamps")
    an.goto(commune.url + "/tiep-nhan")
    an.fill("#tim", "ks")
    an.wait_for_selector("text=Tìm thấy")
    camera.shoot(an, "find-procedure", height=480)
    fill(an, commune)
    camera.shoot(an, "intake", height=980)
    camera.shoot(an, "papers", of="#khoi-3")
    an.keyboard.press("Control+Enter")
    an.wait_for_url("**/kiem-tra")
    camera.shoot(an, "review", height=700)
    press(an, "Tiếp nhận và in")
    camera.shoot(an, "receipt", height=720)
    camera.shoot(an, "print-asked", of=".print-asked")
    press(an, "Rõ")
    on_the_spot(camera, an, commune)
    camera.shoot(covered(camera, commune), "cover", of="#cover #cover-body")
    return an


def on_the_spot(camera: Any, an: Page, commune: Any) -> None:
    """A certified copy that is signed at once; before that a form left half typed."""
    an.goto(f"{commune.url}/tiep-nhan/{COPIES}@1")
    for name, words in CITIZEN.items():
        an.fill(f"[name={name}]", words)
    an.locator("#saved[data-state=saved]").wait_for()
    an.goto(commune.url + "/nhap")
    camera.shoot(an, "drafts", height=360)
    an.goto(f"{commune.url}/tiep-nhan/{COPIES}@1")
    for name, words in CITIZEN.items():
        an.fill(f"[name={name}]", words)
    an.locator("[data-have]").first.check()
    an.fill("[name=quantity-copy]", "3")
    an.keyboard.press("Control+Enter")
    an.wait_for_url("**/kiem-tra")
    an.locator("summary", has_text="Tiếp nhận và trả ngay").click()
    camera.shoot(an, "at-once", of="details[open].otherwise")


def covered(camera: Any, commune: Any) -> Page:
    """An away from her screen."""
    page = camera.officer(commune, "an")
    page.keyboard.press("Control+l")
    page.locator("#cover [name=secret]").wait_for()
    return page


def fill(an: Page, commune: Any) -> None:
    an.goto(commune.url + "/tiep-nhan?tim=mai+tang")
    an.locator(".picks a", has_text=FUNERAL).first.click()
    for name, words in APPLICANT.items():
        an.fill(f"[name={name}]", words)
    an.select_option("[name=gender]", "female")
    for box in an.locator("[data-have]").all():
        box.check()
    an.locator("#live", has_text="Đủ giấy tờ phải nộp").wait_for()
    # The eye goes to what was typed and to the promise beside it.
    an.locator("[name=applicant_name]").focus()
    an.evaluate("scrollTo(0, 0)")


def offline(camera: Any, district: Any, commune: Any, an: Page) -> None:
    """The line to the district fails, then the office's own server; both come back."""
    district.kill()
    fill(an, commune)
    an.keyboard.press("Control+Enter")
    an.wait_for_url("**/kiem-tra")
    # The same person, an hour later: the page asks why it should be taken in all the same.
    an.fill("[name=reason]", "Hồ sơ cho người thân thứ hai")
    press(an, "Tiếp nhận")
    sync_now(an, commune)
    an.locator("#lamp-line", has_text="mất liên lạc").wait_for(timeout=AWAY_SECONDS * 1000)
    camera.shoot(an, "lamps-away", of="#lamps")
    an.goto(commune.url + "/viec/cho-tra")
    camera.shoot(an, "desk")
    an.goto(commune.url + "/ho-so")
    an.locator(".row-link").first.click()
    camera.shoot(an, "dossier-waiting", height=420)
    an.goto(commune.url + "/dong-bo")
    camera.shoot(an, "sync-away", height=620)
    fill(an, commune)
    commune.kill()
    an.keyboard.press("Control+Enter")
    an.locator("#no-server").wait_for()
    camera.shoot(an, "no-server", height=420)
    commune.start()
    district.start()
    an.goto(commune.url + "/dong-bo")
    sync_now(an, commune)
    an.locator("#lamp-line", has_text="đã khớp").wait_for(timeout=AWAY_SECONDS * 1000)


def work(camera: Any, commune: Any) -> None:
    """Bình works it, Chi approves, An hands a result over."""
    binh = camera.officer(commune, "binh")
    camera.shoot(binh, "case-officer-desk", height=560)
    binh.goto(commune.url + "/viec/moi-tiep-nhan")
    binh.locator(".row-link").first.click()
    camera.shoot(binh, "dossier", height=660)
    press(binh, "Nhận thụ lý")
    binh.locator("text=Đã nhận thụ lý").wait_for()
    ask_for_more(camera, binh)
    press(binh, "Trình duyệt")
    fill_result(binh)
    camera.shoot(binh, "submit", of="form.card")
    press(binh, "Trình duyệt")
    chi = camera.officer(commune, "chi")
    sign_together(camera, chi, commune)
    chi.goto(commune.url + "/viec/cho-ky")
    chi.locator(".row-link").first.click()
    camera.shoot(chi, "steps-leader", of=".steps-bar")
    press(chi, "Duyệt")
    camera.shoot(chi, "approve", of="form.card")
    an = camera.officer(commune, "an")
    an.goto(commune.url + "/lich-hen")
    camera.shoot(an, "appointments", height=620)
    an.goto(commune.url + "/cong-dan")
    an.locator(".row-link").first.click()
    camera.shoot(an, "person", height=560)
    an.goto(commune.url + "/viec/cho-tra")
    an.locator(".row-link").first.click()
    press(an, "Trả kết quả")
    camera.shoot(an, "hand-over", of="form.card")


def ask_for_more(camera: Any, binh: Page) -> None:
    """The dialog for missing papers, looked at and left."""
    dossier = binh.url
    binh.locator("summary", has_text="Việc khác").click()
    press(binh, "Yêu cầu bổ sung")
    binh.fill("[name=items]", "Giấy chứng tử, bản chính\nGiấy xác nhận của cơ sở mai táng")
    binh.fill("[name=reason]", "Bản nộp là bản chụp, không đối chiếu được.")
    camera.shoot(binh, "supplement", of="form.card")
    binh.goto(dossier)


def sign_together(camera: Any, chi: Page, commune: Any) -> None:
    """What waits for the signature, and the page before signing."""
    chi.goto(commune.url + "/ky")
    camera.shoot(chi, "sign-pile", height=640)
    for box in chi.locator("#sign-form [name=ho-so]").all()[:2]:
        box.check()
    press(chi, "Duyệt các hồ sơ đã chọn…")
    camera.shoot(chi, "sign-preview", height=560)


def fill_result(binh: Page) -> None:
    binh.check("[name=outcome][value=granted]")
    binh.fill("[name=number]", "57/TTr-UBND")
    binh.fill("[name=signer]", "Hồ Thị Chi")
    binh.fill("[name=content]", "Đủ điều kiện hỗ trợ chi phí mai táng.")


def above(camera: Any, district: Any) -> None:
    """Giang sees what communes have sent up."""
    giang = camera.officer(district, "giang")
    giang.goto(district.url + "/viec/cap-duoi-chuyen-len")
    camera.shoot(giang, "district-desk", height=560)
    giang.locator(".row-link").first.click()
    camera.shoot(giang, "district-dossier", height=420)


def keeping(camera: Any, district: Any, commune: Any) -> None:
    """The administrators: accounts, invitations."""
    keeper = camera.officer(commune, "quantri")
    keeper.goto(commune.url + "/quan-tri/nguoi-dung")
    camera.shoot(keeper, "officers", height=420)
    keeper.locator(".row-link").first.click()
    camera.shoot(keeper, "officer", height=700)
    sync_now(keeper, commune)
    keeper.locator("#lamp-line", has_text="đã khớp").wait_for(timeout=AWAY_SECONDS * 1000)
    keeper.goto(commune.url + "/dong-bo")
    camera.shoot(keeper, "sync", height=560)
    keeper = camera.officer(district, "quantri")
    keeper.goto(district.url + "/xa")
    camera.shoot(keeper, "fleet", height=620)
    keeper.locator("text=Mời kết nối").first.click()
    keeper.locator(".invitation").wait_for()
    camera.shoot(keeper, "invitation", of=".invitation")


def set_up(camera: Any, new: Any) -> None:
    page = camera.visitor(new.url.replace("127.0.0.1", "localhost") + "/cai-dat")
    camera.shoot(page, "set-up", of="form.setup")


def press(page: Page, words: str) -> None:
    """The button or link of exactly these words, and the page it leads to."""
    button(page, words).click()
    # The page asks whether its server is there before it lets a form go.
    page.wait_for_timeout(PROBE_MS)
    page.wait_for_load_state("networkidle")


def button(page: Page, words: str) -> Locator:
    return (
        page.locator("main .button, .rail .button")
        .filter(has=page.locator(f"span:text-is('{words}')"))
        .first
    )


def sync_now(page: Page, commune: Any) -> None:
    page.goto(commune.url + "/dong-bo")
    press(page, "Đồng bộ ngay")
