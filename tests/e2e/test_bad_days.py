"""Bad input and bad days at a commune whose parent is away: what was confirmed stays, nothing is done twice."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from app import clock, config, database
from app.domain.officers import Role
from app.instance import open_instance
from app.services import officers
from tests import strange_parent
from tests.e2e import desk
from tests.e2e.desk import COPIES, FUNERAL, Desk
from tests.processes import PASSWORD, Node
from tests.strange_parent import Answer

pytestmark = pytest.mark.browser

SERVER_AWAY = ("ERR_CONNECTION_REFUSED", "htmx:sendError", "htmx:afterRequest")
DEADLINE_SECONDS = 3
AT_ONCE_SECONDS = 2.0
ANOTHER = {
    "applicant_name": "Phan Thị Sáu",
    "phone": "0912 345 679",
    "address": "Thôn Nam Hải, xã Thạch Hải",
}
"""A citizen who is nobody else."""


@pytest.fixture(scope="module", autouse=True)
def impatient(offices: dict[str, Node]) -> None:
    """The commune gives a slow parent three seconds, so that the tests need not wait a minute."""
    file = offices["18571"].directory / config.CONFIG_FILE
    file.write_text(f"request_deadline_seconds = {DEADLINE_SECONDS}\n", "utf-8")


@pytest.fixture(scope="module", autouse=True)
def stranger(offices: dict[str, Node]) -> None:
    """Dung has an account at the commune too, as an officer of her own; no command or page would open it."""
    open_instance(offices["18571"].directory)
    officers.add(
        "dung", name="Võ Thị Dung", title="", unit="18604", roles=[Role.DESK, Role.LEADER], by="cli",
        at=clock.now(), password=PASSWORD, must_change=False,
    )  # fmt: skip
    database.close()


@pytest.fixture
def an(commune: Node, desk_of: Callable[..., Desk]) -> Desk:
    return desk_of("an")


def lines_of(node: Node, name: str) -> int:
    """How many dossiers of this person the node holds."""
    return node.dump().count(f'"applicant_name":"{name}"')


# ── The power goes out ──────────────────────────────────────────────────────────────────────────────


def test_what_was_confirmed_on_screen_outlives_a_power_cut(commune: Node, an: Desk) -> None:
    an.page.context.watch.expect(*SERVER_AWAY)
    code = an.take_in("chung thuc", COPIES)

    commune.kill()
    commune.start()

    an.find(code)
    assert an.code() == code
    following = an.take_in("chung thuc", COPIES)
    assert int(following[-4:]) == int(code[-4:]) + 1
    commune.command("verify")


def test_a_server_killed_while_typing_costs_no_word_and_no_second_dossier(
    commune: Node, an: Desk
) -> None:
    an.page.context.watch.expect(*SERVER_AWAY)
    banner = an.page.locator("#no-server")
    an.fill_form("chung thuc", COPIES, applicant_name="Phan Thị Mất Điện")

    commune.kill()
    an.page.get_by_role("button", name="Kiểm tra lại").last.click(force=True)
    expect(banner).to_contain_text("Những gì ông/bà vừa gõ vẫn còn trên màn hình này.")
    expect(an.page.locator("#applicant_name")).to_have_value("Phan Thị Mất Điện")
    commune.start()
    an.page.get_by_role("button", name="Thử ngay").click()
    expect(banner).to_be_hidden()
    an.press_named("Kiểm tra lại")

    commune.kill()
    an.page.locator("[value=show]").click()
    expect(banner).to_be_visible()
    commune.start()
    an.page.get_by_role("button", name="Thử ngay").click()
    expect(banner).to_be_hidden()
    an.press_named("Tiếp nhận")

    assert an.code()
    assert lines_of(commune, "Phan Thị Mất Điện") == 1


# ── The same thing twice ────────────────────────────────────────────────────────────────────────────

POST_THREE_TIMES = """async () => {
  const form = document.querySelector("form[data-review]");
  const post = () => fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  const answers = await Promise.all([post(), post()]);
  answers.push(await post());
  return answers.map((answer) => [answer.status, answer.url]);
}"""


def test_the_same_form_posted_three_times_is_one_dossier(commune: Node, an: Desk) -> None:
    an.fill_form("chung thuc", COPIES, applicant_name="Phan Thị Bấm Ba Lần")
    an.press_named("Kiểm tra lại")

    answers = an.page.evaluate(POST_THREE_TIMES)

    assert {status for status, _ in answers} == {200}
    assert len({url for _, url in answers}) == 1
    assert lines_of(commune, "Phan Thị Bấm Ba Lần") == 1


def test_two_officers_who_accept_at_once_get_two_numbers(
    an: Desk, desk_of: Callable[..., Desk]
) -> None:
    hoa = desk_of("hoa")
    for each, answers in ((an, {}), (hoa, ANOTHER)):
        each.fill_form("chung thuc", COPIES, **answers)
        each.press_named("Kiểm tra lại")
        each.explain()

    an.page.evaluate("document.querySelector('[value=show]').click()")
    hoa.page.evaluate("document.querySelector('[value=show]').click()")
    an.page.wait_for_url(desk.DOSSIER)
    hoa.page.wait_for_url(desk.DOSSIER)

    assert abs(int(an.code()[-4:]) - int(hoa.code()[-4:])) == 1


# ── A page that is out of date ──────────────────────────────────────────────────────────────────────


def test_a_second_tab_hears_calmly_that_the_first_was_quicker(
    an: Desk, desk_of: Callable[..., Desk]
) -> None:
    code = an.take_in("chung thuc", COPIES)
    binh = desk_of("binh")
    binh.find(code)
    other_tab = Desk(binh.page.context.new_page(), binh.node)
    other_tab.open(f"/ho-so/{binh.dossier_id()}")
    binh.press("Nhận thụ lý")

    assert other_tab.press("Nhận thụ lý") == 409

    told = other_tab.page.get_by_role("alert").filter(has_text="Chưa ghi gì của lần bấm vừa rồi")
    expect(told).to_contain_text("Lê Văn Bình – thụ lý")


def test_a_leader_hears_that_the_citizen_took_the_dossier_back_meanwhile(
    an: Desk, desk_of: Callable[..., Desk]
) -> None:
    code = an.take_in("chung thuc", COPIES)
    binh, chi = desk_of("binh"), desk_of("chi")
    binh.find(code)
    binh.press("Nhận thụ lý")
    binh.step("Trình duyệt")
    chi.find(code)
    chi.press("Duyệt")
    chi.fill(content="Đã đối chiếu bản chính")
    chi.prove()
    an.find(code)
    an.step("Công dân rút hồ sơ", reason="Công dân cần gấp bản chính")

    assert chi.press("Duyệt") == 409

    told = chi.page.get_by_role("alert").filter(has_text="Chưa ghi gì của lần bấm vừa rồi")
    expect(told).to_contain_text("Trần Thị An – cho rút hồ sơ")
    expect(told).to_contain_text("Công dân cần gấp bản chính")
    expect(told).to_contain_text("Đã đối chiếu bản chính")


# ── What cannot be right ────────────────────────────────────────────────────────────────────────────

WRONG = {
    "applicant_name": "",
    "birth_date": "31/2/1990",
    "id_no": "12",
    "phone": "không có",
    "address": "Thôn Liên Hải",
}


def test_a_form_with_faults_says_what_to_mend_keeps_all_and_stores_nothing(
    commune: Node, an: Desk
) -> None:
    before = commune.dump()
    an.open_form("chung thuc", COPIES)
    an.fill(**WRONG, abstract="Chứng thực học bạ")
    an.page.locator("[name=paper-0-have]").check()
    an.page.locator("[name=paper-0-note]").fill("bản ép nhựa")

    assert an.press_named("Kiểm tra lại") == 422

    expect(an.page).to_have_title(re.compile("^Lỗi: "))
    expect(an.page.locator("#error-summary")).to_be_focused()
    expect(an.page.locator("#error-summary h2")).to_have_text(re.compile("Có 4 chỗ cần sửa"))
    assert answers(an.page, WRONG) == WRONG
    expect(an.page.locator("#abstract")).to_have_value("Chứng thực học bạ")
    expect(an.page.locator("[name=paper-0-have]")).to_be_checked()
    expect(an.page.locator("[name=paper-0-note]")).to_have_value("bản ép nhựa")
    assert commune.dump() == before


def answers(page: Page, names: dict[str, str]) -> dict[str, str]:
    return {name: page.locator(f"#{name}").input_value() for name in names}


# ── Who must see nothing ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "unit", ["18604", "18571"], ids=["at-her-own-office", "with-an-account-here"]
)
def test_dung_of_another_commune_sees_nothing(
    an: Desk,
    neighbour: Node,
    offices: dict[str, Node],
    new_context: Callable[..., BrowserContext],
    unit: str,
) -> None:
    code = an.take_in("chung thuc", COPIES, applicant_name="Phan Thị Riêng Tư")
    dung = Desk(new_context().new_page(), offices[unit]).sign_in("dung")
    dung.page.context.watch.expect("404")

    assert dung.open(f"/ho-so/{an.dossier_id()}") == 404
    assert dung.open(f"/ho-so/{an.dossier_id()}/in/giay-tiep-nhan") == 404
    assert dung.open(f"/ho-so/{an.dossier_id()}/buoc/thu-ly") == 404
    dung.open("/ho-so")
    expect(dung.page.locator(".empty")).to_contain_text("Chưa có hồ sơ nào")
    dung.open(f"/ho-so?q={code}")
    expect(dung.page.locator(".empty")).to_contain_text("Không có hồ sơ khớp bộ lọc")
    dung.open("/ho-so?q=Rieng+Tu")
    expect(dung.page.locator(".empty")).to_contain_text("Không có hồ sơ khớp bộ lọc")
    dung.open("/")
    expect(dung.page.locator("#queues .count:not(.is-zero)")).to_have_count(0)


def test_a_suspended_officer_is_out_at_once(commune: Node, desk_of: Callable[..., Desk]) -> None:
    hoa = desk_of("hoa")

    commune.command("officer suspend", "--username", "hoa", "--reason", "Nghỉ việc")

    hoa.open("/ho-so")
    expect(hoa.page).to_have_url(re.compile("/dang-nhap"))


# ── Something strange on the parent's address ───────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (strange_parent.login_page, "không phải là máy chủ Một Cửa"),
        (strange_parent.rubbish, "không phải là máy chủ cấp trên"),
        (strange_parent.broken, "báo lỗi 502"),
        (strange_parent.dribble, "trả lời quá chậm"),
    ],
    ids=["login-page", "rubbish", "broken", "dribble"],
)
def test_a_strange_parent_is_told_in_words_and_holds_nobody_up(
    an: Desk, offices: dict[str, Node], answer: Answer, words: str
) -> None:
    with strange_parent.strange_parent(offices["445"].port, answer):
        an.open("/dong-bo")
        an.page.get_by_role("button", name="Đồng bộ ngay").click()
        an.slowest = 0
        an.take_in("mai tang", FUNERAL)
        an.open("/")
        assert an.slowest < AT_ONCE_SECONDS

        an.open("/dong-bo")
        failure = an.page.locator("#standing .fact", has_text="Lần không thành công gần nhất")
        expect(failure).to_contain_text(words, timeout=15_000)
        expect(an.lamp).to_contain_text(
            re.compile(r"Huyện: chờ gửi \d+ thay đổi – mất liên lạc từ")
        )
