"""Promises of one exchange between a commune and its district."""

import shutil
from pathlib import Path

import pytest

from sync import child, journal, tables, verify, wire
from tests.sync.offices import Line, Office, Part


def test_what_the_commune_wrote_stands_at_the_district(
    hai: Office, district: Office, line: Line
) -> None:
    hai.write("d1", name="Nguyễn Văn Bình", amount=5000)
    hai.write("p1", entity="part", toy="d1", words="tờ khai")

    hai.sync(line)

    assert district.row("d1") == hai.row("d1")
    assert district.rows(Part) == hai.rows(Part)


def test_what_the_district_decided_comes_back_in_the_same_request(
    hai: Office, district: Office, line: Line
) -> None:
    hai.write("d1", name="Bình", status="forwarded")
    hai.sync(line)
    district.write("d1", status="resolved")
    hai.write("d1", phone="0912345678")

    tally = hai.sync(line)

    assert tally.requests == 1
    assert hai.row("d1")["status"] == "resolved"
    assert district.row("d1") == hai.row("d1")


def test_a_second_sync_is_one_small_request(hai: Office, line: Line) -> None:
    hai.write("d1", name="Bình")
    hai.sync(line)

    tally = hai.sync(line)

    assert tally.requests == 1
    assert tally.bytes_up < 600
    assert tally.bytes_down < 600


def test_a_lost_answer_changes_nothing_twice(hai: Office, district: Office) -> None:
    class LosesTheFirstAnswer(Line):
        def carry(self, envelope: bytes) -> bytes:
            answer = super().carry(envelope)
            if len(self.carried) == 1:
                raise child.Away("đứt")
            return answer

    hai.write("d1", name="Bình")
    line = LosesTheFirstAnswer(district)
    with pytest.raises(child.Away):
        hai.sync(line)

    hai.sync(line)

    assert district.count("operation") == hai.count("operation") == 1
    assert hai.count("log", "acked_seq = 1") == 1


def test_two_edits_of_one_field_are_a_conflict_on_both_sides(
    hai: Office, district: Office, line: Line
) -> None:
    hai.write("d1", name="Bình")
    hai.sync(line)
    district.write("d1", name="Bính")
    hai.write("d1", name="Bỉnh")

    hai.sync(line)

    assert hai.count("record", "contested = 1") == district.count("record", "contested = 1") == 1
    assert hai.row("d1") == district.row("d1")


def test_choosing_settles_the_conflict_everywhere(
    hai: Office, district: Office, line: Line
) -> None:
    hai.write("d1", name="Bình")
    hai.sync(line)
    district.write("d1", name="Bính")
    hai.write("d1", name="Bỉnh")
    hai.sync(line)

    district.write("d1", name=district.row("d1")["name"])
    hai.sync(line)

    assert hai.count("record", "contested > 0") == district.count("record", "contested > 0") == 0


def test_edits_of_different_fields_are_no_conflict(
    hai: Office, district: Office, line: Line
) -> None:
    hai.write("d1", name="Bình", amount=1)
    hai.sync(line)
    district.write("d1", amount=2)
    hai.write("d1", name="Bính")

    hai.sync(line)

    assert hai.count("record", "contested > 0") == 0
    assert (hai.row("d1")["name"], hai.row("d1")["amount"]) == ("Bính", 2)
    assert district.row("d1") == hai.row("d1")


def test_the_same_value_from_both_sides_is_no_conflict(
    hai: Office, district: Office, line: Line
) -> None:
    hai.write("d1", name="Bình")
    hai.sync(line)
    district.write("d1", name="Bính")
    hai.write("d1", name="Bính")

    hai.sync(line)

    assert hai.count("record", "contested > 0") == 0


def test_another_commune_receives_only_what_is_for_everyone(
    hai: Office, khe: Office, district: Office, line: Line
) -> None:
    district.write("c1", scope="all", name="danh mục")
    hai.write("d1", name="Bình")
    hai.sync(line)

    khe.sync(line)

    assert [row["id"] for row in khe.rows()] == ["c1"]


def test_a_commune_cannot_write_for_another(
    khe: Office, hai: Office, district: Office, line: Line
) -> None:
    hai.write("d1", name="Bình")
    hai.sync(line)

    khe.write("d9", scope="18571", name="giả")
    khe.sync(line)

    assert [row["id"] for row in district.rows()] == ["d1"]
    assert district.count("refused_operation") == khe.count("refused_operation") == 1


def test_a_part_of_another_communes_record_is_refused(
    khe: Office, hai: Office, district: Office, line: Line
) -> None:
    hai.write("d1", name="Bình")
    hai.sync(line)

    khe.write("p1", entity="part", toy="d1", words="chen vào")
    khe.sync(line)

    assert district.rows(Part) == []


def test_a_restored_file_opens_a_new_log_and_loses_nothing(
    hai: Office, district: Office, line: Line, tmp_path: Path
) -> None:
    hai.write("d1", name="trước")
    hai.sync(line)
    hai.database.close()
    shutil.copy(hai.path, tmp_path / "old.db")
    hai.write("d2", name="sau bản chép")
    hai.sync(line)
    hai.database.close()
    for tail in ("-wal", "-shm"):
        Path(str(hai.path) + tail).unlink(missing_ok=True)
    shutil.copy(tmp_path / "old.db", hai.path)
    hai.write("d3", name="sau khi khôi phục")

    hai.sync(line)

    assert [row["id"] for row in hai.rows()] == ["d1", "d2", "d3"]
    assert district.rows() == hai.rows()
    assert hai.count("sync_notice") == 1


def test_a_damaged_answer_is_away_not_progress(hai: Office, district: Office) -> None:
    class Flips(Line):
        def carry(self, envelope: bytes) -> bytes:
            answer = bytearray(super().carry(envelope))
            answer[-5] ^= 1
            return bytes(answer)

    hai.write("d1", name="Bình")

    with pytest.raises(child.Away):
        hai.sync(Flips(district))

    assert hai.count("log", "acked_seq = 0") == 1


def test_a_login_page_of_the_network_is_away(hai: Office, district: Office) -> None:
    class Portal(Line):
        def carry(self, envelope: bytes) -> bytes:
            return b"<html>Please log in</html>"

    with pytest.raises(child.Away, match="không phải là máy chủ cấp trên"):
        hai.sync(Portal(district))


def test_a_stranger_is_refused_with_the_reason(hai: Office, district: Office, line: Line) -> None:
    stranger = Office("18604", hai.path.with_name("stranger.db"))
    stranger.enrol_at(district)
    with district.acting():
        from sync.tables import SyncChild

        SyncChild.delete().where(SyncChild.unit == "18604").execute()

    with pytest.raises(child.Refused, match="chưa được mời"):
        stranger.sync(line)


def test_a_small_bomb_does_not_fill_the_memory(hai: Office) -> None:
    import zlib

    bomb = zlib.compress(b"0" * (wire.MAX_PAYLOAD_BYTES + 10))
    head = b"MC\x01\x01" + bytes(8) + bytes(64)

    with pytest.raises(wire.BadEnvelope):
        wire.unseal(head + bomb)


def test_a_long_history_comes_in_several_requests(
    hai: Office, district: Office, line: Line
) -> None:
    for n in range(1500):
        hai.write(f"d{n:04}", name="x" * 40, status="y" * 20, phone="0" * 20)

    tally = hai.sync(line)

    assert tally.requests > 1
    assert district.rows() == hai.rows()


def test_correcting_a_refused_change_settles_it(hai: Office, district: Office, line: Line) -> None:
    hai.write("d1", name="Bình", amount=1)
    hai.sync(line)
    refusing(district, hai, line, amount=5)

    hai.write("d1", amount=6)
    hai.sync(line)

    assert district.row("d1") == hai.row("d1")
    assert district.count("operation", "state = 1") == 0
    assert district.live(("18571",)) == hai.live(("18571",))
    assert district.count("refused_operation") == hai.count("refused_operation") == 1
    assert verified(district) == verified(hai) == []


def test_what_was_refused_with_one_wrong_value_is_sent_again_whole(
    hai: Office, district: Office, line: Line
) -> None:
    refusing(district, hai, line, name="Bình", amount=5)
    hai.write("d1", amount=6)
    with hai.acting():
        sent = journal.resend("toy", "d1", by="an@18571", at=hai.now)
        again = journal.resend("toy", "d1", by="an@18571", at=hai.now)

    hai.sync(line)

    assert (sent, again) == (True, False)
    assert district.row("d1") == hai.row("d1")
    assert district.live(("18571",)) == hai.live(("18571",))
    assert verified(district) == verified(hai) == []


def refusing(district: Office, hai: Office, line: Line, **values: int) -> None:
    """Let the district refuse one change of the commune, as a parent of a stricter version would."""
    hai.write("d1", **values)
    original = journal._objection
    above = district.database
    journal._objection = lambda op, *known: (
        "Giá trị không hợp lệ." if tables.database.obj is above else original(op, *known)
    )
    try:
        hai.sync(line)
    finally:
        journal._objection = original


def verified(office: Office) -> list[str]:
    with office.acting():
        return verify.verify().faults
