"""Letters, pauses and requests to withdraw are the same at the commune and at its district, as real processes."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.processes import ROOT, Node, environment

AT_THE_COMMUNE = """
import sys
from datetime import timedelta
from pathlib import Path
from app import clock, instance
from app.domain.officers import Officer, Role
from app.queries import procedures
from app.services import dossiers
from tests.town import form
instance.open_instance(Path(sys.argv[1]))
at = clock.now()
by = Officer("an", "Trần Thị An", "Công chức", "18571", frozenset(Role))
goes_up = next(each for each in procedures.in_force(clock.local(at).date()) if each.decides == "parent" and each.legs)
dossier = dossiers.receive(form(1, procedure_id=goes_up.id), by=by, at=at - timedelta(days=9))
dossiers.take_up(dossier, by=by, at=at - timedelta(days=9))
dossiers.ask_supplement(dossier, items="Giấy chứng tử", reason="Thiếu", by=by, at=at - timedelta(days=8))
dossiers.sign_slip(dossier, by=by, at=at - timedelta(days=8))
dossiers.supplement_received(dossier, by=by, at=at - timedelta(days=2))
dossiers.rollback(dossier, by=by, at=at - timedelta(days=2))
dossiers.supplement_received(dossier, by=by, at=at - timedelta(days=1))
dossiers.forward_up(dossier, by=by, at=at)
dossiers.ask_withdrawal(dossier, reason="Không cần nữa", by=by, at=at)
"""
AT_THE_DISTRICT = """
import sys
from pathlib import Path
from app import clock, instance
from app.domain.officers import Officer, Role
from app.models.dossiers import Dossier
from app.services import dossiers
instance.open_instance(Path(sys.argv[1]))
by = Officer("giang", "Hồ Thị Giang", "Công chức", "445", frozenset(Role))
dossiers.agree_withdrawal(Dossier.get(Dossier.waits == "withdrawal").id, by=by, at=clock.now())
"""


@pytest.fixture
def pair(new_node: Callable[..., Node]) -> tuple[Node, Node]:
    """A running district and a commune that has joined it."""
    district = new_node("district")
    district.init("445")
    district.start()
    commune = new_node("commune")
    commune.init("18571", parent=district)
    return commune, district


def work(script: str, directory: Path) -> None:
    subprocess.run(
        [sys.executable, "-c", script, str(directory)],
        env={**environment(), "PYTHONPATH": str(ROOT)}, cwd=ROOT, check=True,
    )  # fmt: skip


def held(node: Node, unit: str = "") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(node.dump(unit))
    return found


def test_the_district_reads_the_letters_and_pauses_of_the_commune(pair: tuple[Node, Node]) -> None:
    commune, district = pair
    work(AT_THE_COMMUNE, commune.directory)

    commune.sync()

    there = held(district, "18571")
    assert commune.dump() == district.dump("18571")
    assert [slip["number"] for slip in there["slips"]] == ["1/HDHS"]
    assert [pause["outcome"] for pause in there["pauses"]] == ["resumed"]
    assert there["pauses"][0]["due_after"] == there["due_at"]
    assert (there["waits"], there["withdrawal_requests"][0]["state"]) == ("withdrawal", "asked")


def test_the_commune_reads_the_answer_of_the_district(pair: tuple[Node, Node]) -> None:
    commune, district = pair
    work(AT_THE_COMMUNE, commune.directory)
    commune.sync()
    district.stop()
    work(AT_THE_DISTRICT, district.directory)
    district.start()

    commune.sync()

    here = held(commune)
    assert commune.dump() == district.dump("18571")
    assert (here["status"], here["holder_unit"]) == ("withdrawn", "18571")
    assert here["withdrawal_requests"][0]["state"] == "agreed"
    commune.command("verify")
