"""Promise of an owner field: only an office above the one at the counter writes it."""

import pytest

from sync import journal
from sync.registers import HUMAN, LATEST, OWNER, STATE
from tests.sync.offices import Line, Office, Toy

SETTLE = {"name": HUMAN, "status": STATE, "phone": LATEST, "amount": OWNER}


def test_a_commune_cannot_write_what_its_district_decides(hai: Office) -> None:
    journal.share("toy", Toy, settle=SETTLE)
    hai.write("d1", name="a")

    with pytest.raises(ValueError, match="chỉ cấp trên"):
        hai.write("d1", amount=5)
    assert hai.row("d1")["amount"] is None


def test_what_the_district_decides_comes_down(district: Office, hai: Office, line: Line) -> None:
    journal.share("toy", Toy, settle=SETTLE)
    hai.write("d1", name="a")
    hai.sync(line)
    with district.acting():
        journal.record("toy", "d1", by="g", at=district.tick(), amount=5)
    hai.sync(line)

    assert hai.row("d1")["amount"] == 5


def test_a_commune_that_writes_it_all_the_same_is_refused_above(
    district: Office, hai: Office, line: Line
) -> None:
    hai.write("d1", name="a", amount=5)
    journal.share("toy", Toy, settle=SETTLE)
    hai.sync(line)

    assert (district.rows(), district.count("refused_operation")) == ([], 1)
