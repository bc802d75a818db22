"""A node takes a new key, and whatever is cut in between, it can speak."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync import child, keys, wire
from sync.keys import NodeKey
from sync.members import nodes, rotation
from sync.members.pins import Pin
from sync.tables import SyncChild, SyncNode
from tests.sync.offices import Line, Office


class Cut(Exception):
    """Power fails here."""


@pytest.fixture(autouse=True)
def _shared(_toy: None) -> Iterator[None]:
    nodes.share()
    yield


@pytest.fixture
def folder(tmp_path: Path, hai: Office) -> Path:
    """Where the commune keeps its key."""
    return folder_of(hai, tmp_path)


def folder_of(office: Office, tmp_path: Path) -> Path:
    folder = tmp_path / f"keys-{office.unit}"
    folder.mkdir()
    keys.keep(folder / keys.KEY_FILE, [office.key.seed])
    return folder


def rotate(office: Office, line: Line, folder: Path) -> None:
    rotation.begin(folder)
    announce(office, line, folder)


def announce(office: Office, line: Line, folder: Path) -> None:
    with office.acting():
        rotation.announce(line, folder)


def wake(office: Office, folder: Path) -> None:
    """The program starts and reads its key."""
    office.key = keys.load_or_make(folder)


def known_keys(above: Office) -> tuple[bytes, bytes | None]:
    with above.acting():
        row = above.database.execute_sql(
            "SELECT public_key, previous_key FROM sync_child WHERE unit = '18571'"
        ).fetchone()
    return bytes(row[0]), bytes(row[1]) if row[1] else None


def test_a_rotated_key_speaks_and_the_old_one_no_more(
    district: Office, hai: Office, line: Line, folder: Path
) -> None:
    old = hai.key

    rotate(hai, line, folder)
    wake(hai, folder)
    hai.sync(line)

    assert hai.key.public != old.public
    assert known_keys(district) == (hai.key.public, None)
    hai.key = old
    with pytest.raises(child.Refused) as no:
        hai.sync(line)
    assert no.value.code == "revoked"
    assert rotation.FOLLOWED in str(no.value)


def test_the_new_key_follows_the_old_one_in_the_list_of_keys(
    district: Office, hai: Office, line: Line, folder: Path
) -> None:
    old = hai.key

    rotate(hai, line, folder)
    wake(hai, folder)
    hai.sync(line)

    with hai.acting():
        row = SyncNode.get(SyncNode.id == nodes.id_of(hai.key.public))
        before = SyncNode.get(SyncNode.id == nodes.id_of(old.public))
    assert row.follows == before.id
    assert (row.unit, row.revoked_at) == ("18571", None)
    assert before.reason == rotation.FOLLOWED


def test_until_the_new_key_is_heard_the_old_one_speaks_too(
    district: Office, hai: Office, line: Line, folder: Path
) -> None:
    rotate(hai, line, folder)

    hai.write("a", name="Hoà")
    hai.sync(line)

    assert district.row("a")["name"] == "Hoà"
    assert known_keys(district)[1] == hai.key.public


class LostAnswer(Line):
    """The parent answers, and nobody hears it."""

    def carry(self, envelope: bytes) -> bytes:
        super().carry(envelope)
        raise child.Away("cut")


def test_a_lost_answer_costs_a_repetition(
    district: Office, hai: Office, line: Line, folder: Path
) -> None:
    rotation.begin(folder)
    with pytest.raises(child.Away):
        announce(hai, LostAnswer(district), folder)
    wake(hai, folder)
    hai.sync(line)

    announce(hai, line, folder)
    wake(hai, folder)
    hai.sync(line)

    assert known_keys(district) == (hai.key.public, None)
    assert not rotation.is_waiting(folder)


@pytest.mark.parametrize("step", range(4))
def test_a_power_cut_at_any_write_leaves_a_key_that_speaks(
    district: Office, hai: Office, line: Line, folder: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:  # fmt: skip
    """Of the four writes of a rotation (two files made, two names given) the one numbered `step` does not happen."""
    writes = iter(range(100))
    replace = Path.replace

    def maybe(self: Path, target: Path) -> Path:
        return replace(self, target) if next(writes) != step else fail()

    monkeypatch.setattr(Path, "replace", maybe)
    with pytest.raises(Cut):
        rotate(hai, line, folder)
        fail()
    monkeypatch.undo()

    wake(hai, folder)
    hai.write("a", name="Hoà")
    hai.sync(line)
    rotate(hai, line, folder)
    wake(hai, folder)
    hai.sync(line)

    assert district.row("a")["name"] == "Hoà"
    assert known_keys(district) == (hai.key.public, None)


def fail() -> Path:
    raise Cut


def test_a_key_that_does_not_speak_for_itself_is_not_taken(district: Office, hai: Office) -> None:
    stranger = NodeKey(bytes(32)).public.hex()
    header = {"verb": "rotate", "public_key": stranger, "proof": hai.key.sign(b"?").hex()}

    said = wire.unseal(district.answer(wire.seal(header, [], hai.key)))

    assert said.header["verdict"] == "bad-signature"
    assert known_keys(district) == (hai.key.public, None)


def test_a_restored_parent_that_knows_only_the_old_key_hears_it_again(
    district: Office, hai: Office, line: Line, folder: Path
) -> None:
    old = hai.key.public
    rotate(hai, line, folder)
    wake(hai, folder)
    hai.sync(line)
    with district.acting():
        SyncChild.update(public_key=old).execute()
        SyncNode.delete().where(SyncNode.unit == "18571").execute()
    with pytest.raises(child.Refused) as no:
        hai.sync(line)
    assert no.value.code == "unknown-node"

    assert rotation.take_back(folder)
    wake(hai, folder)
    announce(hai, line, folder)
    wake(hai, folder)
    hai.sync(line)

    assert known_keys(district) == (hai.key.public, None)


# ── The parent's own key ────────────────────────────────────────────────────────────────────────────


def rotate_top(district: Office, tmp_path: Path) -> NodeKey:
    folder = folder_of(district, tmp_path)
    before = district.key
    with district.acting():
        rotation.rotate_top(folder, name="Huyện", by="lam@445", at=district.now)
    wake(district, folder)
    return before


def test_children_come_to_believe_the_new_key_of_their_parent(
    district: Office, hai: Office, line: Line, tmp_path: Path
) -> None:
    hai.sync(line)
    rotate_top(district, tmp_path)
    hai.write("a", name="Hoà")

    hai.sync(line)
    hai.sync(line)

    assert pinned(hai) == district.key.public
    assert district.row("a")["name"] == "Hoà"
    assert hai.count("sync_notice", "words LIKE '%đổi khóa ký%'") == 1


def pinned(office: Office) -> bytes:
    with office.acting():
        return bytes(
            office.database.execute_sql("SELECT public_key FROM sync_parent").fetchone()[0]
        )


def test_a_child_that_slept_through_two_rotations_comes_back(
    district: Office, hai: Office, line: Line, tmp_path: Path
) -> None:
    rotate_top(district, tmp_path)
    folder = tmp_path / "keys-445"
    with district.acting():
        rotation.rotate_top(folder, name="Huyện", by="lam@445", at=district.now)
    wake(district, folder)

    hai.sync(line)

    assert pinned(hai) == district.key.public


def test_vouchers_of_the_old_key_are_still_known(district: Office, tmp_path: Path) -> None:
    before = district.key.voucher(b"operation")

    rotate_top(district, tmp_path)

    assert district.key.voucher(b"operation") == before


def test_a_stranger_cannot_slip_in_a_key_of_his_own(
    district: Office, hai: Office, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even under the parent's old key a new one must sign for itself, for this child, after this key."""
    reply = {"public_key": NodeKey(bytes(32)).public.hex(), "proof": district.key.sign(b"x").hex()}
    monkeypatch.setattr(Pin, "reply", lambda self, heard: reply)

    with pytest.raises(child.Away):
        hai.sync(line)

    assert pinned(hai) == district.key.public
