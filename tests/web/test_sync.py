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
from sync import journal, store, tables
from sync import standing as standing_of_runs
from sync.members import enrolment
from sync.standing import Tally
from tests.web.conftest import PASSWORD
from tests.web.counter import main

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
    assert 'href="/dong-bo/lan-chay?truoc=' not in second


def test_a_run_under_way_says_what_it_is_at(an: FlaskClient) -> None:
    take_in()
    run_n = standing_of_runs.begin_run(NOW)
    standing_of_runs.note_step(run_n, "sending", Tally(operations_up=1200), NOW)

    page = an.get("/dong-bo").text

    assert "Đang gửi thay đổi 1.200/1.201" in page
    assert f'href="/dong-bo/lan/{run_n}"' in page


def test_a_run_has_a_page_with_its_steps(an: FlaskClient) -> None:
    run_n = standing_of_runs.begin_run(NOW)
    standing_of_runs.note_step(run_n, "sending", Tally(), NOW)
    standing_of_runs.note_step(run_n, "sending", Tally(), NOW + timedelta(seconds=65))
    standing_of_runs.note_step(run_n, "receiving", Tally(), NOW + timedelta(seconds=66))
    tally = Tally(3, 12_345, 310, 7, 2)
    standing_of_runs.end_run(run_n, tally, "ok", "", NOW + timedelta(seconds=70))

    page = an.get(f"/dong-bo/lan/{run_n}").text

    steps = page.partition('class="run-steps"')[2].partition("</ol>")[0]
    assert steps.index("Gửi thay đổi") < steps.index("Nhận thay đổi")
    assert "từ <time" in steps and "10:00:00" in steps and "(1 phút 5 giây)" in steps
    assert "12,3 KB" in page and "1 phút 10 giây" in page
    assert "hx-get" not in page.partition('id="run"')[2].partition(">")[0]


def test_the_page_of_a_run_under_way_asks_again(an: FlaskClient) -> None:
    run_n = standing_of_runs.begin_run(NOW)

    page = an.get(f"/dong-bo/lan/{run_n}").text
    block = an.get(f"/dong-bo/lan/{run_n}", headers=HTMX).text

    assert f'hx-get="/dong-bo/lan/{run_n}" hx-trigger="every 1500ms"' in page
    assert "<html" not in block and 'id="run"' in block


def test_a_run_nobody_kept_is_not_found(an: FlaskClient) -> None:
    assert an.get("/dong-bo/lan/99").status_code == 404


def test_a_row_of_the_outbox_tells_its_state_and_offers_what_to_do(an: FlaskClient) -> None:
    take_in()

    page = an.get("/dong-bo/hop-di").text

    assert "Chờ gửi" in page
    assert 'aria-label="Gửi lại hồ sơ H27.35.03-261123-0001"' in page
    assert 'aria-label="Sửa hồ sơ H27.35.03-261123-0001"' in page


def test_while_nothing_goes_the_outbox_says_why(an: FlaskClient) -> None:
    take_in()
    parent(failures=3, last_failure="Không nối được với cấp trên.", away_since="2026-11-23T02:12:00Z")  # fmt: skip

    page = an.get("/dong-bo/hop-di").text

    assert "Chưa gửi được" in page and "Không nối được với cấp trên." in page


def test_what_was_refused_stands_in_the_outbox_to_be_mended(an: FlaskClient) -> None:
    take_in()
    refuse("Thiếu ngày hẹn trả.")

    row = main(an.get("/dong-bo/hop-di").text).partition("Bị từ chối</span>")[2].partition("</tr>")

    assert "Thiếu ngày hẹn trả." in row[0]
    assert f'href="/ho-so/{DOSSIER}"' in row[0]
    assert "Gửi lại" not in row[0]


# ── The inbox ───────────────────────────────────────────────────────────────────────────────────────


def test_the_inbox_tells_who_did_what_and_when_it_came(an: FlaskClient) -> None:
    take_in()
    come("dossier", DOSSIER, "giang@445", status="accepted", holder_unit="445")

    page = main(an.get("/dong-bo/hop-den").text)

    assert "Hồ sơ H27.35.03-261123-0001" in page and f'href="/ho-so/{DOSSIER}"' in page
    assert "Trạng thái, Đơn vị đang giữ" in page
    assert "giang, Huyện Thạch Hà" in page
    assert "10:00 23/11/2026" in page


def test_the_inbox_shows_names_of_fields_and_never_what_was_written(enter: SignedIn) -> None:
    take_in()
    come("dossier", DOSSIER, "giang@445", applicant_name="Nguyễn Thị Bích Ngọc")

    page = main(enter("quang").get("/dong-bo/hop-den").text)

    assert "Chủ hồ sơ" in page
    assert "Bích Ngọc" not in page and "/ho-so/" not in page


def test_what_came_since_the_last_visit_is_marked(an: FlaskClient) -> None:
    take_in()
    come("dossier", DOSSIER, "giang@445", status="accepted")
    first = an.get("/dong-bo/hop-den").text
    come("dossier", DOSSIER, "giang@445", status="processing")

    second = an.get("/dong-bo/hop-den").text
    third = an.get("/dong-bo/hop-den").text

    assert [page.count('class="is-new"') for page in (first, second, third)] == [0, 1, 0]


def test_what_one_officer_has_seen_is_new_to_another_at_the_same_screen(
    commune: Flask, an: FlaskClient
) -> None:
    take_in()
    come("dossier", DOSSIER, "giang@445", status="accepted")
    an.get("/dong-bo/hop-den")
    an.post("/dang-xuat")
    an.post("/dang-nhap", data={"username": "quang", "password": PASSWORD})
    come("dossier", DOSSIER, "giang@445", status="processing")

    assert 'class="is-new"' not in an.get("/dong-bo/hop-den").text


def test_an_empty_inbox_says_what_will_stand_there(an: FlaskClient) -> None:
    assert "Những gì huyện gửi sẽ hiện ở đây" in an.get("/dong-bo/hop-den").text


def test_what_waits_for_its_forerunner_is_told_with_its_age(an: FlaskClient) -> None:
    take_in()
    store.run("UPDATE operation SET state = 1, arrived_at = '2026-11-23T00:00:00Z' WHERE n = 1")

    page = main(an.get("/dong-bo/hop-den").text)

    assert "1 thay đổi đến trước những gì nó dựa vào" in page
    assert "(3 giờ)" in page


def test_what_two_sides_changed_differently_is_counted(an: FlaskClient) -> None:
    take_in()
    store.run("UPDATE record SET contested = 1 WHERE id = ?", (DOSSIER,))

    page = main(an.get("/dong-bo/hop-den").text)

    assert "Hai bên sửa khác nhau: 1 hồ sơ" in page
    assert f'href="/ho-so/{DOSSIER}"' in page


# ── Scans ───────────────────────────────────────────────────────────────────────────────────────────


def test_scans_that_wait_are_told_with_their_size_and_how_far_they_have_come(
    an: FlaskClient,
) -> None:
    take_in()
    attach("c" * 32, "1" * 64, 5 * 64 * 1024)
    tables.Attachment.update(have=b"\x07").execute()

    page = main(an.get("/dong-bo/tep-quet").text)

    assert "Chờ nhận về" in page and "3/5 phần" in page and "327,7 KB" in page
    assert f'href="/ho-so/{DOSSIER}"' in page


def test_scans_that_wait_to_go_up_are_told_in_their_order(an: FlaskClient) -> None:
    take_in()
    attach("c" * 32, "1" * 64, 1000)
    tables.Attachment.update(state="here", have=b"\x01").execute()

    page = main(an.get("/dong-bo/tep-quet").text)

    assert "Chờ gửi lên huyện" in page
    assert "Hồ sơ đang giải quyết" in page


def test_the_budget_of_the_day_is_told(an: FlaskClient) -> None:
    tables.LaneDay.create(day="2026-11-23", bytes_up=3_000_000, bytes_down=1_000_000)

    page = main(an.get("/dong-bo/tep-quet").text)

    assert "Định mức một ngày: 4 MB trên" in page
    assert "gửi 3 MB, nhận 1 MB" in page


def test_with_no_scan_waiting_it_says_so(an: FlaskClient) -> None:
    assert "Không có tệp nào chờ" in an.get("/dong-bo/tep-quet").text


# ── The tabs and the clock ──────────────────────────────────────────────────────────────────────────


def test_only_pages_that_exist_have_a_tab(commune: Flask, an: FlaskClient) -> None:
    page = an.get("/dong-bo/hop-di").text
    tabs = re.findall(
        r'href="(/dong-bo[^"]*)"', page.partition('class="tabs"')[2].partition("</nav>")[0]
    )

    known = commune.url_map.bind("")
    assert [tab for tab in tabs if not known.test(tab)] == []
    assert tabs[:3] == ["/dong-bo", "/dong-bo/hop-di", "/dong-bo/hop-den"]


@pytest.mark.parametrize("address", ["/", "/ho-so", "/thu-tuc", "/dong-bo/lan-chay"])
def test_a_clock_that_is_off_is_told_on_every_page(an: FlaskClient, address: str) -> None:
    parent(clock_offset_seconds=754)

    page = an.get(address).text

    assert page.count("Đồng hồ máy lệch") == 1
    assert "12 phút 34 giây" in page


def test_a_clock_that_is_right_is_not_mentioned_on_a_page(an: FlaskClient) -> None:
    parent(clock_offset_seconds=299)

    assert "Đồng hồ máy lệch" not in an.get("/ho-so").text


# ── The top of the tree ─────────────────────────────────────────────────────────────────────────────


def test_the_top_reads_what_came_from_below(signed_in: SignedIn) -> None:
    child = tables.Log.create(
        incarnation="c" * 32, unit="18571", head_hash=b"", acked_hash=b"", via="18571"
    )
    journal.record("dossier", DOSSIER, by="an@18571", at=clock.now(), scope="18571", **VALUES)
    store.run("UPDATE feed SET log = ? WHERE n = (SELECT MAX(n) FROM feed)", (child.n,))

    page = main(signed_in("an").get("/dong-bo/hop-den").text)

    assert "Hồ sơ H27.35.03-261123-0001" in page
    assert page.count("<tr") == 2


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
    "page",
    [
        "/dong-bo",
        "/dong-bo/hop-di",
        "/dong-bo/hop-den",
        "/dong-bo/bi-tu-choi",
        "/dong-bo/lan-chay",
        "/dong-bo/tep-quet",
        "/dong-bo/lan/1",
    ],
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


def come(entity: str, record: str, actor: str, **values: object) -> None:
    """A change that the feed of the district has brought."""
    own = store.one("SELECT unit FROM sync_self")
    store.run("UPDATE sync_self SET unit = '445'")
    journal.record(entity, record, by=actor, at=NOW, scope="18571", **values)
    store.run("UPDATE sync_self SET unit = ?", own)
    store.run(
        "UPDATE operation SET feed_n = (SELECT COALESCE(MAX(feed_n), 0) + 1 FROM operation) "
        "WHERE n = (SELECT MAX(n) FROM operation)"
    )


def attach(document: str, sha256: str, size_bytes: int) -> None:
    journal.record(
        "document", document, by="an@18571", at=NOW, scope="18571", dossier_id=DOSSIER, name="a.pdf",
        media_type="application/pdf", sha256=sha256, size_bytes=size_bytes, added_by="an@18571",
        added_by_name="An", added_at=NOW,
    )  # fmt: skip


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
