"""The page of sticks at huyện Thạch Hà: packages of xã Thạch Hải below and of the province above."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.carrying import Sticks
from app.models.base import SharedModel
from sync import store, tables
from sync.members import enrolment
from sync.sticks import contents as sticks
from sync.sticks import exports as stick_exports
from sync.sticks import imports as stick_imports
from sync.sticks.contents import Contents
from tests.sync.offices import START, Office

SignedIn = Callable[[str], FlaskClient]
SPACE = 10_000_000
DOSSIER = {
    "code": "H27.35.03-190524-0001", "unit": "18571", "procedure_code": "1.001193", "procedure_version": 1,
    "procedure_name": "Đăng ký khai sinh", "field": "Hộ tịch", "channel": "desk", "applicant_kind": "citizen",
    "applicant_name": "Nguyễn Thị Bích", "status": "received", "holder_unit": "18571",
}  # fmt: skip


@pytest.fixture
def an(signed_in: SignedIn) -> FlaskClient:
    return signed_in("an")


@pytest.fixture
def commune(app: Flask, tmp_path: Path) -> Office:
    """Xã Thạch Hải on its own machine, with one change nobody has seen."""
    office = furnished(Office("18571", tmp_path / "commune.db"))
    join(office, app)
    office.write("a" * 32, entity="dossier", **DOSSIER)
    return office


@pytest.fixture
def province(app: Flask, tmp_path: Path) -> Office:
    """The office above, which holds one change for everybody."""
    office = furnished(Office("42", tmp_path / "province.db"))
    above = {"unit": "42", "name": "Tỉnh Hà Tĩnh", "url": "memory:", "public": office.key.public}
    enrolment.keep_parent(above)
    with office.acting():
        child(unit="445", public_key=key_of(app).public)
    office.write("2030-09-02", entity="calendar_day", scope="all", on_date="2030-09-02", kind="off")
    return office


@pytest.fixture
def stick(app: Flask, tmp_path: Path) -> Path:
    """A stick in the server."""
    folder = tmp_path / "stick"
    folder.mkdir()
    app.extensions["motcua"]["sticks"].shared_folder = folder
    return folder


# ── What came from below ────────────────────────────────────────────────────────────────────────────


def test_a_package_is_looked_at_before_it_is_taken_in(an: FlaskClient, commune: Office) -> None:
    page = sent(an, package(commune))

    assert fact(page.text, "Của") == "Xã Thạch Hải 18571"
    assert fact(page.text, "Lập lúc") == "08:00 24/05/2019"
    assert (fact(page.text, "Thay đổi trong gói"), fact(page.text, "Mới")) == ("1", "1")
    assert "Chưa có gì thay đổi" in page.text
    assert count("dossier") == 0


def test_taking_in_keeps_the_work_and_offers_the_answer(an: FlaskClient, commune: Office) -> None:
    page = taken(an, sent(an, package(commune)))

    assert page.status_code == 200
    assert "Tải gói trả lời về cho Xã Thạch Hải" in page.text
    assert count("log", "unit = '18571' AND head_seq = 1") == 1


def test_the_answer_tells_the_commune_what_was_taken_in(an: FlaskClient, commune: Office) -> None:
    taken(an, sent(an, package(commune)))

    fetched = an.post("/dong-bo/usb/tra-loi", data={"unit": "18571"})
    back = take(commune, fetched.data)

    assert fetched.headers["Content-Disposition"].startswith(
        "attachment; filename=motcua-445-den-18571-"
    )
    assert fetched.headers["Cache-Control"] == "no-store"
    assert fetched.content_length == len(fetched.data)
    assert back.new > 100  # the catalogue
    assert commune.count("log", "acked_seq = head_seq") == 1


def test_nothing_of_an_upload_stays_behind(app: Flask, an: FlaskClient, commune: Office) -> None:
    page = sent(an, package(commune))
    assert len(aside(app)) == 1

    taken(an, page)

    assert aside(app) == []


def test_a_package_put_back_is_forgotten(app: Flask, an: FlaskClient, commune: Office) -> None:
    page = sent(an, package(commune))

    answer = an.post("/dong-bo/usb/bo", data={"token": token(page)})

    assert answer.status_code == 303
    assert aside(app) == []
    assert count("stick") == 0


def test_the_same_package_twice_is_nothing_new(an: FlaskClient, commune: Office) -> None:
    stick = package(commune)
    taken(an, sent(an, stick))

    page = taken(an, sent(an, stick))

    assert (fact(page.text, "Mới"), fact(page.text, "Đã có từ trước")) == ("0", "1")
    assert "Đã nhận, không có gì mới" in an.get("/dong-bo/usb").text


def test_a_damaged_package_is_told_in_one_sentence(
    app: Flask, an: FlaskClient, commune: Office
) -> None:
    page = sent(an, package(commune)[:-9])

    assert page.status_code == 422
    assert "Gói bị cắt ngắn hoặc đã bị thay đổi trên đường" in page.text
    assert aside(app) == []


def test_a_package_of_a_stranger_is_refused(app: Flask, an: FlaskClient, commune: Office) -> None:
    store.run("DELETE FROM sync_child")

    page = sent(an, package(commune))

    assert page.status_code == 422
    assert "chưa được mời" in page.text


@pytest.mark.parametrize("fields", [{}, {"package": (io.BytesIO(b""), "")}])
def test_no_package_chosen_is_said_beside_the_field(
    an: FlaskClient, fields: dict[str, object]
) -> None:
    page = an.post("/dong-bo/usb/kiem-tra", data=fields, content_type="multipart/form-data")

    assert page.status_code == 422
    assert 'href="#package"' in page.text


@pytest.mark.parametrize("name", ["0" * 16, "../../motcua.db", "/etc/passwd", ""])
def test_only_packages_put_aside_or_on_the_stick_are_taken(
    an: FlaskClient, stick: Path, name: str
) -> None:
    assert an.post("/dong-bo/usb/nhan", data={"token": name}).status_code == 422
    assert an.post("/dong-bo/usb/kiem-tra", data={"name": name}).status_code == 422


def test_a_package_larger_than_allowed_is_not_read(
    an: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Sticks, "most_bytes", 1000)

    assert sent(an, bytes(2 * 1024 * 1024)).status_code == 413


def test_the_district_gives_to_a_commune_that_said_nothing(
    an: FlaskClient, commune: Office
) -> None:
    page = an.get("/dong-bo/usb").text

    fetched = an.post("/dong-bo/usb/xuat", data={"unit": "18571"})

    assert 'aria-label="Tải gói cho Xã Thạch Hải"' in page
    assert take(commune, fetched.data).new > 100


@pytest.mark.parametrize("path", ["/dong-bo/usb/xuat", "/dong-bo/usb/tra-loi"])
def test_there_is_no_package_for_an_office_that_has_not_joined(an: FlaskClient, path: str) -> None:
    assert an.post(path, data={"unit": "18604"}).status_code == 404


# ── Up, to the office above ─────────────────────────────────────────────────────────────────────────


def test_the_page_tells_what_a_package_would_hold(an: FlaskClient, province: Office) -> None:
    page = an.get("/dong-bo/usb").text

    assert int(fact(page, "Thay đổi chờ gửi").replace(".", "")) > 100
    assert fact(page, "Tệp đính kèm chờ gửi") == "0 0 B"


def test_what_waits_is_fetched_and_its_answer_taken_in(
    app: Flask, an: FlaskClient, province: Office
) -> None:
    fetched = an.post("/dong-bo/usb/xuat")
    there = take(province, fetched.data)
    answer = package(province, "445", answering=there)

    page = taken(an, sent(an, answer))

    assert there.new > 100
    assert "Đã nhận gói USB" in page.text and "Gói trả lời" not in page.text
    assert count("log", "own AND acked_seq = head_seq") == 1
    assert list((folder(app) / "usb" / "out").iterdir()) == []


def test_the_list_tells_every_package(an: FlaskClient, province: Office) -> None:
    an.post("/dong-bo/usb/xuat")

    page = an.get("/dong-bo/usb").text

    assert "Xuất cho Tỉnh Hà Tĩnh" in page
    assert "Đã xuất" in page


def test_a_top_without_anybody_below_has_nothing_to_export(an: FlaskClient) -> None:
    page = an.get("/dong-bo/usb")

    assert page.status_code == 200
    assert "Xuất ra USB" not in page.text
    assert an.post("/dong-bo/usb/xuat").status_code == 422


# ── A stick in the server ───────────────────────────────────────────────────────────────────────────


def test_a_package_is_written_to_the_stick_in_the_server(
    an: FlaskClient, commune: Office, stick: Path
) -> None:
    answer = an.post("/dong-bo/usb/xuat", data={"unit": "18571", "to_folder": "1"})

    assert answer.status_code == 303
    assert [file.name[:20] for file in stick.iterdir()] == ["motcua-445-den-18571"]


def test_a_package_on_the_stick_is_listed_and_stays_there(
    an: FlaskClient, commune: Office, stick: Path
) -> None:
    (stick / "cua-xa.motcua").write_bytes(package(commune))
    (stick / "khac.txt").write_text("không phải gói")

    listed = an.get("/dong-bo/usb").text
    page = an.post("/dong-bo/usb/kiem-tra", data={"name": "cua-xa.motcua"})
    end = taken(an, page)
    written = an.post("/dong-bo/usb/tra-loi", data={"unit": "18571", "to_folder": "1"})

    assert 'aria-label="Kiểm tra gói cua-xa.motcua"' in listed and "khac.txt" not in listed
    assert "Ghi vào USB ở máy chủ" in end.text
    assert written.status_code == 303
    assert len(list(stick.glob("*.motcua"))) == 2


def test_a_stick_that_is_not_in_is_told(
    app: Flask, an: FlaskClient, province: Office, tmp_path: Path
) -> None:
    app.extensions["motcua"]["sticks"].shared_folder = tmp_path / "nothing"

    page, answer = an.get("/dong-bo/usb"), an.post("/dong-bo/usb/xuat", data={"to_folder": "1"})

    assert "Chưa cắm USB vào máy chủ" in page.text
    assert answer.status_code == 422


# ── Helpers ─────────────────────────────────────────────────────────────────────────────────────────


def furnished(office: Office) -> Office:
    """With the tables of the program, so that it can hold what the district writes."""
    models = SharedModel.__subclasses__()
    with office.database.bind_ctx(models):
        office.database.create_tables(models)
    return office


def join(office: Office, app: Flask) -> None:
    child(unit=office.unit, public_key=office.key.public)
    parent = {
        "unit": "445",
        "name": "Huyện Thạch Hà",
        "url": "memory:",
        "public": key_of(app).public,
    }
    with office.acting():
        enrolment.keep_parent(parent)


def child(unit: str, public_key: bytes) -> None:
    tables.SyncChild.create(
        unit=unit, name="Xã Thạch Hải", public_key=public_key, enrolled_at="2019-05-24T00:00:00Z"
    )


def key_of(app: Flask) -> object:
    return app.extensions["motcua"]["instance"].key


def folder(app: Flask) -> Path:
    return app.extensions["motcua"]["instance"].settings.directory


def aside(app: Flask) -> list[Path]:
    return list((folder(app) / "usb" / "in").iterdir())


def here(office: Office) -> sticks.Here:
    return sticks.Here(office.key, office.folder, lambda unit: ["18571"] if unit == "445" else [])


def package(office: Office, to: str = "", answering: Contents | None = None) -> bytes:
    out = io.BytesIO()
    with office.acting():
        if to:
            stick_exports.export_down(
                out, here(office), to, space_bytes=SPACE, at=START, to=answering
            )
        else:
            stick_exports.export_up(out, here(office), space_bytes=SPACE, at=START)
    return out.getvalue()


def take(office: Office, package: bytes) -> Contents:
    with office.acting():
        return stick_imports.take_in(io.BytesIO(package), here(office), at=START)


def sent(browser: FlaskClient, package: bytes) -> TestResponse:
    data = {"package": (io.BytesIO(package), "goi.motcua")}
    return browser.post("/dong-bo/usb/kiem-tra", data=data, content_type="multipart/form-data")


def taken(browser: FlaskClient, page: TestResponse) -> TestResponse:
    return browser.post("/dong-bo/usb/nhan", data={"token": token(page)})


def token(page: TestResponse) -> str:
    return re.findall(r'name="token" value="(.*?)"', page.text)[0]


def fact(page: str, term: str) -> str:
    found = re.search(rf"<dt>{term}</dt>\s*<dd>(.*?)</dd>", page, re.S)
    assert found, f"the page does not tell {term}"
    return " ".join(re.sub(r"<.*?>", "", found[1]).split())


def count(table: str, where: str = "1 = 1") -> int:
    row = store.one(f"SELECT COUNT(*) FROM {table} WHERE {where}")  # noqa: S608
    return row[0] if row else 0
