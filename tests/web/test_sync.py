"""The sync page as An of xã Thạch Hải sees it, and as the top of the tree does."""

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from app import clock, create_app, database
from app.domain.officers import Role
from app.instance import open_instance
from app.services import nodes, officers
from app.web.sync import age, lasting, size
from sync import enrolment, journal, store, tables
from tests.web.conftest import PASSWORD

SignedIn = Callable[[str], FlaskClient]
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
"""10:00 of a Monday at the office."""
HTMX = {"HX-Request": "true"}
DOSSIER = "a" * 32
VALUES = {
    "code": "H27.35.03-261123-0001", "unit": "18571", "procedure_code": "1.001193", "procedure_version": 1,
    "procedure_name": "Đăng ký khai sinh", "field": "Hộ tịch", "channel": "desk", "applicant_kind": "citizen",
    "applicant_name": "Nguyễn Thị Bích", "status": "received", "holder_unit": "18571",
}  # fmt: skip


@pytest.fixture(scope="session")
def joined(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a commune that has joined the district, holds the catalogue, and has never synced."""
    folder = tmp_path_factory.mktemp("joined")
    open_instance(folder)
    nodes.found_top("18571", at=NOW)
    store.run("UPDATE log SET acked_seq = head_seq, acked_hash = head_hash")
    parent = {
        "unit": "445",
        "name": "Huyện Thạch Hà",
        "url": "http://10.0.0.1:8000",
        "public": b"k",
    }
    enrolment.keep_parent(parent)
    for username, roles in (("an", [Role.DESK]), ("quang", [Role.ADMIN])):
        officers.add(
            username, name=username.title(), title="", unit="18571", roles=roles, by="cli",
            at=NOW, password=PASSWORD, must_change=False,
        )  # fmt: skip
    database.database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return folder


@pytest.fixture
def commune(joined: Path, tmp_path: Path) -> Iterator[Flask]:
    folder = tmp_path / "commune"
    shutil.copytree(joined, folder)
    with time_machine.travel(NOW, tick=False):
        program = create_app(open_instance(folder))
        program.config["WTF_CSRF_ENABLED"] = False
        yield program
    database.close()


@pytest.fixture
def enter(commune: Flask) -> SignedIn:
    """`enter("an")` is a browser An has signed in with at the commune."""

    def sign_in(username: str) -> FlaskClient:
        browser = commune.test_client()
        browser.post("/dang-nhap", data={"username": username, "password": PASSWORD})
        return browser

    return sign_in


@pytest.fixture
def an(enter: SignedIn) -> FlaskClient:
    return enter("an")


# ── Overview ────────────────────────────────────────────────────────────────────────────────────────


def test_the_overview_counts_what_is_written_proved_and_waiting(an: FlaskClient) -> None:
    take_in()
    head = count("SELECT head_seq FROM log")

    page = an.get("/dong-bo").text

    assert figures(page) == [str(head), str(head - 1), "1"]
    assert "lúc 10:00:00" in page


def test_the_overview_tells_the_last_success_and_the_last_failure(an: FlaskClient) -> None:
    parent(
        last_success_at="2026-11-23T01:00:00Z", last_failure_at="2026-11-23T02:55:00Z", failures=3,
        last_failure="Không nối được với cấp trên.", away_since="2026-11-23T02:12:00Z",
        next_try_at="2026-11-23T03:04:00Z",
    )  # fmt: skip

    page = an.get("/dong-bo").text

    assert "08:00 23/11/2026" in page and "(2 giờ trước)" in page
    assert "09:55 23/11/2026" in page and "Không nối được với cấp trên." in page
    assert "10:04:00" in page
    assert "mất liên lạc từ 09:12" in page


@pytest.mark.parametrize(
    ("offset", "words"),
    [
        (754, "chậm hơn đồng hồ của huyện 12 phút 34 giây"),
        (-7200, "nhanh hơn đồng hồ của huyện 2 giờ"),
    ],
)
def test_a_clock_more_than_five_minutes_off_is_told(
    an: FlaskClient, offset: int, words: str
) -> None:
    parent(clock_offset_seconds=offset)

    page = an.get("/dong-bo").text

    assert "Đồng hồ máy lệch" in page
    assert words in page


def test_a_clock_a_little_off_is_not_an_alarm(an: FlaskClient) -> None:
    parent(clock_offset_seconds=-300)

    page = an.get("/dong-bo").text

    assert "Đồng hồ máy lệch" not in page
    assert "nhanh 5 phút" in page


def test_what_happened_to_this_machine_is_told(an: FlaskClient) -> None:
    tables.SyncNotice.create(at="2026-11-22T03:00:00Z", words="Cơ sở dữ liệu này từng được chép.")

    assert "Cơ sở dữ liệu này từng được chép." in an.get("/dong-bo").text


def test_a_quiet_page_does_not_ask_again(an: FlaskClient) -> None:
    assert "hx-get" not in standing(an.get("/dong-bo").text)


def test_while_a_run_is_on_its_way_the_page_asks_again(an: FlaskClient) -> None:
    tables.SyncRun.create(started_at="2026-11-23T02:59:58Z")

    assert 'hx-trigger="every 1500ms"' in standing(an.get("/dong-bo").text)


# ── Sync now ────────────────────────────────────────────────────────────────────────────────────────


def test_sync_now_begins_a_run_and_comes_back(commune: Flask, an: FlaskClient) -> None:
    begun: list[bool] = []
    commune.extensions["motcua"]["sync_now"] = lambda: begun.append(True)

    answer = an.post("/dong-bo")

    assert begun == [True]
    assert (answer.status_code, answer.location) == (303, "/dong-bo")


def test_sync_now_turns_blue_at_once_and_asks_again(an: FlaskClient) -> None:
    answer = an.post("/dong-bo", headers=HTMX)

    assert answer.status_code == 200
    assert "Đang đồng bộ…" in answer.text
    assert f'hx-get="/dong-bo?tu={int(NOW.timestamp())}"' in answer.text
    assert "<html" not in answer.text


def test_it_stops_asking_once_the_run_has_ended(an: FlaskClient) -> None:
    parent(last_try_at="2026-11-23T03:00:00Z", last_success_at="2026-11-23T03:00:00Z")
    tables.SyncRun.create(
        started_at="2026-11-23T03:00:00Z", ended_at="2026-11-23T03:00:00Z", outcome="ok"
    )

    block = an.get(f"/dong-bo?tu={int(NOW.timestamp())}", headers=HTMX).text

    assert "every 1500ms" not in block
    assert 'hx-get="/den"' in block
    assert "Huyện: đã khớp lúc 10:00" in block


def test_it_stops_asking_for_a_run_that_never_begins(an: FlaskClient) -> None:
    long_ago = int((NOW - timedelta(seconds=11)).timestamp())

    block = an.get(f"/dong-bo?tu={long_ago}", headers=HTMX).text

    assert "every 1500ms" not in block


@pytest.mark.parametrize("typed", ["", "abc", "-1", "99999999999999999999"])
def test_a_strange_address_is_an_ordinary_page(an: FlaskClient, typed: str) -> None:
    assert an.get(f"/dong-bo?tu={typed}").status_code == 200


# ── The other tabs ──────────────────────────────────────────────────────────────────────────────────


def test_the_outbox_links_each_dossier(an: FlaskClient) -> None:
    take_in()

    page = an.get("/dong-bo/hop-di").text

    assert f'href="/ho-so/{DOSSIER}"' in page
    assert "Hồ sơ H27.35.03-261123-0001" in page
    assert "Đăng ký khai sinh" in page
    assert "Nguyễn Thị Bích" not in page


def test_who_may_not_open_dossiers_gets_no_link(enter: SignedIn) -> None:
    take_in()

    page = enter("quang").get("/dong-bo/hop-di").text

    assert "Hồ sơ H27.35.03-261123-0001" in page
    assert "/ho-so/" not in page


def test_an_empty_outbox_says_why(an: FlaskClient) -> None:
    page = an.get("/dong-bo/hop-di").text

    assert "Không có gì chờ gửi" in page
    assert "Huyện đã xác nhận mọi thay đổi của máy này." in page


def test_a_refusal_says_what_why_since_when_and_what_to_do(an: FlaskClient) -> None:
    take_in()
    refuse("Giá trị của “birth_date” không hợp lệ.")

    page = an.get("/dong-bo/bi-tu-choi").text

    assert f'href="/ho-so/{DOSSIER}"' in page
    assert "Giá trị của “Ngày sinh” không hợp lệ." in page
    assert "09:00 23/11/2026" in page
    assert "gọi quản trị huyện" in page


def test_with_nothing_refused_it_says_so(an: FlaskClient) -> None:
    assert "Không có gì bị từ chối" in an.get("/dong-bo/bi-tu-choi").text


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("ok", "Xong, hai bên đã khớp"),
        ("away", "Không liên lạc được"),
        ("refused", "Bị từ chối kết nối"),
    ],
)
def test_a_run_tells_how_it_ended(an: FlaskClient, outcome: str, words: str) -> None:
    tables.SyncRun.create(
        started_at="2026-11-23T02:00:00Z", ended_at="2026-11-23T02:01:05Z", outcome=outcome,
        requests=2, bytes_up=1234, bytes_down=310, operations_up=12, operations_down=3,
    )  # fmt: skip

    page = an.get("/dong-bo/lan-chay").text

    assert words in page
    assert "09:00:00 23/11/2026" in page and "1 phút 5 giây" in page
    assert "12 thay đổi" in page and "1,2 KB" in page and "310 B" in page


def test_a_run_cut_by_a_power_failure_is_called_that(an: FlaskClient) -> None:
    tables.SyncRun.create(started_at="2026-11-23T01:00:00Z")

    assert "Bị ngắt giữa chừng" in an.get("/dong-bo/lan-chay").text


def test_many_runs_come_page_by_page(an: FlaskClient) -> None:
    tables.SyncRun.insert_many(
        [{"started_at": f"2026-11-22T{n // 60:02}:{n % 60:02}:00Z"} for n in range(60)]
    ).execute()

    first = an.get("/dong-bo/lan-chay").text
    second = an.get(re.findall(r'href="(/dong-bo/lan-chay\?truoc=\d+)"', first)[0]).text

    assert first.count("<tr>") == 51
    assert second.count("<tr>") == 11
    assert "truoc=" not in second


# ── The top of the tree ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("page", ["/dong-bo", "/dong-bo/hop-di", "/dong-bo/lan-chay"])
def test_at_the_top_it_says_that_there_is_nobody_above(signed_in: SignedIn, page: str) -> None:
    shown = signed_in("quang").get(page).text

    assert "Đây là nút đỉnh" in shown
    assert 'href="/xa"' in shown
    assert "Đồng bộ ngay" not in shown


def test_the_top_lists_what_it_refused_of_offices_below(signed_in: SignedIn) -> None:
    journal.record("dossier", DOSSIER, by="an@18571", at=clock.now(), scope="18571", **VALUES)
    refuse("Thay đổi này nằm ngoài phạm vi của đơn vị gửi.", child="18571")

    page = signed_in("an").get("/dong-bo/bi-tu-choi").text

    assert "Xã Thạch Hải" in page
    assert "Thay đổi này nằm ngoài phạm vi của đơn vị gửi." in page


@pytest.mark.parametrize(
    "page", ["/dong-bo", "/dong-bo/hop-di", "/dong-bo/bi-tu-choi", "/dong-bo/lan-chay"]
)
def test_a_stranger_signs_in_first(client: FlaskClient, page: str) -> None:
    assert client.get(page).location == f"/dang-nhap?next={page}"


# ── Lengths ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "dưới 1 giây"),
        (45, "45 giây"),
        (60, "1 phút"),
        (125, "2 phút 5 giây"),
        (3600, "1 giờ"),
        (4205, "1 giờ 10 phút"),
    ],
)
def test_a_length_of_time_is_said(seconds: int, words: str) -> None:
    assert lasting(seconds) == words


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 B"), (999, "999 B"), (1000, "1 KB"), (1234, "1,2 KB"), (3_400_000, "3,4 MB")],
)
def test_a_size_is_said(count: int, words: str) -> None:
    assert size(count) == words


@pytest.mark.parametrize(
    ("since", "words"),
    [
        (timedelta(seconds=59), "vừa xong"),
        (timedelta(minutes=3, seconds=59), "3 phút"),
        (timedelta(hours=47), "47 giờ"),
        (timedelta(hours=48), "2 ngày"),
        (timedelta(seconds=-30), "vừa xong"),
    ],
)
def test_an_age_is_said(since: timedelta, words: str) -> None:
    with time_machine.travel(NOW, tick=False):
        assert age(NOW - since) == words


# ── Parts ───────────────────────────────────────────────────────────────────────────────────────────


def take_in() -> None:
    journal.record("dossier", DOSSIER, by="an@18571", at=NOW, scope="18571", **VALUES)


def refuse(reason: str, child: str | None = None) -> None:
    tables.RefusedOperation.create(
        operation=count("SELECT MAX(n) FROM operation"), child=child, reason=reason, refused_at="2026-11-23T02:00:00Z"
    )  # fmt: skip


def parent(**columns: object) -> None:
    tables.SyncParent.update(**columns).execute()


def count(question: str) -> int:
    row = store.one(question)
    return int(row[0]) if row else 0


def figures(page: str) -> list[str]:
    return re.findall(r'class="figure">.*?<strong>([\d.]+)</strong>', page)


def standing(page: str) -> str:
    """The opening tag of the block that may ask again."""
    return re.findall(r'<div id="standing"[^>]*>', page)[0]
