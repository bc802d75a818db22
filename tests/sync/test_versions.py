"""Nodes of different versions: what a released one said and kept is understood, what a later one adds does no harm."""

import itertools
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from peewee import SqliteDatabase

from sync import child, feed, identity, store, verify, wire
from sync.keys import VOUCHER_BYTES
from sync.operations import canonical
from tests.sync import recordings
from tests.sync.fixtures import record
from tests.sync.offices import Line, Office, Part
from tests.sync.recordings import Recording, Replies

every_scene = pytest.mark.parametrize("scene", recordings.all_scenes(), ids=str)


# ── What a released version has said and kept ───────────────────────────────────────────────────────


@every_scene
def test_a_released_child_gets_the_answer_it_always_got(
    scene: Recording, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "PAGE_ROWS", record.PAGE_ROWS)
    district = scene.parent(tmp_path)

    answers = [wire.unseal(district.answer(request)) for request in scene.requests]

    recorded = [wire.unseal(answer) for answer in scene.answers]
    assert [without_protocol(new, old) for new, old in zip(answers, recorded, strict=True)] == [
        without_protocol(old, old) for old in recorded
    ]
    assert held(district) == scene.after["parent"]


@every_scene
def test_a_child_understands_what_a_released_parent_answers(
    scene: Recording, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hai = scene.child(tmp_path)
    lives = (life for life, _ in itertools.groupby(scene.after["lives"][1:]))
    monkeypatch.setattr(identity.secrets, "token_hex", lambda size: next(lives))

    hai.sync(Replies(scene.answers))

    assert held(hai) == scene.after["child"]


@every_scene
def test_databases_of_a_released_version_go_on_where_they_stood(
    scene: Recording, tmp_path: Path
) -> None:
    hai, district = scene.child(tmp_path), scene.parent(tmp_path)

    hai.sync(Line(district))
    hai.write("d1", phone="0900 000 002")
    hai.sync(Line(district))

    assert district.row("d1")["phone"] == "0900 000 002"
    assert rows_without_phone(hai) == rows_without_phone(scene.after["child"])
    assert rows_without_phone(district) == rows_without_phone(scene.after["parent"])
    assert faults(hai) == faults(district) == []


def test_a_released_commune_below_two_tiers_gets_the_vouchers_it_can_read() -> None:
    province, district, hai = (
        Office(unit, None, database=SqliteDatabase(":memory:")) for unit in ("42", "445", "18571")
    )
    district.enrol_at(province)
    hai.enrol_at(district)
    province.write("catalogue", scope="all", name="lệ phí")
    district.sync(Line(province))
    line = Later(district, hai, up={"protocol": [1, 1]})

    hai.sync(line)

    said = wire.unseal(line.carried[0][1]).header
    assert "depths" not in said
    assert len(bytes.fromhex(said["vouchers"])) == VOUCHER_BYTES
    assert hai.rows() == province.rows()


# ── A later version ─────────────────────────────────────────────────────────────────────────────────

LATER = {
    "protocol": [1, 9],
    "weather": {"rain": True},
    "beside": {"tides": [1, 2, 3]},
}
"""What a version after this one might put into a header."""


def later_operation(record_id: str, *, unit: str, **content: Any) -> bytes:
    return canonical(
        {"actor": f"an@{unit}", "entity": "boat", "hlc": 1558663200000001, "id": record_id, "node": unit, "schema": 2,
         "scope": unit, "tier": 0, "values": {"name": "Sóng"}, "signed_by": "later"} | content
    )  # fmt: skip


class Later(Line):
    """A line whose ends are of a later version: what they say is changed on the way, and signed anew."""

    def __init__(self, above: Office, below: Office, *, up: Any = None, down: Any = None) -> None:
        super().__init__(above)
        self.below, self.up, self.down = below, up or {}, down or {}

    def carry(self, envelope: bytes) -> bytes:
        asked = wire.unseal(envelope)
        answer = super().carry(wire.seal(asked.header | self.up, asked.bodies, self.below.key))
        said = wire.unseal(answer)
        return wire.seal(said.header | self.down, said.bodies, self.above.key)


def test_what_a_later_child_adds_to_its_request_does_no_harm(hai: Office, district: Office) -> None:
    hai.write("d1", name="Bình")

    tally = hai.sync(Later(district, hai, up=LATER))

    assert tally.operations_up == 1
    assert district.rows() == hai.rows()


def test_what_a_later_parent_adds_to_its_answer_does_no_harm(hai: Office, district: Office) -> None:
    district.write("catalogue", scope="all", name="lệ phí")

    hai.sync(Later(district, hai, down=LATER))

    assert hai.rows() == district.rows()


def test_an_entity_and_fields_of_a_later_version_pass_through_byte_for_byte(
    hai: Office, district: Office
) -> None:
    boat = later_operation("b1", unit="18571")
    toy = later_operation("d1", unit="18571", entity="toy", values={"colour": "đỏ", "name": "An"})
    log = {"id": "ab" * 16, "start": 0, "chain": "00" * 32, "count": 2}
    header = {"protocol": [1, 9], "node": "18571", "clock": 0, "counter": 1, "limit": 100_000,
              "logs": [log], "cursors": [[0, "00" * 32]]}  # fmt: skip
    district.answer(wire.seal(header, [boat, toy], hai.key))
    line = Line(district)

    hai.sync(line)

    assert bodies(district) == bodies(hai) == [boat, toy]
    assert hai.row("d1") == district.row("d1")
    assert hai.row("d1")["name"] == "An"


def test_a_verb_of_a_later_child_is_declined_in_words(hai: Office, district: Office) -> None:
    asked = {"protocol": [1, 9], "node": "18571", "verb": "forecast", "clock": 0}

    said = wire.unseal(district.answer(wire.seal(asked, [], hai.key))).header

    assert said["verdict"] == "unknown-verb"
    assert said["words"]


def test_a_verdict_of_a_later_parent_is_told_and_loses_nothing(
    hai: Office, district: Office
) -> None:
    hai.write("d1", name="Bình")
    busy = {"verdict": "at-lunch", "words": "Máy chủ đang nghỉ trưa."}

    with pytest.raises(child.Refused, match="nghỉ trưa"):
        hai.sync(Later(district, hai, down=busy))
    hai.sync(Line(district))

    assert district.rows() == hai.rows()


# ── Protocols ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("theirs", "spoken"), [([1, 1], 1), ([1, 2], 2), ([2, 2], 2), ([1, 9], 2), ([2, 3], 2)]
)
def test_the_newest_protocol_that_both_speak_is_spoken(theirs: list[int], spoken: int) -> None:
    assert wire.spoken({"protocol": theirs}) == spoken


@pytest.mark.parametrize(("theirs", "is_behind"), [([0, 0], True), ([3, 4], False)])
def test_programs_without_a_common_protocol_know_which_of_them_is_behind(
    theirs: list[int], is_behind: bool
) -> None:
    with pytest.raises(wire.TooFarApart) as no:
        wire.spoken({"protocol": theirs})

    assert no.value.is_behind is is_behind


def test_a_child_keeps_what_its_parent_spoke_last(hai: Office, district: Office) -> None:
    hai.sync(Line(district))
    assert kept_protocol(hai) == 2

    hai.sync(Later(district, hai, down={"protocol": [1, 1]}))
    assert kept_protocol(hai) == 1


def test_a_parent_that_has_become_older_gets_the_request_again_in_its_own_protocol(
    hai: Office, district: Office
) -> None:
    class DoesNotReadTheFirst(Line):
        def carry(self, envelope: bytes) -> bytes:
            if not self.carried:
                self.carried.append((envelope, b""))
                return wire.seal(
                    {"verdict": "unreadable", "words": "?", "protocol": [1, 1], "clock": 0}, [], district.key
                )  # fmt: skip
            return super().carry(envelope)

    hai.sync(Line(district))
    hai.write("d1", name="Bình")

    tally = hai.sync(DoesNotReadTheFirst(district))

    assert tally.requests == 2
    assert district.rows() == hai.rows()


@pytest.mark.parametrize(
    ("theirs", "words"), [([0, 0], "Hãy cập nhật chương trình ở máy này"), ([3, 4], "báo quản trị cấp trên")]
)  # fmt: skip
def test_a_child_too_far_from_its_parent_is_told_what_to_do_and_loses_nothing(
    hai: Office, district: Office, theirs: list[int], words: str
) -> None:
    hai.write("d1", name="Bình")
    too_far = Later(district, hai, up={"protocol": theirs})

    with pytest.raises(child.Refused, match=words) as no:
        hai.sync(too_far)
    assert no.value.code == "protocol"
    hai.sync(Line(district))

    assert district.rows() == hai.rows()


@pytest.mark.parametrize(
    ("theirs", "words"), [([0, 0], "báo quản trị cấp trên"), ([3, 4], "Hãy cập nhật chương trình ở máy này")]
)  # fmt: skip
def test_a_parent_too_far_from_its_child_is_told_what_to_do_and_loses_nothing(
    hai: Office, district: Office, theirs: list[int], words: str
) -> None:
    hai.write("d1", name="Bình")

    with pytest.raises(child.Refused, match=words):
        hai.sync(Later(district, hai, down={"protocol": theirs}))
    hai.now += timedelta(hours=1)
    hai.sync(Line(district))

    assert district.rows() == hai.rows()


# ── Small readings ──────────────────────────────────────────────────────────────────────────────────


def without_protocol(said: wire.Envelope, old: wire.Envelope) -> tuple[dict[str, Any], list[bytes]]:
    """The bodies, and the fields of the header a released child looks at."""
    return {name: said.header.get(name) for name in old.header if name != "protocol"}, said.bodies


def held(office: Office) -> dict[str, Any]:
    return {"toy": office.rows(), "part": office.rows(Part)}


def rows_without_phone(of: Office | dict[str, Any]) -> list[dict[str, Any]]:
    """The rows as they were recorded; a child of today lets go of what it wrote for another office."""
    rows = of.rows() if isinstance(of, Office) else of["toy"]
    return [
        {name: value for name, value in row.items() if name != "phone"}
        for row in rows
        if row["id"] != record.OF_ANOTHER_OFFICE
    ]


def faults(office: Office) -> list[str]:
    with office.acting():
        return verify.verify().faults


def bodies(office: Office) -> list[bytes]:
    with office.acting():
        return [bytes(body) for (body,) in store.every("SELECT body FROM operation ORDER BY n")]


def kept_protocol(office: Office) -> int:
    with office.acting():
        (protocol,) = store.every("SELECT protocol FROM sync_parent")[0]
        return int(protocol)
