"""A change that was not taken in stays in sight until somebody has told the commune or set it aside for a reason."""

import pytest

from app.domain.refusals import FormNotComplete, RefusalSettledBefore
from app.models.notes import Note
from app.queries import outbox, refused_values
from app.queries import refused_changes as questions
from app.services import accepting, dossiers, refused_changes
from sync import journal, store, tables
from tests import clashes
from tests.town import AN, FUNERAL, GIANG, HA, KHOA, NOW, form


@pytest.fixture
def refused(office):
    """A change of the commune's dossier that was not taken in here."""
    dossiers.receive(form(procedure_id=FUNERAL), by=AN, at=NOW)
    (n,) = store.one(
        "SELECT MIN(o.n) FROM operation o JOIN record r ON r.n = o.record WHERE r.entity = 'dossier'"
    )
    refuse(n)
    return n


def refuse(n):
    store.run(
        "INSERT INTO refused_operation (operation, child, reason, refused_at) VALUES (?, ?, ?, ?)",
        (n, "18571", "Giá trị của “phone” không hợp lệ.", "2019-05-24T02:00:00Z"),
    )


def test_the_commune_is_told_in_words_and_the_change_stays_in_sight(refused):
    refused_changes.tell(refused, "Số điện thoại dài quá.", by=HA, at=NOW)

    (change,) = questions.refused()
    assert (change.unit_name, change.reason) == (
        "Xã Thạch Hải",
        "Giá trị của “Điện thoại” không hợp lệ.",
    )
    assert (change.settled, change.is_open) == ("told", True)
    assert Note.get().text.endswith("Số điện thoại dài quá.")


def test_one_is_set_aside_once_and_with_a_reason(refused):
    with pytest.raises(FormNotComplete):
        refused_changes.set_aside(refused, " ", by=HA, at=NOW)
    refused_changes.set_aside(refused, "Xã đã nhập lại hồ sơ.", by=HA, at=NOW)
    with pytest.raises(RefusalSettledBefore) as no:
        refused_changes.set_aside(refused, "Cũ", by=KHOA, at=NOW)

    assert no.value.facts["who"] == "Đặng Thị Hà"
    assert not questions.refused()[0].is_open


def test_one_is_closed_when_a_later_change_has_mended_all_of_it(office):
    dossier = dossiers.receive(form(procedure_id=FUNERAL), by=AN, at=NOW)
    journal.record("dossier", dossier, by=AN, at=NOW, phone="0987654321", address="Thôn Nam Hải")
    (n,) = store.one("SELECT MAX(n) FROM operation")
    refuse(n)
    journal.record("dossier", dossier, by=AN, at=NOW, phone="0987654322")
    half = (refused_changes.close_mended(at=NOW), questions.unsettled())

    journal.record("dossier", dossier, by=AN, at=NOW, address="Thôn Tây Hải")

    assert half == (0, {"18571": 1})
    assert (refused_changes.close_mended(at=NOW), questions.unsettled()) == (1, {})
    assert [(each.settled, each.is_open) for each in questions.refused()] == [("mended", False)]


@pytest.fixture
def country(tmp_path):
    with clashes.country(tmp_path) as found:
        yield found


def refusing(country):
    """A telephone of a commune that the district does not take in, as a parent of a stricter version would."""
    unit, dossier = country._receive(1)
    country.sync()
    commune, original = country.communes[unit], journal._objection
    commune.correct(dossier, by=commune.by, at=country.tick(), phone="0987654321")
    above = country.district.database
    journal._objection = lambda op: (
        "Giá trị của “phone” không hợp lệ."
        if tables.database.obj is above and "phone" in op.values
        else original(op)
    )
    try:
        country.sync()
    finally:
        journal._objection = original
    return commune, dossier


def refused_there(commune):
    with commune.acting():
        return outbox.refused_above()


def test_a_mended_change_holds_on_both_sides_and_leaves_both_lists(country):
    commune, dossier = refusing(country)
    before = len(refused_there(commune))
    with country.district.acting():
        (change,) = questions.refused()
        mending = refused_values.mending(change.n, KHOA)
        picks, sent = {"phone": "khac"}, {"reason": "Đã gọi hỏi", "seal": mending.seal}
        with pytest.raises(FormNotComplete) as no:
            accepting.accept(change.n, picks, {"phone": "12"}, **sent, by=KHOA, at=country.tick())
        typed = {"phone": "0912 111 222"}
        accepting.accept(change.n, picks, typed, **sent, by=KHOA, at=country.tick())
        left = questions.unsettled()
    country.sync()

    assert (before, [each.label for each in mending.values]) == (1, ["Điện thoại"])
    assert list(no.value.facts["fields"]) == ["phone"]
    assert (
        country.district.value(dossier, "phone") == commune.value(dossier, "phone") == "0912111222"
    )
    assert (left, refused_there(commune)) == ({}, [])
    assert commune.dump(commune.unit) == country.district.dump(commune.unit)
    with commune.acting():
        assert "Điện thoại: 0912111222" in Note.select().order_by(Note.n.desc()).get().text


def test_what_came_meanwhile_is_seen_before_it_is_accepted(country):
    _, dossier = refusing(country)
    with country.district.acting():
        (change,) = questions.refused()
        seal = refused_values.mending(change.n, KHOA).seal
    country.district.correct(dossier, by=GIANG, at=country.tick(), phone="0900000001")

    with country.district.acting(), pytest.raises(FormNotComplete) as no:
        accepting.accept(
            change.n, {"phone": "xa"}, {}, reason="Đúng", seal=seal, by=KHOA, at=country.tick()
        )

    assert list(no.value.facts["fields"]) == ["choices"]
    assert country.district.value(dossier, "phone") == "0900000001"
