"""Every page of a busy commune and its district: for everybody's eyes, every screen, without script, by keyboard."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from app import clock, create_app, database
from app.domain.dossiers import Status
from app.domain.officers import Officer
from app.domain.procedure_boxes import content_of
from app.instance import open_instance
from app.queries import catalogues as catalogue_questions
from app.queries import officers
from app.queries import reserve as reserve_questions
from app.services import catalogues, money, reserve
from app.services import dossiers as services
from tests.clashes import contest
from tests.e2e import paper
from tests.e2e.desk import CITIZEN, COPIES, FUNERAL, Desk
from tests.e2e.eyes import look_at
from tests.offices import Offices
from tests.processes import Node
from tests.town import form

pytestmark = pytest.mark.browser

EVERYBODY = (
    "/lich", "/don-vi", "/don-vi/18595",
    "/", "/thu-tuc", "/thu-tuc?tim=ks", "/thu-tuc/1.010405", "/dong-bo", "/dong-bo/hop-di",
    "/dong-bo/bi-tu-choi", "/dong-bo/lan-chay", "/dong-bo/lan/1", "/dong-bo/hop-den", "/dong-bo/tep-quet",
    "/dong-bo/usb", "/dong-bo/khoa", "/dong-bo/bien-nhan", "/dong-bo/doi-chieu", "/mat-khau", "/ma-pin", "/phien",
    "/nguoi-thay", "/den", "/tra-cuu",
    "/cong-viec", "/thu-tuc/ban", "/thu-tuc/1.010405/ban/1",
    "/thu-tuc/1.010405/to-treo", "/thu-tuc/1.001193/to-treo?kho=the",
)  # fmt: skip
WITH_DOSSIERS = (
    "/lich/tinh-lai",
    "/ho-so", "/ho-so?q=khong+co+ai", "/ho-so?tu=mai", "/ho-so?linh-vuc=x&hen-tu=mai", "/viec/qua-han", "/so-theo-doi",
    "/van-ban", "/van-ban?so=di", "/van-ban?tim=khong-co", "/van-ban/so/den/2019", "/thong-bao", "/lien-thong",
    "/lien-thong?chieu=da-tra", "/lien-thong?chieu=da-chuyen&ma=khong-co",
    "/so-theo-doi/in", "/ban-giao", "/noi-de-giay-to", "/noi-de-giay-to?noi=khong-co", "/trao-doi", "/danh-gia",
    "/xung-dot", "/in-lai", "/bi-tu-choi",
)  # fmt: skip
DESK = (
    "/nhap-so-cu",
    "/tiep-nhan", "/tiep-nhan?tim=khai+sinh", "/tiep-nhan?tim=khong+co", "/tiep-nhan/1.010405@1",
    "/tiep-nhan/2.000815@1", "/tiep-nhan/1.004873@1", "/nhap", "/thu-phi", "/thu-phi/2019-05-24",
    "/lich-hen", "/lich-hen/in", "/het-ca",
)  # fmt: skip
RESERVE = (
    "/quan-tri/bien-nhan-du-phong", "/quan-tri/bien-nhan-du-phong/1",
    "/quan-tri/bien-nhan-du-phong/1/in",
)  # fmt: skip
ADMIN = (
    "/don-vi/them", "/don-vi/sap-nhap", "/don-vi/18571/sua",
    "/quan-tri/don-vi", "/lich/soan", "/lich/ban-hanh",
    "/", "/dong-bo", "/quan-tri/nguoi-dung", "/quan-tri/nguoi-dung/them", "/quan-tri/nguoi-dung/{me}",
    "/quan-tri/may-in",
)  # fmt: skip
CATALOGUE = (
    "/thu-tuc/tep", "/thu-tuc/ban/3", "/thu-tuc/ban/cac-xa", "/thu-tuc/ban/nhap", "/thu-tuc/ban/nhap/them",
    "/thu-tuc/ban/nhap/sua/1.001193?them=legs", "/thu-tuc/ban/nhap/phat-hanh", "/thu-tuc/ban/nhap/chuong-trinh",
    "/thu-tuc/1.001193/ban/3", "/thu-tuc/1.001193", "/xung-dot/dung-chung",
)  # fmt: skip
BULK = (
    "/hang-loat/xem-truoc?lam=nhan&tat-ca=1", "/hang-loat/xem-truoc?lam=in&tat-ca=1",
    "/hang-loat/xem-truoc?lam=xuat&tat-ca=1&trang-thai=returned",
)  # fmt: skip
LETTERS = ("/thong-bao/da-gui", "/thong-bao/soan", "/van-ban/soan")
FLEET = (
    "/xa", "/xa/18571", "/xa/bi-giu", "/xa/them", "/xa/nguong", "/doi-soat", "/doi-soat/18571/2019-05-24?ma=7K4-29P",
    "/chan-doan", "/sao-luu",
)  # fmt: skip
PAGES = {
    "an": EVERYBODY + WITH_DOSSIERS + DESK + RESERVE,
    "binh": ("/", "/ho-so", "/ho-so?chon=trang", "/viec/moi-tiep-nhan?chon=tat-ca", *BULK),
    "chi": ("/", "/ho-so", "/ky", "/nhat-ky", "/nhat-ky?tu=mai", "/thoi-han-luu"),
    "em": ADMIN,
    "hoa": ("/cong-dan", "/cong-dan/1", "/cong-dan/1/sua", "/trung"),
    "giang": ("/", "/xa", "/thu-tuc", "/dong-bo", *WITH_DOSSIERS, *DESK[:2], *LETTERS),
    "khoa": ("/xung-dot/quy-tac", "/", "/ho-so", "/xa", "/trung"),
    "lam": ADMIN + CATALOGUE + FLEET,
}
NEEDS_SOMETHING_FIRST = {
    "batch_prints.sheets",
    "handover_lists.printed",
    "dispatches.one",
    "dispatches.edit",
    "notices.one",
    "notices.sent_one",
    "notices.edit",
    "imports.one",
    "catalogue_files.one",
    "printers.one",
    "printers.trial",
    "jobs.one",
    "documents.removal",
    "papers.tray",
    "papers.edit",
    "papers.earlier",
    "verification.one",
    "people_pairs.one",
    "twins.one",
    "conflicts.one",
    "common_conflicts.one",
    "refused_changes.one",
    "corrections.form",
    "signing.preview",
    "locks.cover",
}
"""A file, or an incident: pages looked at where their own tests have made one."""
MONEY_PAGES = {"payments.collect_form", "payments.receipt", "payments.refund_form"}
NOT_PAGES = {
    "notices.file",
    "dispatches.file",
    "printers.style",
    "jobs.file",
    "diagnostics.file",
    "fleet.sheet",
    "documents.content",
    "documents.preview",
    "papers.page",
    "receipts.download",
}
NOT_FOR_EYES = ("static", "sync.", "frame.server", "setup.index", "sessions.sign_in")


@pytest.fixture(scope="module")
def offices(
    seeded_offices: Offices, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Node]]:
    nodes = seeded_offices.copies(tmp_path_factory.mktemp("offices"))
    lay_money(nodes["18571"], desk="an")
    lay_something_to_sign(nodes["18571"], desk="an", case_officer="binh")
    lay_something_to_sign(nodes["445"], desk="giang", case_officer="giang")
    lay_blank_receipts(nodes["18571"], desk="an")
    lay_versions(nodes["445"], admin="lam")
    yield nodes
    for node in nodes.values():
        node.kill()


def lay_versions(node: Node, *, admin: str) -> None:
    """A version of the catalogue that waits for its day, and a draft of the next."""
    open_instance(node.directory)
    by, at = officers.one(admin).officer, clock.now()
    starts_on = clock.local(at).date() + timedelta(days=3)
    edit_catalogue("1.001193", by, duration_value=3, duration_unit="working_days")
    catalogues.publish(title="", decision="427/QĐ-UBND", starts_on=starts_on, seen=1, by=by, at=at)
    edit_catalogue("1.001193", by, duration_value=2)
    edit_catalogue("2.000815", by, name="")
    contest("calendar_day", "2019-04-15", node="42", tier=2, at=at, note="Nghỉ bù")
    database.close()


def edit_catalogue(code: str, by: Officer, **changes: object) -> None:
    catalogues.begin(by=by, at=clock.now())
    known = catalogue_questions.newest(code).to_values()
    catalogues.save(code, content_of(known) | changes, seen=-1, by=by, at=clock.now())


def lay_money(node: Node, *, desk: str) -> None:
    """A receipt of today, and something of its dossier still owed."""
    open_instance(node.directory)
    by, at = officers.one(desk).officer, clock.now()
    dossier = services.receive(form(77, quantities={"late": 3}), by=by, at=at)
    money.collect(dossier, amount=5_000, method="cash", form_id="7" * 32, by=by, at=at)
    database.close()


def lay_something_to_sign(node: Node, *, desk: str, case_officer: str) -> None:
    """What was invented may all be signed on the day of the test; a leader's dialogs need one that is not."""
    open_instance(node.directory)
    by, at = officers.one(case_officer).officer, clock.now()
    dossier = services.receive(
        form(1, procedure_id=f"{COPIES}@1"), by=officers.one(desk).officer, at=at
    )
    services.take_up(dossier, by=by, at=at)
    services.submit_for_approval(dossier, by=by, at=at)
    database.close()


def lay_blank_receipts(node: Node, *, desk: str) -> None:
    """A pack in the drawer, one sheet of it spoiled."""
    open_instance(node.directory)
    by, at = officers.one(desk).officer, clock.now()
    pack = reserve.make_pack(3, seen=0, by=by, at=at)
    sheets = reserve_questions.sheets(pack, by)
    reserve.spoil(pack, [sheets[0].code], "Viết nhầm", by=by, at=at)
    database.close()


# ── For everybody's eyes, on every screen ───────────────────────────────────────────────────────────


@pytest.mark.parametrize("username", PAGES)
def test_every_page_is_accessible_and_fits_the_screen(
    district: Node, commune: Node, desk_of: Callable[..., Desk], username: str
) -> None:
    officer = desk_of(username)

    assert faults_of(officer, [path.format(me=username) for path in PAGES[username]]) == []


@pytest.mark.parametrize("username", ["an", "giang"])
def test_every_dossier_is_accessible_and_fits_the_screen(
    district: Node, commune: Node, desk_of: Callable[..., Desk], username: str
) -> None:
    officer = desk_of(username)
    dossiers = one_of_each_status(officer)
    receipt = f"{dossiers['returned']}/in/giay-tiep-nhan"
    slip = f"{dossiers['returned']}/in/kiem-soat"

    files = f"{dossiers['returned']}/tep"
    papers = f"{dossiers['returned']}/giay-to"
    visit = dossiers["returned"].replace("/ho-so/", "/tiep-nhan/luot/")
    sheet = f"{visit}/in"

    past = f"{dossiers['returned']}/lich-su"
    ticks = versions_of(officer, past)
    history = [past, f"{past}?loc=dong-bo", f"{past}/nhu-luc?ban={ticks[0]}"]
    history += [f"{past}/so-sanh?ban={ticks[0]}&ban={ticks[-1]}"]
    promise = f"{dossiers['returned']}/hen-tra"
    notes = f"{dossiers['returned']}/trao-doi"
    dossiers["way"] = dossiers["resolved"].replace("/ho-so/", "/lien-thong/")

    pages = [
        *dossiers.values(),
        receipt,
        slip,
        files,
        papers,
        visit,
        sheet,
        promise,
        notes,
        *history,
    ]

    assert faults_of(officer, pages) == []


def versions_of(officer: Desk, address: str) -> list[str]:
    """The versions one can tick in a history, the newest first."""
    officer.open(address)
    boxes = officer.page.locator("input[name=ban]")
    return [str(box.get_attribute("value")) for box in boxes.all()]


def test_a_receipt_of_the_district_is_accessible_and_fits_the_screen(
    district: Node, commune: Node, desk_of: Callable[..., Desk]
) -> None:
    an = desk_of("an")
    an.open("/dong-bo/bien-nhan")
    first = an.page.locator("main a[href*='/bien-nhan/']").first.get_attribute("href")

    assert faults_of(an, [str(first)]) == []


def test_the_receipts_of_money_are_accessible_and_fit_the_screen(
    district: Node, commune: Node, desk_of: Callable[..., Desk]
) -> None:
    an = desk_of("an")
    an.open("/thu-phi")
    receipt = str(an.page.locator("main a[href*='/thu-phi/bien-lai/']").first.get_attribute("href"))
    dossier = an.page.locator("main a[href*='/ho-so/']").first.get_attribute("href")

    assert faults_of(an, [receipt, f"{receipt}/hoan-tra", f"{dossier}/thu-phi"]) == []


@pytest.mark.parametrize("username", ["an", "binh", "chi", "giang", "khoa"])
def test_every_dialog_of_a_step_is_accessible_and_fits_the_screen(
    district: Node, commune: Node, desk_of: Callable[..., Desk], username: str
) -> None:
    officer = desk_of(username)
    dialogs = steps_of(officer, one_of_each_status(officer))

    assert len(dialogs) > 1
    assert faults_of(officer, dialogs) == []


def faults_of(officer: Desk, paths: list[str]) -> list[str]:
    return [fault for path in paths for fault in opened(officer, path)]


def opened(officer: Desk, path: str) -> list[str]:
    assert officer.open(path) == 200, path
    return look_at(officer.page)


def one_of_each_status(officer: Desk) -> dict[str, str]:
    """The address of the first dossier of each status that this office has."""
    found = {status.value: first_of(officer, status) for status in Status}
    return {status: address for status, address in found.items() if address}


def first_of(officer: Desk, status: Status) -> str:
    officer.open(f"/ho-so?trang-thai={status.value}")
    links = officer.page.locator("a.row-link").all()
    return str(links[0].get_attribute("href")) if links else ""


def steps_of(officer: Desk, dossiers: dict[str, str]) -> list[str]:
    """One dialog of each step that is open to the officer on one of the dossiers."""
    found = {}
    for address in dossiers.values():
        officer.open(address)
        for link in officer.page.locator(".steps-bar a").all():
            found[link.inner_text()] = str(link.get_attribute("href"))
    return list(found.values())


def test_the_answers_to_forms_are_accessible_and_fit_the_screen(
    district: Node, commune: Node, desk_of: Callable[..., Desk]
) -> None:
    an, lam = desk_of("an"), desk_of("lam")
    an.open_form("chung thuc", COPIES)
    assert an.press_named("Kiểm tra lại") == 422
    faults = look_at(an.page)
    an.fill(**CITIZEN)
    an.press_named("Kiểm tra lại")
    faults += look_at(an.page)
    assert an.press_named("Tiếp nhận") == 422
    faults += look_at(an.page)
    lam.open("/quan-tri/nguoi-dung/them")
    assert lam.press("Thêm cán bộ") == 422
    faults += look_at(lam.page)
    lam.open("/xa")
    lam.page.get_by_role("button", name=re.compile("^Mời kết nối: ")).first.click()
    expect(lam.page.get_by_role("heading", level=1)).to_contain_text("Mã mời")
    faults += look_at(lam.page)

    assert faults == []


def test_the_slip_and_the_result_given_at_once_are_accessible_and_fit_the_screen(
    district: Node, commune: Node, desk_of: Callable[..., Desk]
) -> None:
    an = desk_of("an")
    an.open_form("chung thuc", COPIES)
    an.fill(**CITIZEN)
    assert an.press_named("Thiếu giấy tờ: hướng dẫn bổ sung") == 200
    faults = look_at(an.page)
    an.press_named("Quay lại biểu mẫu")
    an.tick_papers()
    an.press_named("Kiểm tra lại")
    an.page.get_by_text("Tiếp nhận và trả ngay", exact=True).first.click()
    faults += look_at(an.page)
    an.fill(**{"now-copies": ""})
    assert an.press_named("Tiếp nhận và trả ngay") == 422
    faults += look_at(an.page)

    assert faults == []


@pytest.mark.parametrize(
    ("path", "status"), [("/khong-co-trang-nay", 404), ("/quan-tri/nguoi-dung", 403)]
)
def test_a_page_that_says_no_is_accessible_and_fits_the_screen(
    commune: Node, desk_of: Callable[..., Desk], path: str, status: int
) -> None:
    an = desk_of("an")
    an.page.context.watch.expect(str(status))

    assert an.open(path) == status
    assert look_at(an.page) == []


@pytest.mark.parametrize("password", ["", "sai rồi"], ids=["at-first", "after-a-wrong-password"])
def test_signing_in_is_accessible_and_fits_the_screen(
    commune: Node, page: Page, password: str
) -> None:
    page.goto(commune.url + "/dang-nhap")
    page.get_by_label("Tên đăng nhập").fill("an")
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_label("Mật khẩu").press("Enter")
    expect(page.locator("#error-summary")).to_be_visible()

    assert look_at(page) == []


def test_the_first_page_of_a_new_machine_is_accessible_and_fits_the_screen(
    new_node: Callable[..., Node], page: Page
) -> None:
    fresh = new_node("fresh").start()

    page.goto(fresh.url)

    expect(page).to_have_url(re.compile("/cai-dat"))
    assert look_at(page) == []


def test_no_page_is_left_out(
    seeded_offices: Offices, tmp_path_factory: pytest.TempPathFactory
) -> None:
    node = seeded_offices.copies(tmp_path_factory.mktemp("routes"))["445"]
    urls = create_app(open_instance(node.directory)).url_map
    database.close()
    here = urls.bind("127.0.0.1")
    looked_at = {
        here.match(path.partition("?")[0])[0] for paths in PAGES.values() for path in paths
    }
    opened_by_dossier = {
        "visits.one",
        "visits.sheet",
        "dossiers.one",
        "steps.form",
        "steps.promise",
        "prints.receipt",
        "prints.form",
        "documents.index",
        "forwarding.one",
        "history.as_of",
        "history.compare",
        "history.index",
        "notes.index",
        "papers.index",
    }
    elsewhere = MONEY_PAGES | {"receipts.one"} | NEEDS_SOMETHING_FIRST | NOT_PAGES

    pages = {
        rule.endpoint
        for rule in urls.iter_rules()
        if "GET" in rule.methods and not rule.endpoint.startswith(NOT_FOR_EYES)
    }
    assert pages == looked_at | opened_by_dossier | elsewhere


def test_the_checker_sees_what_is_wrong(page: Page) -> None:
    page.set_content(
        "<html lang=vi><title>t</title><main><h1>Hồ sơ</h1><input>"
        "<div style='width: 400px; color: #aaa; background: #fff'>Nhạt</div></main>"
    )

    faults = look_at(page)

    assert [word for word in ("label", "color-contrast", "wider") if word not in str(faults)] == []


# ── Without script ──────────────────────────────────────────────────────────────────────────────────


def test_the_way_of_a_dossier_needs_no_script(commune: Node, desk_of: Callable[..., Desk]) -> None:
    an, binh, chi = (desk_of(each, java_script_enabled=False) for each in ("an", "binh", "chi"))
    an.press("Tiếp nhận hồ sơ")
    an.fill(tim="chung thuc")
    an.press("Tìm")
    an.follow(an.page.locator("#found li", has_text=COPIES).locator("a"))
    an.fill(**CITIZEN)
    an.tick_papers()
    an.fill(**{"quantity-copy": "3"})
    an.press("Tính lại", within="complementary")
    expect(an.page.locator("#applicant_name")).to_have_value(CITIZEN["applicant_name"])
    an.press_named("Kiểm tra lại")
    an.explain()
    an.press_named("Tiếp nhận và in")
    code = an.code()

    binh.find(code)
    binh.press("Nhận thụ lý")
    binh.step("Trình duyệt", content="Chứng thực 3 bản")
    chi.find(code)
    chi.step("Duyệt")
    an.find(code)
    an.step("Trả kết quả", collected_by="Nguyễn Thị Hoà")

    expect(an.page.locator(".dossier-line")).to_contain_text("Đã trả kết quả")


# ── By keyboard alone ───────────────────────────────────────────────────────────────────────────────

COUNT_PRINTS = """window.print = () => {
  const page = document.documentElement.dataset;
  page.prints = Number(page.prints || 0) + 1;
}"""


def test_from_sign_in_to_the_receipt_without_a_mouse(
    commune: Node, new_context: Callable[..., BrowserContext]
) -> None:
    context = new_context()
    context.add_init_script(COUNT_PRINTS)
    page = context.new_page()
    page.goto(commune.url + "/dang-nhap")
    typed = page.keyboard.type
    press = page.keyboard.press

    typed("an")
    press("Tab")
    typed("bốn con mèo trên mái ngói")
    press("Enter")
    expect(page.get_by_role("heading", name="Bàn làm việc")).to_be_visible()
    tab_to(page, "Tiếp nhận hồ sơ")
    press("Enter")
    expect(page.get_by_role("searchbox", name="Thủ tục")).to_be_focused()
    typed("mai tang")
    expect(page.locator("#found .found-words")).to_contain_text("Tìm thấy")
    press("ArrowDown")
    expect(page.locator(".picks a").first).to_be_focused()
    press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Mai táng phí")

    press("Alt+2")
    answer(page, "Nguyễn Thị Hoà", "", "", "5/3/90")
    expect(page.locator("#birth_date")).to_have_value("05/03/1990")
    press("ArrowDown")
    press("ArrowDown")
    answer(page, "", "0912345678", "", "Thôn Bắc Hải")
    expect(page.locator("#gender")).to_have_value("female")
    press("Alt+3")
    press("g")
    press("ArrowDown")
    press("s")
    expect(page.locator("[data-have]:checked")).to_have_count(2)
    press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kiểm tra trước khi tiếp nhận")
    press("Control+Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text("Giấy tiếp nhận hồ sơ")
    expect(page.locator("html")).to_have_attribute("data-prints", "1")
    printed = paper.read(page.pdf(prefer_css_page_size=True))
    assert printed.sizes == [(148, 210)]
    assert printed.says("Nguyễn Thị Hoà")
    assert FUNERAL in page.locator(".sheet").inner_text()


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the element with this name has the focus."""
    names = []
    while name not in names and len(names) < 60:
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.innerText.trim()"))
    assert name in names, names


def answer(page: Page, *values: str) -> None:
    """Type each value into its box; Enter goes to the next one."""
    for value in values:
        page.keyboard.type(value)
        page.keyboard.press("Enter")
