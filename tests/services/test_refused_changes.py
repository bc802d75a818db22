"""A change that was not taken in stays in sight until somebody has told the commune or set it aside for a reason."""

import pytest

from app.domain.refusals import FormNotComplete, RefusalSettledBefore
from app.models.notes import Note
from app.queries import refused_changes as questions
from app.services import dossiers, refused_changes
from sync import journal, store
from tests.town import AN, FUNERAL, HA, KHOA, NOW, form

pytestmark = pytest.mark.usefixtures("office")


@pytest.fixture
def refused():
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


def test_one_is_closed_when_a_later_change_has_mended_all_of_it():
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
