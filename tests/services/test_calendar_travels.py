"""A day off decided above: a commune that was away counts by it from its next exchange on, and moves no promise."""

from datetime import date

from app.domain.calendars import DayKind, PlannedDay
from app.models.dossiers import Dossier
from app.queries import calendars as questions
from app.services import calendars, dossiers
from tests import clashes
from tests.services.test_common_conflicts import ADMIN
from tests.town import FUNERAL, form

STORM, HAI = date(2019, 5, 27), "18571"


def test_a_commune_takes_a_day_off_over_and_keeps_what_it_had_promised(tmp_path):
    with clashes.country(tmp_path) as country:
        commune = country.communes[HAI]
        decide(country)
        with commune.acting():
            before = take_in(country, 1)
        country.sync()

        with commune.acting():
            after, year = take_in(country, 2), questions.year(2019)
            kept = Dossier.select().order_by(Dossier.n).get().due_at

    assert (after - before).days == 1
    assert kept == before
    assert (year.version, year.basis, year.published_by) == (1, "Công điện số 9", ADMIN.name)


def decide(country):
    with country.district.acting():
        off = PlannedDay(STORM, DayKind.OFF, "Nghỉ bão")
        calendars.save(2019, [*questions.year(2019).days, off], by=ADMIN, at=country.tick(), seen=0)
        calendars.publish(
            2019, basis="Công điện số 9", by=ADMIN, at=country.tick(), seen=1, version=0
        )


def take_in(country, number):
    """When a dossier received now at the commune is due."""
    dossier = dossiers.receive(
        form(number, procedure_id=FUNERAL), by=country.communes[HAI].by, at=country.tick()
    )
    return Dossier.get(Dossier.id == dossier).due_at
