"""Keys that speak, keys that no longer do, and what happens to work that comes too late."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync import child
from sync.keys import NodeKey
from sync.members import enrolment, held, nodes
from sync.tables import SyncNode
from tests.sync.offices import Line, Office


@pytest.fixture(autouse=True)
def _shared(_toy: None) -> Iterator[None]:
    nodes.share()
    yield


def keys_at(office: Office) -> dict[str, SyncNode]:
    with office.acting():
        return {row.id: row for row in SyncNode.select()}


def revoke(above: Office, unit: str, reason: str = "Máy bị mất.") -> bool:
    with above.acting():
        return enrolment.revoke(unit, reason=reason, by="lam@445", at=above.now)


def test_the_keys_of_a_tree_are_known_to_all_its_nodes(
    district: Office, hai: Office, khe: Office, line: Line
) -> None:
    hai.sync(line)

    assert {row.unit for row in keys_at(hai).values()} == {"445", "18571", "18604"}
    assert keys_at(hai)[nodes.id_of(khe.key.public)].public_key == khe.key.public.hex()


def test_a_revoked_machine_is_told_why(district: Office, hai: Office, line: Line) -> None:
    assert revoke(district, "18571", "Máy bị mất.")

    with pytest.raises(child.Refused) as no:
        hai.sync(line)

    assert no.value.code == "revoked"
    assert "ngừng kết nối từ 08:00 ngày 24/05/2019: Máy bị mất." in str(no.value)


def test_a_machine_is_revoked_once(district: Office, hai: Office) -> None:
    assert revoke(district, "18571")
    assert not revoke(district, "18571")
    assert not revoke(district, "18604")


def test_a_revocation_reaches_the_other_offices(
    district: Office, hai: Office, khe: Office, line: Line
) -> None:
    revoke(district, "18604", "Máy bị mất.")

    hai.sync(line)

    row = keys_at(hai)[nodes.id_of(khe.key.public)]
    assert row.revoked_at == "2019-05-24T01:00:00Z"
    assert row.reason == "Máy bị mất."


def test_a_new_machine_ends_the_one_before(
    district: Office, hai: Office, line: Line, tmp_path: Path
) -> None:
    another = Office("18571", tmp_path / "another.db")

    another.enrol_at(district)

    another.sync(line)
    with pytest.raises(child.Refused) as no:
        hai.sync(line)
    assert no.value.code == "revoked"
    assert "Được thay bằng máy mới." in str(no.value)
    assert keys_at(another)[nodes.id_of(hai.key.public)].reason == nodes.REPLACED
    assert keys_at(another)[nodes.id_of(another.key.public)].revoked_at is None


def test_the_same_machine_invited_again_speaks_again(
    district: Office, hai: Office, line: Line
) -> None:
    revoke(district, "18571")

    hai.enrol_at(district)

    hai.sync(line)
    assert keys_at(hai)[nodes.id_of(hai.key.public)].revoked_at is None


def test_the_words_are_compared_for_the_key_that_was_shown(district: Office, hai: Office) -> None:
    with district.acting():
        shown = enrolment.note_compared("18571", hai.key.public, by="lam", at=district.now)
        other = enrolment.note_compared(
            "18571", NodeKey(bytes(32)).public, by="lam", at=district.now
        )

    assert shown
    assert not other
    assert district.count("sync_child", "compared_by = 'lam'") == 1


# ── Work that comes after the revocation ────────────────────────────────────────────────────────────


def try_to_sync(office: Office, line: Line) -> str:
    with pytest.raises(child.Refused) as no:
        office.sync(line)
    return str(no.value)


def test_work_after_a_revocation_is_kept_and_not_applied(
    district: Office, hai: Office, line: Line
) -> None:
    revoke(district, "18571")
    hai.write("a", name="Hoà")

    said = try_to_sync(hai, line)

    assert "được giữ lại ở cấp trên" in said
    assert district.rows() == []
    assert district.count("held_request", "operations = 1 AND settled_at IS NULL") == 1


def test_the_same_work_sent_again_is_kept_once_and_more_of_it_takes_its_place(
    district: Office, hai: Office, line: Line
) -> None:
    revoke(district, "18571")
    hai.write("a", name="Hoà")
    try_to_sync(hai, line)
    try_to_sync(hai, line)
    hai.write("b", name="Hải")

    try_to_sync(hai, line)

    assert district.count("held_request") == 1
    assert district.count("held_request", "operations = 2") == 1


def test_a_revoked_machine_with_nothing_new_leaves_nothing(
    district: Office, hai: Office, line: Line
) -> None:
    hai.sync(line)
    revoke(district, "18571")

    assert "giữ lại" not in try_to_sync(hai, line)
    assert district.count("held_request") == 0


def test_a_stolen_machine_cannot_fill_the_disk(
    district: Office, hai: Office, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held, "MOST_WAITING", 0)
    revoke(district, "18571")
    hai.write("a", name="Hoà")

    assert "giữ lại" not in try_to_sync(hai, line)
    assert district.count("held_request") == 0


def test_a_forged_request_in_the_name_of_a_revoked_machine_is_not_kept(
    district: Office, hai: Office, line: Line
) -> None:
    revoke(district, "18571")
    hai.write("a", name="Hoà")
    try_to_sync(hai, line)
    envelope = bytearray(line.carried[-1][0])
    envelope[-1] ^= 1

    district.answer(bytes(envelope))

    assert district.count("held_request") == 1


def accept(above: Office) -> int:
    with above.acting():
        return held.accept(1, below=[], by="lam@445", at=above.now)


def test_held_work_that_is_accepted_stands_in_the_log_like_any_other(
    district: Office, hai: Office, khe: Office, line: Line
) -> None:
    revoke(district, "18571")
    hai.write("a", name="Hoà")
    try_to_sync(hai, line)

    assert accept(district) == 1

    assert district.row("a")["name"] == "Hoà"
    assert district.count("held_request", "accepted AND settled_by = 'lam@445'") == 1
    assert accept(district) == 0


def test_accepted_work_of_a_replaced_machine_reaches_the_new_one(
    district: Office, hai: Office, line: Line, tmp_path: Path
) -> None:
    another = Office("18571", tmp_path / "another.db")
    another.enrol_at(district)
    hai.write("a", name="Hoà")
    try_to_sync(hai, line)
    accept(district)

    another.sync(line)

    assert another.row("a")["name"] == "Hoà"


def test_held_work_set_aside_stays_and_is_not_applied(
    district: Office, hai: Office, line: Line
) -> None:
    revoke(district, "18571")
    hai.write("a", name="Hoà")
    try_to_sync(hai, line)

    with district.acting():
        held.set_aside(1, by="lam@445", at=district.now)

    assert district.rows() == []
    assert district.count("held_request", "NOT accepted") == 1


def test_held_work_whose_beginning_never_came_is_not_half_taken(
    district: Office, hai: Office, line: Line
) -> None:
    hai.write("a", name="Hoà")
    hai.sync(line)
    revoke(district, "18571")
    hai.write("b", name="Hải")
    try_to_sync(hai, line)
    with district.acting():
        district.database.execute_sql("DELETE FROM entry WHERE log > 1")
        district.database.execute_sql("UPDATE log SET head_seq = 0 WHERE n > 1")

    with pytest.raises(held.NotWhole):
        accept(district)

    assert district.count("held_request", "settled_at IS NULL") == 1
    assert district.count("toy", "id = 'b'") == 0


# ── Three tiers ─────────────────────────────────────────────────────────────────────────────────────


def test_a_middle_node_tells_the_province_and_the_unit_concerned(
    district: Office, line: Line, tmp_path: Path
) -> None:
    """It may not write for `all`: that would be refused above as outside its units."""
    province = Office("42", tmp_path / "42.db")
    district.enrol_at(province)
    hai, khe = (Office(unit, tmp_path / f"{unit}.db") for unit in ("18571", "18604"))
    hai.enrol_at(district)
    khe.enrol_at(district)
    revoke(district, "18604", "Máy bị mất.")

    district.sync(Line(province))
    hai.sync(line)

    above = keys_at(province)
    assert above[nodes.id_of(khe.key.public)].reason == "Máy bị mất."
    assert above[nodes.id_of(hai.key.public)].revoked_at is None
    assert province.count("refused_operation") == 0
    assert {row.unit for row in keys_at(hai).values()} == {"42", "445", "18571"}
