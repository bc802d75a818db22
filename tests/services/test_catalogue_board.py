"""Who below holds which version of the catalogue: a commune on last year's still syncs, and is shown as such."""

import json
from datetime import timedelta

import pytest

from app.domain.calendar import local
from app.domain.fleet import Facts
from app.domain.procedure_boxes import content_of
from app.models.dossiers import Dossier
from app.queries import catalogues as questions
from app.queries import procedures
from app.services import catalogues, dossiers
from sync import child, store
from tests import clashes
from tests.services.test_common_conflicts import ADMIN
from tests.town import form

BIRTH, HAI, KHE = "1.001193", "18571", "18604"
A_YEAR = timedelta(days=365)


@pytest.fixture
def country(tmp_path):
    with clashes.country(tmp_path) as found:
        yield found


def publish(country, days: int) -> int:
    """The birth of a version in force from today."""
    with country.district.acting():
        at = country.tick()
        catalogues.begin(by=ADMIN, at=at)
        content = content_of(questions.newest(BIRTH).to_values())
        changed = content | {"duration_value": days, "duration_unit": "days"}
        catalogues.save(BIRTH, changed, seen=-1, by=ADMIN, at=at)
        seen, day = questions.draft().revision, local(at).date()
        return catalogues.publish(title="", decision="", starts_on=day, seen=seen, by=ADMIN, at=at)


def sync_one(country, unit):
    with country.communes[unit].acting():
        child.exchange(
            country._line(), country.communes[unit].key, timer=lambda: 0.0, clock=country.tick
        )


def board(country):
    with country.district.acting():
        return {each.unit: each for each in questions.board(country.now)}


def test_a_commune_on_last_years_version_still_syncs_and_is_shown_as_such(country):
    publish(country, 3)
    country.sync()
    country.now += A_YEAR
    begun = f"{local(country.now):%d/%m/%Y}"
    publish(country, 7)
    country.now += timedelta(days=40)
    with country.communes[HAI].acting():
        held = procedures.latest(BIRTH, local(country.now).date())
        old = dossiers.receive(
            form(1, procedure_id=held.id), by=country.communes[HAI].by, at=country.tick()
        )

    sync_one(country, HAI)
    behind = board(country)[HAI]
    sync_one(country, HAI)
    after = board(country)[HAI]

    assert (behind.tone, behind.words) == (
        "warn", f"Đang dùng bản 3, chưa xác nhận đã nhận bản 4 áp dụng từ {begun}",
    )  # fmt: skip
    assert (after.tone, after.words) == ("good", "Đang dùng bản 4")
    assert [country.district.value(old, name) for name in ("procedure_version", "unit")] == [3, HAI]
    with country.communes[HAI].acting():
        assert procedures.latest(BIRTH, local(country.now).date()).duration_value == 7
        assert Dossier.get(Dossier.id == old).procedure_version == 3


def test_the_province_reads_of_communes_below_its_districts(country):
    publish(country, 3)
    country.sync()
    sync_one(country, HAI)
    with country.district.acting():
        told = Facts(below=questions.held_below()).spoken()
        store.run("DELETE FROM node_report WHERE unit = ?", (KHE,))
        store.run(
            "INSERT INTO node_report (unit, told_at, facts, digest) VALUES (?, ?, ?, ?)",
            (KHE, "2019-05-24T02:00:00Z", json.dumps({"below": {"18562": 1, "x": "3"}}), "-"),
        )
    further = board(country)["18562"]

    assert told == {"below": {HAI: 3, KHE: 1, clashes.THIRD: 1}}
    assert Facts.heard(told).below == told["below"]
    assert (further.contact, further.in_force) == (f"qua {KHE}", 1)
    assert "x" not in board(country)
