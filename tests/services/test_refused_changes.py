"""A change that was not taken in stays in sight until somebody has told the commune or set it aside for a reason."""

import pytest

from app.domain.refusals import FormNotComplete, RefusalSettledBefore
from app.models.notes import Note
from app.queries import refused_changes as questions
from app.services import dossiers, refused_changes
from sync import store
from tests.town import AN, FUNERAL, HA, KHOA, NOW, form

pytestmark = pytest.mark.usefixtures("office")


@pytest.fixture
def refused():
    """A change of the commune's dossier that was not taken in here."""
    dossiers.receive(form(procedure_id=FUNERAL), by=AN, at=NOW)
    (n,) = store.one(
        "SELECT MIN(o.n) FROM operation o JOIN record r ON r.n = o.record WHERE r.entity = 'dossier'"
    )
    store.run(
        "INSERT INTO refused_operation (operation, child, reason, refused_at) VALUES (?, ?, ?, ?)",
        (n, "18571", "Giá trị của “phone” không hợp lệ.", "2019-05-24T02:00:00Z"),
    )
    return n


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
