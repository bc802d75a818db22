"""The list of offices below, and the invitation of a new one."""

import io
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from app.domain.fleet import LIMITS
from app.queries import fleet
from sync import store, tables
from sync.checks import ledger
from sync.keys import proof_key
from sync.members import enrolment

SignedIn = Callable[[str], FlaskClient]
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _ten_o_clock(app: Flask) -> object:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def quang(signed_in: SignedIn) -> FlaskClient:
    return signed_in("quang")


def test_an_office_that_is_silent_is_not_called_broken(quang: FlaskClient) -> None:
    join("18571", "Xã Thạch Hải", last_contact_at="2026-11-18T02:30:00Z", waiting_up=12)

    page = quang.get("/xa").text

    assert "Chưa liên lạc từ 09:30 ngày 18/11" in page
    assert "5 ngày trước" in page
    assert rows(page) == [["Xã Thạch Hải", "12"]]


def test_the_worst_comes_first(quang: FlaskClient) -> None:
    join("18571", "Xã Thạch Hải", last_contact_at="2026-11-23T02:59:00Z")
    join("18604", "Xã Thạch Khê", last_contact_at="2026-11-01T02:59:00Z")

    assert [row[0] for row in rows(quang.get("/xa").text)] == ["Xã Thạch Khê", "Xã Thạch Hải"]


def test_a_clock_that_is_off_is_told(quang: FlaskClient) -> None:
    join("18571", "Xã Thạch Hải", last_contact_at="2026-11-23T02:59:00Z", clock_offset_seconds=-754)

    page = quang.get("/xa").text

    assert "Lệch 12 phút 34 giây" in page
    assert "chậm hơn máy này" in page


def test_a_disconnected_office_is_told_apart(quang: FlaskClient) -> None:
    join("18571", "Xã Thạch Hải", revoked_at="2026-11-20T02:59:00Z")

    assert "Đã ngừng kết nối" in quang.get("/xa").text


def test_the_list_alone_is_refreshed(quang: FlaskClient) -> None:
    join("18571", "Xã Thạch Hải")

    block = quang.get("/xa", headers=HTMX).text

    assert 'hx-trigger="every 30s"' in block
    assert "lúc 10:00:00" in block
    assert "Chưa kết nối" not in block
    assert "<html" not in block


def test_only_offices_that_have_not_joined_are_to_be_invited(quang: FlaskClient) -> None:
    join("18571", "Xã Thạch Hải")

    page = quang.get("/xa").text

    assert 'aria-label="Mời kết nối: Xã Thạch Khê"' in page
    assert 'aria-label="Mời kết nối: Xã Thạch Hải"' not in page


def test_an_invitation_shows_its_code_once_and_how_to_use_it(quang: FlaskClient) -> None:
    answer = quang.post("/xa/moi", data={"unit": "18604"})

    code = re.findall(r"<code>(.*?)</code>", answer.text)[0]
    kept = store.one("SELECT proof_key FROM invitation WHERE unit = '18604'")
    assert re.fullmatch(r"([A-Z2-7]{4}-){3}[A-Z2-7]{4}", code)
    assert kept and bytes(kept[0]) == proof_key(code)
    assert "đến 10:00 26/11/2026 (72 giờ)" in answer.text
    assert "http://localhost" in answer.text
    assert "Cài đặt lần đầu" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert code not in quang.get("/xa").text


def test_an_open_invitation_is_told_on_the_list(quang: FlaskClient) -> None:
    enrolment.invite("18604", at=NOW)

    page = quang.get("/xa").text

    assert "đã cấp mã, dùng được đến 10:00 26/11/2026" in page
    assert 'aria-label="Cấp mã khác: Xã Thạch Khê"' in page


def test_a_machine_that_was_replaced_is_invited_again(quang: FlaskClient) -> None:
    join("18571", "Xã Thạch Hải")

    answer = quang.post("/xa/moi", data={"unit": "18571"})

    assert "Mã mời Xã Thạch Hải" in answer.text


@pytest.mark.parametrize("unit", ["42", "445", "99999", ""])
def test_only_offices_directly_below_are_invited(quang: FlaskClient, unit: str) -> None:
    answer = quang.post("/xa/moi", data={"unit": unit})

    assert answer.status_code == 422
    assert "không trực thuộc Huyện Thạch Hà" in answer.text
    assert fleet.invited(NOW) == {}


def test_only_the_administrator_invites(signed_in: SignedIn) -> None:
    desk = signed_in("an")

    page, answer = desk.get("/xa").text, desk.post("/xa/moi", data={"unit": "18604"})

    assert "Mời kết nối" not in page
    assert answer.status_code == 403
    assert fleet.invited(NOW) == {}


def test_a_case_officer_does_not_see_the_fleet(signed_in: SignedIn) -> None:
    assert signed_in("binh").get("/xa").status_code == 403


def test_an_office_with_nobody_below_has_no_such_page(quang: FlaskClient) -> None:
    store.run("UPDATE sync_self SET tier = 0, serves = ?", (False,))

    assert quang.get("/xa").status_code == 404
    assert quang.post("/xa/moi", data={"unit": "18604"}).status_code == 404


def join(unit: str, name: str, **columns: object) -> None:
    tables.SyncChild.create(
        unit=unit,
        name=name,
        public_key=unit.encode(),
        enrolled_at="2026-11-01T00:00:00Z",
        **columns,
    )


def rows(page: str) -> list[list[str]]:
    """Name and changes waiting to be sent up, row by row."""
    found = re.findall(
        r'data-label="Đơn vị"><div><a [^>]*><strong>(.*?)</strong>.*?'
        r'data-label="Chờ gửi lên"[^>]*>(.*?)</td>',
        page,
        re.DOTALL,
    )  # fmt: skip
    return [list(row) for row in found]


# ── How an office is, and what people do about it ───────────────────────────────────────────────────


def tell(unit: str, **facts: object) -> None:
    store.run(
        "INSERT INTO node_report (unit, told_at, facts, digest) VALUES (?, '2026-11-23T02:00:00Z', ?, '')",
        (unit, json.dumps(facts)),
    )


def test_what_a_machine_tells_stands_on_the_list_with_its_age(quang: FlaskClient) -> None:
    join("18571", "Xã Thạch Hải", last_contact_at="2026-11-23T02:59:00Z")
    tell(
        "18571", program="0.1.9", disk_free_mb=700, printer_ok=False, backup_at="gibberish", more=1
    )

    page = quang.get("/xa").text

    assert "báo 1 giờ trước" in page
    assert "ổ đĩa còn 700 MB" in page
    assert "chương trình bản 0.1.9" in page
    assert "chưa có bản sao dữ liệu nào" in page
    assert "lần in gần nhất không ra giấy đọc được" in page


def test_the_list_shows_only_what_is_asked_for_and_goes_out_as_a_sheet(quang: FlaskClient) -> None:
    join("18571", "Xã Thạch Hải", last_contact_at="2026-11-23T02:59:00Z")
    join("18604", "Xã Thạch Khê", last_contact_at="2026-11-01T02:59:00Z")

    silent = quang.get("/xa?xem=im-lang").text
    sheet = load_workbook(io.BytesIO(quang.get("/xa/tep?xem=im-lang").data)).active

    assert [row[0] for row in rows(silent)] == ["Xã Thạch Khê"]
    assert [cell.value for cell in sheet["B"]][-1] == "Xã Thạch Khê"
    assert [row[0] for row in rows(quang.get("/xa?xep=ten&tim=thach h").text)] == ["Xã Thạch Hải"]


def test_an_office_is_said_to_be_silent_from_the_threshold_on(quang: FlaskClient) -> None:
    join("18571", "Xã Thạch Hải", last_contact_at="2026-11-21T02:59:00Z")
    before = quang.get("/xa?xem=im-lang").text

    wrong = quang.post("/xa/nguong", data=thresholds(stale_days="x"))
    quang.post("/xa/nguong", data=thresholds(stale_days="2"))

    assert rows(before) == []
    assert wrong.status_code == 422
    assert "nhập số từ 1 đến 60" in wrong.text
    assert "chưa liên lạc 2 ngày" in quang.get("/xa?xem=im-lang").text


def thresholds(**typed: str) -> dict[str, str]:
    return {each.value: str(limit.first) for each, limit in LIMITS.items()} | typed


def test_a_call_written_down_twice_is_one_note(quang: FlaskClient) -> None:
    join("18571", "Xã Thạch Hải")
    call = {"with_whom": "anh Em", "call": "Mất điện cả xã", "form_id": "a" * 32}

    quang.post("/xa/18571/goi", data=call)
    quang.post("/xa/18571/goi", data=call)
    empty = quang.post("/xa/18571/goi", data=call | {"call": " "})

    assert quang.get("/xa/18571").text.count("Mất điện cả xã") == 1
    assert empty.status_code == 422
    assert "Hãy ghi đã nói gì." in empty.text


def test_the_usual_hours_come_from_the_hours_of_contact(quang: FlaskClient) -> None:
    join("18571", "Xã Thạch Hải", last_contact_at="2026-11-20T00:30:00Z")
    hours = [("18571", f"2026-11-{day}T00", "2026-11-20T00:30:00Z") for day in (18, 19, 20)]
    store.run_many(
        "INSERT INTO contact_hour (unit, hour, last_at, exchanges, operations_up, operations_down, bytes_up, "
        "bytes_down) VALUES (?, ?, ?, 1, 0, 0, 0, 0)",
        hours,
    )

    assert "thường nối 7–8 giờ" in quang.get("/xa").text
    assert quang.get("/xa/18571").text.count('class="heard"></td>') == 3


def test_a_day_is_equal_only_where_the_code_is(quang: FlaskClient) -> None:
    join("18571", "Xã Thạch Hải", last_contact_at="2026-11-23T02:59:00Z", cursor_n=10**6)
    equal, other = ledger.Sum(3, 12345), ledger.Sum(3, 54321)
    for day, told in (("2026-11-20", equal), ("2026-11-21", other)):
        store.run(
            "INSERT INTO ledger (scope, day, operations, digest) VALUES ('18571', ?, 3, ?)",
            (day, equal.digest),
        )
        code = ledger.code("18571", day, told)
        store.run(
            "INSERT INTO told_day (unit, day, operations, code, told_at) VALUES ('18571', ?, 3, ?, ?)",
            (day, code, "2026-11-23T02:59:00Z"),
        )

    page = quang.get("/doi-soat?xa=18571").text

    assert re.findall(r"(bằng nhau|khác nhau)</span>", page) == ["khác nhau", "bằng nhau"]
    assert "1 ngày hai bên chưa bằng nhau" in quang.get("/xa").text


def test_an_office_is_asked_to_compare_once_and_the_page_says_so(quang: FlaskClient) -> None:
    join("18571", "Xã Thạch Hải", last_contact_at="2026-11-23T02:59:00Z")

    late = quang.post(
        "/doi-soat/18571/2026-11-21/doi-chieu", data={"tu": "21/11/2026", "den": "1/11/2026"}
    )
    quang.post(
        "/doi-soat/18571/2026-11-21/doi-chieu", data={"tu": "20/11/2026", "den": "21/11/2026"}
    )

    page = quang.get("/doi-soat/18571/2026-11-21").text
    assert (late.status_code, "Ngày cuối trước ngày đầu." in late.text) == (422, True)
    assert store.one("SELECT asked_days FROM node_report") == ("2026-11-20/2026-11-21",)
    assert "Ngày 20/11/2026 đến 21/11/2026" in page
    assert "chờ đơn vị liên lạc" in page
    assert "So lại và gửi lại phần thiếu" not in page
