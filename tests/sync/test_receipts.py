"""What the parent signs for is proof to anybody, and to nobody else's favour."""

import base64
from dataclasses import replace
from statistics import median

import pytest

from sync import child, wire
from sync.keys import NodeKey
from sync.members import receipts
from sync.members.receipts import BadReceipt, Receipts, Statement
from sync.tables import Receipt
from tests.sync.offices import Line, Office


def kept(office: Office) -> list[Statement]:
    with office.acting():
        parent, unit = office.database.execute_sql(
            "SELECT p.unit, s.unit FROM sync_parent p, sync_self s"
        ).fetchone()
        logs = dict(office.database.execute_sql("SELECT n, incarnation FROM log").fetchall())
        return [
            Statement(
                unit, parent, logs[row.log], row.seq, bytes(row.chain), row.at, bytes(row.public_key),
                bytes(row.signature),
            )
            for row in Receipt.select().order_by(Receipt.seq)
        ]  # fmt: skip


def test_what_goes_up_is_signed_for(district: Office, hai: Office, line: Line) -> None:
    hai.write("a", name="Hoà")
    hai.write("b", name="Hải")

    hai.sync(line)

    (receipt,) = kept(hai)
    assert receipt.is_good
    assert (receipt.child, receipt.parent, receipt.seq) == ("18571", "445", 2)
    assert receipt.public_key == district.key.public
    assert receipt.at == "2019-05-24T01:00:00Z"


def test_nothing_new_is_not_signed_for_again(district: Office, hai: Office, line: Line) -> None:
    hai.write("a", name="Hoà")
    hai.sync(line)
    hai.sync(line)
    asked, answered = line.carried[-1]

    assert len(kept(hai)) == 1
    assert "receipt" not in beside(asked)
    assert "receipt" not in beside(answered)


def beside(envelope: bytes) -> dict[str, object]:
    return dict(wire.unseal(envelope).header.get("beside", {}))


def test_a_receipt_costs_about_a_hundred_bytes(
    district: Office, hai: Office, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    hai.sync(line)
    signed = [answer_to(hai, line, f"Hoà {n}") for n in range(5)]
    monkeypatch.setattr(Receipts, "reply", lambda self, heard: None)
    unsigned = [answer_to(hai, line, f"Hải {n}") for n in range(5)]

    # A few bytes more or less are chance: signatures and names of lives pack as they fall.
    assert median(signed) - median(unsigned) <= 115


def test_a_program_that_wants_the_time_said_is_told_it(
    district: Office, hai: Office, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Receipts, "ask", lambda self, at: 1)
    hai.write("a", name="Hoà")

    hai.sync(line)

    assert isinstance(beside(line.carried[-1][1])["receipt"], list)
    assert [receipt.is_good for receipt in kept(hai)] == [True]


def answer_to(hai: Office, line: Line, name: str) -> int:
    """How long the answer to one change is, in bytes."""
    hai.write("a", name=name)
    hai.sync(line)
    return len(line.carried[-1][1])


@pytest.mark.parametrize(
    "changed",
    [
        {"seq": 3},
        {"child": "18604"},
        {"parent": "42"},
        {"at": "2019-05-23T01:00:00Z"},
        {"chain": bytes(32)},
    ],
    ids=str,
)
def test_a_receipt_that_was_changed_is_none(
    district: Office, hai: Office, line: Line, changed: dict[str, object]
) -> None:
    hai.write("a", name="Hoà")
    hai.sync(line)

    assert not replace(kept(hai)[0], **changed).is_good


def test_a_receipt_nobody_signed_is_not_kept(
    district: Office, hai: Office, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    false = [1558659600, base64.b85encode(bytes(64)).decode()]
    monkeypatch.setattr(Receipts, "reply", lambda self, heard: false)
    hai.write("a", name="Hoà")

    with pytest.raises(child.Away):
        hai.sync(line)

    assert kept(hai) == []


@pytest.mark.parametrize("said", [{}, [], ["x"], [1, 2], "ab", [1558659600, "\x00"], [9**99, "a"]])
def test_what_is_no_receipt_at_all_is_not_kept(
    district: Office, hai: Office, line: Line, monkeypatch: pytest.MonkeyPatch, said: object
) -> None:
    monkeypatch.setattr(Receipts, "reply", lambda self, heard: said)
    hai.write("a", name="Hoà")

    with pytest.raises(child.Away):
        hai.sync(line)

    assert kept(hai) == []


def test_a_third_person_checks_the_text_with_the_public_key_alone(
    district: Office, hai: Office, line: Line
) -> None:
    hai.write("a", name="Hoà")
    hai.sync(line)
    text = receipts.as_text(kept(hai)[0], words="BIÊN NHẬN\nXã Thạch Hải")

    read = receipts.from_text("\ufeff" + text.replace("\n", "\r\n"))

    assert read == kept(hai)[0]
    assert read.is_good
    assert not replace(read, public_key=NodeKey(bytes(32)).public).is_good


@pytest.mark.parametrize("text", ["", "BIÊN NHẬN", f"{receipts.MARK} {{}}", f"{receipts.MARK} {{"])
def test_another_text_is_no_receipt(text: str) -> None:
    with pytest.raises(BadReceipt):
        receipts.from_text(text)


def test_receipts_outlive_the_key_of_the_parent(district: Office, hai: Office, line: Line) -> None:
    hai.write("a", name="Hoà")
    hai.sync(line)
    old = district.key
    district.key = NodeKey(bytes(31) + b"\xff", elders=(old.seed,))
    hai.write("a", name="Hải")
    hai.sync(line)
    hai.write("a", name="Hiền")
    hai.sync(line)

    assert [each.is_good for each in kept(hai)] == [True, True, True]
    assert [each.public_key for each in kept(hai)] == [old.public, old.public, district.key.public]
