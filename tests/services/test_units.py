"""The tree as the top publishes it, and two communes that become one: whole, or to be gone on with."""

from datetime import UTC, date, datetime

import pytest

from app.domain.officers import Officer, Role
from app.domain.refusals import FormNotComplete, TreeMovedMeanwhile, UnitMergeMovedMeanwhile
from app.domain.units import at as unit_at
from app.models.dossiers import Dossier, Step
from app.models.jobs import Job
from app.models.officers import OfficerAccount
from app.models.units import UnitMerge
from app.queries import registers, unit_merges, units
from app.queries.registers import Period
from app.services import dossiers, jobs
from app.services import unit_merges as services
from app.services import units as tree
from sync import store
from sync.tables import SyncChild
from tests.town import AN, BINH, COMMUNE, COPIES, DISTRICT, DUNG, FUNERAL, NEIGHBOUR, NOW, form

pytestmark = pytest.mark.usefixtures("office")

LAM = Officer("lam", "Đoàn Tiến Lâm", "", DISTRICT, frozenset({Role.ADMIN}))
NEW = {
    "code": "18999", "name": "Xã Liên Hải", "kind": "commune", "parent": DISTRICT, "valid_from": "01/06/2019",
    "valid_to": "31/12/2024", "source": "Nghị quyết thử",
}  # fmt: skip
MERGE = {
    "from": COMMUNE, "into": NEIGHBOUR, "name": "Xã Hải Khê", "kind": "commune", "parent": DISTRICT,
    "agency_code": "", "valid_from": "24/05/2019", "source": "Nghị quyết số 9",
}  # fmt: skip


def publish(follows=(), **changes):
    return tree.publish(NEW | changes, follows, by=LAM, at=NOW, seen=tree.mark())


# ── The tree ────────────────────────────────────────────────────────────────────────────────────────


def test_one_becomes_two_and_the_old_one_ends_the_day_before():
    old = unit_at(units.known(), COMMUNE, NOW.date()).id
    publish([old])
    publish([old], code="18998", name="Xã Liên Sơn")

    _, after = units.links_of(units.rows_of(COMMUNE))
    assert {unit.name for unit in after[old]} >= {"Xã Liên Hải", "Xã Liên Sơn"}
    assert unit_at(units.known(), COMMUNE, date(2019, 6, 1)).valid_to == date(2019, 5, 31)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("valid_from", {"code": COMMUNE}),
        ("parent", {"valid_to": ""}),
        ("parent", {"parent": NEIGHBOUR}),
        ("valid_to", {"valid_to": "01/01/2019"}),
    ],
    ids=["two at once", "above ends first", "above is a commune", "ends before it begins"],
)
def test_what_the_tree_cannot_be_is_refused_beside_its_box(field, changes):
    with pytest.raises(FormNotComplete) as no:
        publish(**changes)

    assert field in no.value.facts["fields"]


def test_a_district_does_not_end_while_communes_stand_below_it():
    row = next(unit for unit in units.rows_of(DISTRICT))
    typed = {"name": row.name, "kind": "district", "parent": "42", "source": "x", "valid_to": "30/06/2019"}  # fmt: skip

    with pytest.raises(FormNotComplete, match="trực thuộc"):
        tree.correct(row.id, typed, by=LAM, at=NOW, seen=tree.mark())


def test_a_tree_another_has_changed_is_not_written_over():
    seen = tree.mark()
    publish()

    with pytest.raises(TreeMovedMeanwhile):
        tree.publish(NEW | {"code": "18998"}, (), by=LAM, at=NOW, seen=seen)


# ── Two become one ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def two():
    """Both communes have joined; three dossiers of the one, one forwarded up, and one of the other."""
    OfficerAccount.create(
        username="lam", name=LAM.name, title="", unit=DISTRICT, roles=["admin"], password_hash="-", created_at=NOW
    )  # fmt: skip
    for unit, name in ((COMMUNE, "Xã Thạch Hải"), (NEIGHBOUR, "Xã Thạch Khê")):
        SyncChild.create(
            unit=unit, name=name, tier=0, public_key=unit.encode().ljust(32), enrolled_at="2019-05-01T00:00:00Z"
        )  # fmt: skip
    ours = [
        dossiers.receive(form(number, procedure_id=procedure), by=AN, at=NOW)
        for number, procedure in ((1, COPIES), (2, FUNERAL), (3, COPIES))
    ]
    dossiers.receive(form(4, procedure_id=COPIES), by=DUNG, at=NOW)
    dossiers.take_up(ours[1], by=BINH, at=NOW)
    dossiers.forward_up(ours[1], by=BINH, at=NOW)
    return ours


def order(**changes):
    typed = MERGE | changes
    return services.ask(typed, by=LAM, at=NOW, seen=services.mark(typed))


def run(tmp_path):
    jobs.run_next(tmp_path, lambda: NOW)


def scope_of(dossier_id):
    return store.one("SELECT scope FROM record WHERE entity = 'dossier' AND id = ?", (dossier_id,))[0]  # fmt: skip


def test_all_goes_to_the_other_office_under_its_old_numbers(two, tmp_path):
    kept = units.at(NEIGHBOUR, NOW.date()).agency_code
    codes = {each.id: each.code for each in Dossier.select()}
    assert unit_merges.side(COMMUNE, NOW.date()).dossiers == 3

    order()
    run(tmp_path)

    moved = list(Dossier.select().where(Dossier.id.in_(two)))
    assert {(each.unit, each.origin_unit) for each in moved} == {(NEIGHBOUR, COMMUNE)}
    assert sorted(each.holder_unit for each in moved) == sorted([NEIGHBOUR, DISTRICT, NEIGHBOUR])
    assert {scope_of(each) for each in two} == {NEIGHBOUR}
    assert {each.id: each.code for each in Dossier.select()} == codes
    assert Step.select().where(Step.action == "taken_over").count() == 3
    now = units.at(NEIGHBOUR, NOW.date())
    assert (now.name, now.agency_code) == ("Xã Hải Khê", kept)


def test_the_register_of_the_old_name_stays_apart(two, tmp_path):
    order()
    run(tmp_path)
    month = (date(2019, 5, 1), date(2019, 5, 31))

    own = registers.lines(Period(*month), DUNG)
    former = registers.lines(Period(*month, origin=COMMUNE), DUNG)

    assert (len(own), len(former)) == (1, 3)
    assert [unit.code for unit in units.taken_in(NEIGHBOUR)] == [COMMUNE]


def test_a_cut_between_two_dossiers_is_gone_on_with(two, tmp_path, monkeypatch):
    job_n = order()
    move, moved = services._move_one, []

    def cut_after_one(*told):
        if moved:
            raise KeyboardInterrupt
        moved.append(move(*told))

    monkeypatch.setattr(services, "_move_one", cut_after_one)
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path)
    half = sorted(each.unit for each in Dossier.select().where(Dossier.id.in_(two)))
    monkeypatch.setattr(services, "_move_one", move)

    jobs.pick_up_what_was_cut(at=NOW)
    run(tmp_path)

    assert half == sorted([COMMUNE, COMMUNE, NEIGHBOUR])
    assert {scope_of(each) for each in two} == {NEIGHBOUR}
    assert Step.select().where(Step.action == "taken_over").count() == 3
    assert (Job.get_by_id(job_n).state, UnitMerge.get().moved) == ("done", 3)
    assert UnitMerge.get().done_at is not None


def test_pressed_twice_it_is_one_merge_and_what_came_late_is_moved_too(two, tmp_path):
    order(retires="1")
    order(retires="1")
    run(tmp_path)
    late = dossiers.receive(form(5, procedure_id=COPIES), by=AN, at=NOW)
    [before] = unit_merges.all_asked()

    services.again(before.merge.n, by=LAM, at=NOW)
    run(tmp_path)

    assert (before.left, unit_merges.all_asked()[0].left) == (1, 0)
    assert Dossier.get(Dossier.id == late).unit == NEIGHBOUR
    assert SyncChild.get(SyncChild.unit == COMMUNE).revoked_at is not None


def test_other_numbers_than_were_shown_are_shown_first(two):
    seen = services.mark(MERGE)
    dossiers.receive(form(5, procedure_id=COPIES), by=AN, at=NOW)

    with pytest.raises(UnitMergeMovedMeanwhile):
        services.ask(MERGE, by=LAM, at=NOW, seen=seen)


def test_a_day_to_come_waits(two):
    with pytest.raises(FormNotComplete, match="chưa đến"):
        services.plan(MERGE | {"valid_from": "25/05/2019"}, datetime(2019, 5, 24, tzinfo=UTC).date())  # fmt: skip


def test_the_day_after_the_last_is_a_day_of_change_and_who_follows_nobody_is_named():
    ends, first = date(2025, 6, 30), date(2025, 7, 1)

    assert first in units.days_of_change()
    assert {unit.valid_to for unit in units.without_heir(first)} == {ends}
    assert units.without_heir(ends) == []
