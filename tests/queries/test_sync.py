"""What the second lamp, the word on a dossier and the sync page say."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from app import config, database, migrations, shared_records
from app.models.units import Unit
from app.queries import fleet, outbox, runs, sync
from sync import identity, journal, store, tables
from sync.checks import incidents
from sync.members import enrolment

NOW = datetime(2019, 5, 24, 3, 0, tzinfo=UTC)
"""10:00 of a Friday at the office."""
HAI, KHE, DISTRICT = "18571", "18604", "445"
FIRST, SECOND = "a" * 32, "b" * 32


on_both_databases = pytest.mark.parametrize("url", ["sqlite", "postgresql"], indirect=True)
"""For what is asked in SQL of its own; the rest is asked of SQLite alone, which is quicker."""


@pytest.fixture
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with ExitStack() as made:
        if getattr(request, "param", "sqlite") == "sqlite":
            yield f"sqlite:///{(tmp_path / 'motcua.db').as_posix()}"
        else:
            yield made.enter_context(request.getfixturevalue("postgresql").new_database())


@pytest.fixture
def opened(url: str, tmp_path: Path) -> Iterator[None]:
    database.connect(url)
    settings = config.load(tmp_path, database_url=url)
    with time_machine.travel(NOW, tick=False):
        migrations.bring_up_to_date(settings, at=NOW)
        shared_records.share_all()
        yield
    database.close()


@pytest.fixture
def commune(opened: None) -> None:
    """Xã Thạch Hải, joined below the district and never synced."""
    identity.found(HAI, 0, serves=False, at=NOW)
    parent = {"unit": DISTRICT, "name": "Huyện Thạch Hà", "url": "memory:", "public": b"k" * 32}
    enrolment.keep_parent(parent)
    add_unit(DISTRICT, "Huyện Thạch Hà", "district", "42")


@pytest.fixture
def district(opened: None) -> None:
    """Huyện Thạch Hà, below which the commune of An has joined."""
    identity.found(DISTRICT, 1, serves=True, at=NOW)
    add_unit(DISTRICT, "Huyện Thạch Hà", "district", "42")
    add_unit(HAI, "Xã Thạch Hải", "commune", DISTRICT)
    add_unit(KHE, "Xã Thạch Khê", "commune", DISTRICT)
    join(HAI, "Xã Thạch Hải")


# ── The lamp of a node with a parent ────────────────────────────────────────────────────────────────


def test_before_the_first_sync_the_lamp_is_grey(commune: None) -> None:
    assert lamp() == ("neutral", "Huyện: chưa từng đồng bộ")


def test_before_the_first_sync_it_also_counts_what_waits(commune: None) -> None:
    take_in(FIRST)

    assert lamp() == ("neutral", "Huyện: chưa từng đồng bộ – còn 1 thay đổi chờ gửi")


@on_both_databases
def test_the_lamp_is_green_when_the_parent_holds_everything(commune: None) -> None:
    take_in(FIRST)
    acknowledge()

    assert lamp() == ("good", "Huyện: đã khớp lúc 10:00")


def test_one_change_after_that_turns_it_amber(commune: None) -> None:
    take_in(FIRST)
    acknowledge()
    take_in(SECOND)

    assert lamp() == ("warn", "Huyện: đồng bộ lúc 10:00 – còn 1 thay đổi chờ gửi")


def test_a_success_that_left_something_unproved_is_not_green(commune: None) -> None:
    acknowledge()
    take_in(FIRST)
    parent(last_success_at="2019-05-24T03:00:00Z", failures=0)

    assert lamp()[0] == "warn"


def test_an_unread_difference_makes_the_lamp_red_until_somebody_reads_it(commune: None) -> None:
    acknowledge()
    with journal.transaction():
        found = [{"entity": "dossier", "id": "a", "row": ["phone"]}]
        at = datetime.now(UTC)
        incidents.note(incidents.BETWEEN, HAI, (HAI, "2019-05"), found, repair="", at=at)

    assert lamp() == ("bad", "Huyện: cần người xem – 1 sai lệch khi đối chiếu")
    incidents.mark_seen(1, by="an@18571", at=datetime.now(UTC))
    assert lamp()[0] == "good"


def test_while_it_sends_the_lamp_is_blue(commune: None) -> None:
    acknowledge()
    take_in(FIRST)
    run(started_at="2019-05-24T02:59:58Z", ended_at=None)

    assert lamp() == ("info", "Huyện: đang gửi, còn 1 thay đổi")


def test_a_run_cut_by_a_power_failure_is_not_sending(commune: None) -> None:
    acknowledge()
    take_in(FIRST)
    run(started_at="2019-05-24T02:00:00Z", ended_at=None)

    assert lamp()[0] == "warn"


def test_while_the_parent_is_away_it_says_since_when(commune: None) -> None:
    take_in(FIRST)
    acknowledge()
    take_in(SECOND)
    parent(failures=2, away_since="2019-05-24T02:12:00Z")

    assert lamp() == ("warn", "Huyện: chờ gửi 1 thay đổi – mất liên lạc từ 09:12")


def test_away_with_nothing_to_send_is_no_alarm(commune: None) -> None:
    acknowledge()
    parent(failures=2, away_since="2019-05-24T02:12:00Z")

    assert lamp() == ("warn", "Huyện: không có gì chờ gửi – mất liên lạc từ 09:12")


def test_a_try_that_finds_nobody_does_not_look_like_sending(commune: None) -> None:
    acknowledge(at="2019-05-24T02:00:00Z")
    take_in(FIRST)
    parent(failures=2, away_since="2019-05-24T02:12:00Z")
    run(started_at="2019-05-24T02:59:58Z", ended_at=None)

    assert lamp() == ("warn", "Huyện: chờ gửi 1 thay đổi – mất liên lạc từ 09:12")


def test_the_first_answer_after_a_silence_turns_it_blue(commune: None) -> None:
    take_in(FIRST)
    take_in(SECOND)
    parent(failures=2, away_since="2019-05-24T02:12:00Z")
    run(started_at="2019-05-24T02:59:58Z", ended_at=None)
    store.run("UPDATE log SET acked_seq = 1, acked_at = '2019-05-24T02:59:59Z'")

    assert lamp() == ("info", "Huyện: đang gửi, còn 1 thay đổi")


def test_a_parent_that_refuses_the_connection_is_for_a_person(commune: None) -> None:
    take_in(FIRST)
    parent(failures=1, last_failure="Máy này đã bị ngừng kết nối.")

    assert lamp() == (
        "bad",
        "Huyện: chờ gửi 1 thay đổi – bị từ chối kết nối, cần người xem",
    )


def test_a_refusal_after_a_silence_is_not_called_a_silence(commune: None) -> None:
    parent(failures=3, away_since="2019-05-24T02:12:00Z")
    run(started_at="2019-05-24T02:59:00Z", ended_at="2019-05-24T02:59:01Z", outcome="refused")

    assert "bị từ chối kết nối" in lamp()[1]


def test_a_run_that_broke_off_in_a_fault_of_the_program_is_red_though_nothing_waits(
    commune: None,
) -> None:
    acknowledge()
    run(started_at="2019-05-24T02:59:00Z", ended_at="2019-05-24T02:59:01Z", outcome="broken")

    assert lamp() == (
        "bad",
        "Huyện: không có gì chờ gửi – đồng bộ gặp lỗi của chương trình, cần người xem",
    )


@pytest.mark.parametrize(("days", "tone"), [(2, "good"), (3, "warn"), (6, "warn"), (7, "bad")])
def test_a_long_silence_shows_even_when_no_try_failed(commune: None, days: int, tone: str) -> None:
    acknowledge()

    with time_machine.travel(NOW + timedelta(days=days), tick=False):
        assert lamp()[0] == tone


@pytest.mark.parametrize(("days", "tone"), [(2, "warn"), (3, "warn"), (7, "bad")])
def test_a_long_silence_with_changes_waiting_ends_red(commune: None, days: int, tone: str) -> None:
    acknowledge()
    take_in(FIRST)
    parent(failures=9, away_since="2019-05-24T03:01:00Z")

    with time_machine.travel(NOW + timedelta(days=days), tick=False):
        assert lamp()[0] == tone


def test_another_day_is_said_with_its_date(commune: None) -> None:
    acknowledge()

    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        assert lamp() == ("good", "Huyện: đã khớp lúc 10:00 ngày 24/5")


def test_until_the_catalogue_has_come_the_parent_is_the_one_above(opened: None) -> None:
    identity.found(HAI, 0, serves=False, at=NOW)
    enrolment.keep_parent({"unit": "42", "name": "Tỉnh", "url": "memory:", "public": b"k"})

    assert lamp() == ("neutral", "Cấp trên: chưa từng đồng bộ")


# ── What the parent refused ─────────────────────────────────────────────────────────────────────────


def test_a_refused_change_is_red_though_everything_was_sent(commune: None) -> None:
    take_in(FIRST)
    acknowledge()
    refuse("dossier", FIRST)

    assert lamp() == ("bad", "Huyện: cần người xem – 1 hồ sơ bị từ chối")
    assert sync.line().href == "/dong-bo/bi-tu-choi"
    assert word(FIRST) == ("bad", "Bị từ chối")


@on_both_databases
def test_a_refused_paper_is_told_on_its_dossier(commune: None) -> None:
    take_in(FIRST)
    add_paper(FIRST, "c" * 32)
    acknowledge()
    refuse("paper", "c" * 32)

    assert word(FIRST) == ("bad", "Bị từ chối")
    assert [row.thing.dossier_id for row in outbox.refused_above()] == [FIRST]


def test_a_refused_value_stays_red_until_its_correction_has_arrived(commune: None) -> None:
    take_in(FIRST)
    acknowledge()
    refuse("dossier", FIRST)
    change(FIRST, **ALL_NEW)

    assert lamp()[0] == "bad"
    assert [row.is_mended for row in outbox.refused_above()] == [True]


@on_both_databases
def test_once_its_correction_has_arrived_the_lamp_is_green_again(commune: None) -> None:
    take_in(FIRST)
    acknowledge()
    refuse("dossier", FIRST)
    change(FIRST, **ALL_NEW)
    acknowledge()

    assert lamp() == ("good", "Huyện: đã khớp lúc 10:00")
    assert word(FIRST) == ("good", "Đã khớp")
    assert outbox.refused_above() == []


def test_a_later_change_of_something_else_mends_nothing(commune: None) -> None:
    take_in(FIRST)
    acknowledge()
    change(FIRST, phone="0912345678")
    acknowledge()
    refuse_last_but(FIRST, 1)
    change(FIRST, abstract="Khai sinh cho con")
    acknowledge()

    assert lamp()[0] == "bad"
    assert [row.is_mended for row in outbox.refused_above()] == [False]


def test_a_correction_that_is_refused_too_stays_red(commune: None) -> None:
    take_in(FIRST)
    acknowledge()
    refuse("dossier", FIRST)
    change(FIRST, **ALL_NEW)
    acknowledge()
    refuse("dossier", FIRST)

    assert lamp() == ("bad", "Huyện: cần người xem – 1 hồ sơ bị từ chối")


def test_a_field_in_a_reason_is_named_as_people_read_it(commune: None) -> None:
    take_in(FIRST)
    refuse("dossier", FIRST, reason="Giá trị của “birth_date” không hợp lệ.")

    assert outbox.refused_above()[0].reason == "Giá trị của “Ngày sinh” không hợp lệ."


@on_both_databases
def test_what_a_parent_refused_of_a_child_does_not_light_its_own_lamp(district: None) -> None:
    take_in(FIRST, scope=HAI)
    refuse("dossier", FIRST, child=HAI)

    assert [row.child for row in outbox.refused_here()] == [HAI]
    assert outbox.refused_above() == []


# ── The outbox ──────────────────────────────────────────────────────────────────────────────────────


@on_both_databases
def test_the_outbox_tells_each_dossier_once_with_its_papers(commune: None) -> None:
    take_in(FIRST)
    add_paper(FIRST, "c" * 32)
    change(FIRST, phone="0912345678")
    take_in(SECOND)

    assert [(row.thing.dossier_id, row.changes) for row in outbox.outbox()] == [
        (FIRST, 3),
        (SECOND, 1),
    ]


def test_the_outbox_names_a_dossier_by_its_code_and_procedure(commune: None) -> None:
    take_in(FIRST)

    row = outbox.outbox()[0]

    assert row.thing.words == "Hồ sơ H27.35.03-190524-0001"
    assert row.thing.note == "Đăng ký khai sinh"
    assert row.since == NOW


def test_what_the_parent_holds_is_not_in_the_outbox(commune: None) -> None:
    take_in(FIRST)
    acknowledge()
    change(FIRST, phone="0912345678")

    assert [row.changes for row in outbox.outbox()] == [1]


def test_a_restored_machine_lists_only_what_it_sends_again(commune: None) -> None:
    take_in(FIRST)
    acknowledge()
    take_in(SECOND)
    identity.begin_anew(verified_seq=1, words="Khôi phục, gửi lại {count}.", at=NOW)

    assert [row.thing.dossier_id for row in outbox.outbox()] == [SECOND]
    assert [words for _, words in sync.notices()] == ["Khôi phục, gửi lại 1."]


# ── The word on a dossier ───────────────────────────────────────────────────────────────────────────


@on_both_databases
def test_a_dossier_waits_until_the_parent_has_proved_to_hold_it(commune: None) -> None:
    take_in(FIRST)
    acknowledge()
    take_in(SECOND)

    words = sync.words_for([FIRST, SECOND])

    assert words[FIRST].words == "Huyện đã xác nhận mọi thay đổi."
    assert words[SECOND].words == "Đã lưu tại xã – huyện chưa xác nhận."


def test_a_paper_added_later_makes_its_dossier_wait(commune: None) -> None:
    take_in(FIRST)
    acknowledge()
    add_paper(FIRST, "c" * 32)

    assert word(FIRST) == ("warn", "Chờ gửi")


def test_at_the_parent_a_dossier_waits_for_its_commune(district: None) -> None:
    take_in(FIRST, scope=HAI)

    assert word(FIRST) == ("warn", "Xã chưa nhận")


@on_both_databases
def test_at_the_parent_a_dossier_its_commune_has_taken_is_equal(district: None) -> None:
    take_in(FIRST, scope=HAI)
    child(HAI, cursor_n=feed_head())

    assert word(FIRST) == ("good", "Đã khớp")


def test_at_the_parent_its_own_dossier_is_here(district: None) -> None:
    take_in(FIRST, scope=DISTRICT)

    assert word(FIRST) == ("neutral", "Tại đây")


def test_a_commune_without_a_machine_is_not_said_to_have_taken_anything(district: None) -> None:
    take_in(FIRST, scope=KHE)

    assert sync.words_for([FIRST])[FIRST].words == "Đã lưu tại đây – xã chưa kết nối máy nào."


def test_an_unknown_dossier_has_no_word(commune: None) -> None:
    assert sync.words_for(["f" * 32]) == {}


def test_a_page_of_dossiers_costs_two_questions(commune: None, asked: list[str]) -> None:
    take_in(FIRST)
    asked.clear()

    sync.words_for([FIRST, *(f"{n:032x}" for n in range(49))])

    assert len(asked) == 2


def test_the_lamp_of_a_page_costs_two_questions(commune: None, asked: list[str]) -> None:
    sync.line()

    assert len(asked) == 2


# ── The fleet ───────────────────────────────────────────────────────────────────────────────────────


def test_a_top_without_offices_below_says_so(opened: None) -> None:
    identity.found(DISTRICT, 1, serves=True, at=NOW)

    assert lamp() == ("neutral", "Cấp dưới: chưa có đơn vị nào kết nối")


@on_both_databases
def test_the_lamp_of_a_parent_counts_who_was_heard_today(district: None) -> None:
    join(KHE, "Xã Thạch Khê")
    child(HAI, last_contact_at="2019-05-24T02:59:00Z")
    child(KHE, last_contact_at="2019-05-22T02:59:00Z")

    assert lamp() == ("warn", "Cấp dưới: 1/2 đơn vị liên lạc trong 24 giờ")


def test_the_lamp_of_a_parent_is_green_when_all_were_heard(district: None) -> None:
    child(HAI, last_contact_at="2019-05-24T02:59:00Z")

    assert lamp() == ("good", "Cấp dưới: 1/1 đơn vị liên lạc trong 24 giờ")
    assert sync.line().href == "/xa"


@pytest.mark.parametrize(
    ("heard", "tone", "words"),
    [
        (None, "neutral", "Chưa liên lạc lần nào"),
        ("2019-05-24T02:30:00Z", "good", "Liên lạc gần nhất 09:30"),
        ("2019-05-21T02:30:00Z", "warn", "Chưa liên lạc từ 09:30 ngày 21/5"),
        ("2019-05-01T02:30:00Z", "bad", "Chưa liên lạc từ 09:30 ngày 1/5"),
    ],
)
def test_silence_is_told_by_its_length(
    district: None, heard: str | None, tone: str, words: str
) -> None:
    child(HAI, last_contact_at=heard)

    office = fleet.offices()[0]

    assert (office.tone, office.words) == (tone, words)


def test_the_office_that_needs_a_look_comes_first(district: None) -> None:
    join(KHE, "Xã Thạch Khê")
    join("18607", "Xã Thạch Long")
    join("18619", "Xã Thạch Trị")
    child(HAI, last_contact_at="2019-05-24T02:59:00Z")
    child(KHE, last_contact_at="2019-05-24T02:59:30Z", clock_offset_seconds=-900)
    child("18607", last_contact_at="2019-05-10T02:59:00Z")
    child("18619", last_contact_at="2019-05-01T00:00:00Z", revoked_at="2019-05-02T00:00:00Z")

    assert [office.unit for office in fleet.offices()] == ["18607", KHE, HAI, "18619"]


@on_both_databases
def test_what_waits_for_an_office_leaves_out_others_and_its_own_words(district: None) -> None:
    join(KHE, "Xã Thạch Khê")
    child(HAI, cursor_n=feed_head())
    child(KHE, cursor_n=feed_head())
    take_in(FIRST, scope=HAI)

    waiting = {office.unit: office.waiting_down for office in fleet.offices()}

    assert waiting == {HAI: 1, KHE: 0}


@on_both_databases
def test_an_invitation_is_listed_until_it_ends(district: None) -> None:
    enrolment.invite(KHE, at=NOW)

    assert fleet.invited(NOW) == {KHE: NOW + timedelta(hours=72)}
    assert fleet.invited(NOW + timedelta(hours=73)) == {}


# ── Runs ────────────────────────────────────────────────────────────────────────────────────────────


def test_runs_come_newest_first_and_by_page(commune: None) -> None:
    run(started_at="2019-05-24T01:00:00Z", ended_at="2019-05-24T01:00:02Z", outcome="ok")
    run(started_at="2019-05-24T02:00:00Z", ended_at=None)
    run(started_at="2019-05-24T02:59:59Z", ended_at=None)

    shown = runs.runs()

    assert [one.outcome for one in shown] == ["running", "cut", "ok"]
    assert [one.seconds for one in shown] == [None, None, 2]
    assert [one.outcome for one in runs.runs(before=shown[1].n)] == ["ok"]


# ── Parts ───────────────────────────────────────────────────────────────────────────────────────────

DOSSIER = {
    "code": "H27.35.03-190524-0001", "unit": HAI, "procedure_code": "1.001193", "procedure_version": 1,
    "procedure_name": "Đăng ký khai sinh", "field": "Hộ tịch", "channel": "desk", "applicant_kind": "citizen",
    "applicant_name": "Nguyễn Thị Bích", "status": "received", "holder_unit": HAI,
}  # fmt: skip
ALL_NEW = {
    name: value + 1 if isinstance(value, int) else f"{value[:20]} mới"
    for name, value in DOSSIER.items()
}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that `store` was asked to run, as they come."""
    statements: list[str] = []
    plain = store.run
    monkeypatch.setattr(
        store, "run", lambda sql, values=(): (statements.append(sql), plain(sql, values))[1]
    )
    return statements


def take_in(dossier_id: str, scope: str = HAI) -> None:
    journal.record("dossier", dossier_id, by=f"an@{HAI}", at=NOW, scope=scope, **DOSSIER)


def change(dossier_id: str, **values: object) -> None:
    journal.record("dossier", dossier_id, by=f"an@{HAI}", at=NOW, **values)


def add_paper(dossier_id: str, paper_id: str) -> None:
    journal.record(
        "paper", paper_id, by=f"an@{HAI}", at=NOW, scope=HAI, dossier_id=dossier_id, position=1,
        name="Giấy chứng sinh", need="submit", kind="original",
    )  # fmt: skip


def acknowledge(at: str = "2019-05-24T03:00:00Z") -> None:
    """The parent has proved to hold our log up to its head."""
    store.run("UPDATE log SET acked_seq = head_seq, acked_hash = head_hash, acked_at = ?", (at,))
    parent(last_success_at=at, failures=0)


def refuse(entity: str, record: str, reason: str = "Không nhận.", child: str | None = None) -> None:
    refuse_last_but(record, 0, entity=entity, reason=reason, child=child)


def refuse_last_but(
    record: str, skipped: int, entity: str = "dossier", reason: str = "Không nhận.",
    child: str | None = None,
) -> None:  # fmt: skip
    """The parent says that it did not take in the newest change of this record, or one before it."""
    n = store.every(
        "SELECT o.n FROM operation o JOIN record r ON r.n = o.record WHERE r.entity = ? AND r.id = ? "
        "ORDER BY o.n DESC",
        (entity, record),
    )[skipped][0]
    tables.RefusedOperation.create(
        operation=n, child=child, reason=reason, refused_at="2019-05-24T03:00:00Z"
    )


def parent(**columns: object) -> None:
    tables.SyncParent.update(**columns).execute()


def child(unit: str, **columns: object) -> None:
    tables.SyncChild.update(**columns).where(tables.SyncChild.unit == unit).execute()


def join(unit: str, name: str) -> None:
    tables.SyncChild.create(
        unit=unit, name=name, public_key=unit.encode(), enrolled_at="2019-05-01T00:00:00Z"
    )


def run(**columns: object) -> None:
    tables.SyncRun.create(**columns)


def add_unit(code: str, name: str, kind: str, above: str) -> None:
    Unit.create(
        id=f"{code}-2004", code=code, name=name, kind=kind, parent=above, valid_from="2004-01-01"
    )


def feed_head() -> int:
    row = store.one("SELECT MAX(n) FROM feed")
    return (row[0] if row else 0) or 0


def lamp() -> tuple[str, str]:
    shown = sync.line()
    return shown.tone, shown.words


def word(dossier_id: str) -> tuple[str, str]:
    shown = sync.words_for([dossier_id])[dossier_id]
    return shown.tone, shown.short
