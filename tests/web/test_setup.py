"""The first page of a new machine, as its keeper sees it."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import clock, create_app, database, joining
from app.domain.officers import Role
from app.domain.units import Unit
from app.instance import open_instance
from app.queries import nodes
from app.queries import officers as accounts
from app.services import nodes as services
from app.web.setup import code_of
from sync.child import Away, Refused
from sync.keys import BadCode
from sync.members.enrolment import NotEnrolled
from tests.processes import Node

PASSWORD = "bốn con mèo trên mái ngói"
ACCOUNT = {
    "name": "Hồ Văn Quang", "username": "quang", "password": PASSWORD, "repeated": PASSWORD,
}  # fmt: skip
TOP = {"kind": "top", "unit": "445 – Huyện Thạch Hà", **ACCOUNT}
CODE = "ABCD-EFGH-IJKL-MNOP"
CHILD = {
    "kind": "child", "unit": "Thạch Hải", "parent": "http://10.0.0.1:8000", "code": CODE, **ACCOUNT,
}  # fmt: skip


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """A program over an empty folder."""
    program = create_app(open_instance(tmp_path / "new"))
    program.config["WTF_CSRF_ENABLED"] = False
    yield program
    database.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


# ── Where it leads ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "page", ["/", "/dang-nhap", "/ho-so", "/dong-bo", "/xa", "/khong-co-trang-nay"]
)
def test_every_page_of_a_new_machine_leads_to_set_up(client: FlaskClient, page: str) -> None:
    answer = client.get(page)

    assert (answer.status_code, answer.location) == (303, "/cai-dat")


@pytest.mark.parametrize("address", ["/static/style.css", "/may-chu", "/cai-dat"])
def test_what_the_set_up_page_needs_is_open(client: FlaskClient, address: str) -> None:
    assert client.get(address).location is None


def test_a_machine_without_an_office_is_no_parent_yet(client: FlaskClient) -> None:
    assert client.get("/sync/ping").status_code == 503


def test_a_set_up_machine_has_no_set_up_page(client: FlaskClient) -> None:
    client.post("/cai-dat", data=TOP)

    shown, posted = client.get("/cai-dat"), client.post("/cai-dat", data=CHILD)

    assert shown.location == posted.location == "/dang-nhap"
    assert client.get("/dang-nhap").status_code == 200


# ── Who may ─────────────────────────────────────────────────────────────────────────────────────────

NOT_THIS_MACHINE: list[dict[str, object]] = [
    {"environ_base": {"REMOTE_ADDR": "192.168.1.7"}},
    {"environ_base": {"REMOTE_ADDR": ""}},
    {"headers": {"X-Forwarded-For": "127.0.0.1"}},
    {"headers": {"X-Real-IP": "127.0.0.1"}},
    {"headers": {"Forwarded": "for=127.0.0.1"}},
    {"headers": {"Host": "thachhai.example"}},
]


@pytest.mark.parametrize("asked", NOT_THIS_MACHINE)
def test_from_elsewhere_it_says_where_to_go(client: FlaskClient, asked: dict[str, object]) -> None:
    answer = client.get("/cai-dat", **asked)

    assert answer.status_code == 403
    assert "http://localhost:80/cai-dat" in answer.text
    assert "<form" not in answer.text


@pytest.mark.parametrize("asked", NOT_THIS_MACHINE)
def test_from_elsewhere_nothing_can_be_set_up(
    client: FlaskClient, asked: dict[str, object]
) -> None:
    answer = client.post("/cai-dat", data=TOP, **asked)

    assert answer.status_code == 403
    assert not nodes.is_set_up()


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.2", "::1", "::ffff:127.0.0.1"])
def test_this_machine_has_several_addresses(client: FlaskClient, address: str) -> None:
    assert client.get("/cai-dat", environ_base={"REMOTE_ADDR": address}).status_code == 200


def test_a_forged_post_is_not_believed(app: Flask, client: FlaskClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = True

    assert client.post("/cai-dat", data=TOP).status_code == 400
    assert not nodes.is_set_up()


# ── A top of the tree ───────────────────────────────────────────────────────────────────────────────


def test_a_top_is_founded_with_its_catalogue_and_its_keeper(client: FlaskClient) -> None:
    answer = client.post("/cai-dat", data=TOP)

    keeper = accounts.everyone()[0]
    assert answer.location == "/dang-nhap"
    assert nodes.this().name == "Huyện Thạch Hà"
    assert (keeper.officer.username, keeper.officer.roles) == ("quang", frozenset({Role.ADMIN}))
    assert not keeper.must_change


def test_the_keeper_signs_in_at_once(client: FlaskClient) -> None:
    client.post("/cai-dat", data=TOP)

    welcome = client.get("/dang-nhap").text
    entered = client.post("/dang-nhap", data={"username": "quang", "password": PASSWORD})

    assert "Đã cài đặt xong Huyện Thạch Hà." in welcome
    assert entered.status_code == 303


# ── What is wrong ───────────────────────────────────────────────────────────────────────────────────

WRONG: list[tuple[dict[str, str], str, str]] = [
    ({"unit": ""}, "unit", "Hãy chọn một đơn vị trong danh sách, hoặc nhập mã đơn vị."),
    ({"unit": "Thạch Không Có"}, "unit", "Hãy chọn một đơn vị trong danh sách, hoặc nhập mã đơn vị."),
    ({"unit": "99999"}, "unit", "Không có đơn vị mang mã 99999 trong danh mục đơn vị hành chính."),
    ({"kind": "child", "parent": "", "code": CODE}, "parent", "Hãy nhập địa chỉ, ví dụ http://10.0.0.1:8000"),
    ({"kind": "child", "parent": "ftp://10.0.0.1", "code": CODE}, "parent", "Hãy nhập địa chỉ"),
    ({"kind": "child", "parent": "10.0.0.1", "code": ""}, "code", "Hãy nhập mã mời do cấp trên cấp."),
    ({"kind": "child", "parent": "10.0.0.1", "code": "ABC"}, "code", "Mã mời gồm 16 chữ và số"),
    ({"name": ""}, "name", "Hãy nhập họ và tên của người quản trị."),
    ({"username": "Quảng"}, "username", "Tên đăng nhập “quảng” chưa dùng được"),
    ({"password": "", "repeated": ""}, "password", "Hãy đặt mật khẩu."),
    ({"password": "ngắn", "repeated": "ngắn"}, "password", "Mật khẩu cần ít nhất 10 ký tự."),
    ({"repeated": "năm con mèo"}, "repeated", "Hai lần nhập mật khẩu chưa giống nhau."),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "field", "words"), WRONG)
def test_what_is_wrong_is_said_beside_its_field(
    client: FlaskClient, typed: dict[str, str], field: str, words: str
) -> None:
    answer = client.post("/cai-dat", data={**TOP, **typed})

    assert answer.status_code == 422
    assert words in beside(answer.text, field)
    assert not nodes.is_set_up()
    assert accounts.everyone() == []


def test_all_answers_are_kept_but_passwords(client: FlaskClient) -> None:
    page = client.post("/cai-dat", data={**CHILD, "repeated": "khác"}).text

    kept = dict(re.findall(r'<input id="(\w+)"[^>]*? value="([^"]*)"', page))
    assert kept == {
        "unit": "Thạch Hải", "parent": "http://10.0.0.1:8000", "code": CODE, "name": "Hồ Văn Quang",
        "username": "quang", "password": "", "repeated": "",
    }  # fmt: skip
    assert re.search(r'value="child"\s+checked', page)
    assert PASSWORD not in page


# ── Joining a parent ────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def asked_of_parent(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """What would be asked of a parent; the machine becomes a top instead."""
    asked: list[dict[str, object]] = []

    def join(instance: object, **said: object) -> None:
        asked.append(said)
        services.found_top("18571", at=clock.now())

    monkeypatch.setattr(joining, "set_up", join)
    return asked


@pytest.fixture
def parent_says(monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception], None]:
    def answers(no: Exception) -> None:
        def join(instance: object, **said: object) -> None:
            raise no

        monkeypatch.setattr(joining, "set_up", join)

    return answers


@pytest.mark.parametrize(
    "pasted", ["10.0.0.1:8000", " http://10.0.0.1:8000/ ", "http://10.0.0.1:8000/dang-nhap?next=/"]
)
def test_an_address_may_be_pasted_from_any_page(
    client: FlaskClient, asked_of_parent: list[dict[str, object]], pasted: str
) -> None:
    client.post("/cai-dat", data={**CHILD, "parent": pasted})

    assert [said["parent"] for said in asked_of_parent] == ["http://10.0.0.1:8000"]
    assert [said["unit"] for said in asked_of_parent] == ["18571"]


def test_a_zero_read_for_an_o_is_understood(
    client: FlaskClient, asked_of_parent: list[dict[str, object]]
) -> None:
    client.post("/cai-dat", data={**CHILD, "code": "abcd 0fgh 1jkl mn8p"})

    assert [said["code"] for said in asked_of_parent] == ["abcd Ofgh Ijkl mnBp"]


def test_an_office_younger_than_this_program_is_for_the_parent_to_know(
    client: FlaskClient, asked_of_parent: list[dict[str, object]]
) -> None:
    client.post("/cai-dat", data={**CHILD, "unit": "18999"})

    assert [said["unit"] for said in asked_of_parent] == ["18999"]


@pytest.mark.parametrize(
    ("no", "field", "words"),
    [
        (Away("Không nối được với cấp trên."), "parent", "Không nối được với cấp trên. Hãy kiểm tra địa chỉ"),
        (BadCode("ABC"), "code", "mã vừa nhập không đúng dạng đó"),
        (NotEnrolled("Mã mời không đúng, đã dùng, hoặc đã quá 72 giờ."), "code", "đã dùng, hoặc đã quá 72 giờ."),
    ],
)  # fmt: skip
def test_what_the_parent_says_is_told_and_nothing_is_half_done(
    client: FlaskClient, parent_says: Callable[[Exception], None], no: Exception, field: str, words: str
) -> None:  # fmt: skip
    parent_says(no)

    answer = client.post("/cai-dat", data=CHILD)

    assert answer.status_code == 422
    assert words in beside(answer.text, field)
    assert not nodes.is_set_up()
    assert accounts.everyone() == []


def test_a_weak_password_does_not_use_the_invitation_up(
    client: FlaskClient, asked_of_parent: list[dict[str, object]]
) -> None:
    answer = client.post(
        "/cai-dat", data={**CHILD, "password": "1234567890", "repeated": "1234567890"}
    )

    assert answer.status_code == 422
    assert asked_of_parent == []


def test_an_unusable_name_does_not_use_the_invitation_up(
    client: FlaskClient, asked_of_parent: list[dict[str, object]]
) -> None:
    answer = client.post("/cai-dat", data={**CHILD, "username": "1"})

    assert answer.status_code == 422
    assert asked_of_parent == []


def test_after_a_power_cut_only_the_account_is_left_to_make(client: FlaskClient) -> None:
    services.found_top("445", at=clock.now())

    led = client.get("/dang-nhap")
    page = client.get("/cai-dat").text
    answer = client.post("/cai-dat", data=ACCOUNT)

    assert led.location == "/cai-dat"
    assert 'name="unit"' not in page
    assert answer.location == "/dang-nhap"
    assert [account.officer.username for account in accounts.everyone()] == ["quang"]


def test_set_up_pressed_twice_is_done_once(app: Flask) -> None:
    first_start = app.extensions["motcua"]["first_start"]
    said = {"unit": "445", "parent": None, "code": None, "at": clock.now(), "name": "Hồ Văn Quang",
            "username": "quang", "password": PASSWORD}  # fmt: skip

    first_start(**said)
    first_start(**said)

    assert len(accounts.everyone()) == 1


def test_joined_though_the_first_exchange_was_refused(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered = {"unit": "445", "name": "Huyện Thạch Hà", "url": "http://10.0.0.1:8000", "public": b"k" * 32,
                "child_tier": 0}  # fmt: skip
    monkeypatch.setattr(joining.HttpCarrier, "enrol", lambda self, envelope: b"")
    monkeypatch.setattr(joining.enrolment, "accept", lambda answer, **said: answered)

    def refuse(instance: object, wait_seconds: float) -> None:
        raise Refused("protocol", "Hai chương trình quá khác phiên bản.")

    monkeypatch.setattr(joining.jobs, "exchange", refuse)

    page = app.test_client().post("/cai-dat", data=CHILD, follow_redirects=True).text

    assert "Đã kết nối với Huyện Thạch Hà; danh mục thủ tục sẽ về khi có đường truyền." in page
    assert [account.officer.unit for account in accounts.everyone()] == ["18571"]


def test_a_commune_joins_a_real_district_from_the_page(
    app: Flask, new_node: Callable[..., Node]
) -> None:
    district = new_node("district")
    district.init("445")
    code = district.invite("18571")
    district.start()

    typed = {**CHILD, "parent": district.url, "code": code.replace("-", "").lower()}
    page = app.test_client().post("/cai-dat", data=typed, follow_redirects=True).text

    assert "Đã cài đặt xong Xã Thạch Hải." in page
    assert nodes.this().name == "Xã Thạch Hải"
    assert nodes.this().parent_name == "Huyện Thạch Hà"


# ── Finding a unit ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("18571", "18571"),
        ("18571 – Xã Thạch Hải", "18571"),
        ("Xã Thạch Hải", "18571"),
        ("thach hai", "18571"),
        ("HUYỆN THẠCH HÀ", "445"),
        ("thị trấn thạch hà", "18562"),
        ("đỉnh bàn", "18595"),
        ("Thạch Đỉnh", "18595"),
        ("hà tĩnh", None),
        ("thạch", None),
        ("", None),
    ],
)
def test_a_unit_is_found_by_code_or_by_name(typed: str, code: str | None) -> None:
    offices: list[Unit] = services.offices()

    assert code_of(typed, offices) == code


def beside(page: str, field: str) -> str:
    """The words of the error beside a field."""
    found = re.search(rf'id="{field}-error">.*?<span>(.*?)</span>', page, re.DOTALL)
    return found[1] if found else ""
