"""What an office that took in another one finds of it: its money, its blank receipts, its people, its own numbers."""

from datetime import date, timedelta

import pytest

from app.domain.refusals import FormNotComplete
from app.models.dossiers import Dossier
from app.models.money import Payment
from app.models.officers import OfficerAccount
from app.models.people import PersonDossier
from app.models.prints import ReserveReceipt
from app.models.units import Unit, UnitMerge
from app.queries import money as books
from app.queries import officers, reserve
from app.services import dossiers, money, people, unit_merges
from sync import journal
from tests.town import AN, CHI, COMMUNE, DUNG, FUNERAL, NEIGHBOUR, NOW, form

pytestmark = pytest.mark.usefixtures("office")
TOMORROW = NOW + timedelta(days=1)
ON = date(2019, 5, 24)
THEIR_BLANK = "H27.35.03-190524-9007"


@pytest.fixture
def came(office):
    """Thạch Hải has received a dossier and its fee, and Thạch Khê has taken its place since."""
    dossier_id = dossiers.receive(form(1, quantities={"late": 3}), by=AN, at=NOW)
    money.collect(dossier_id, amount=15_000, method="cash", form_id="1" * 32, by=AN, at=NOW)
    rows = {code: Unit.get(Unit.code == code).id for code in (COMMUNE, NEIGHBOUR)}
    with journal.transaction():
        journal.record(
            "unit_successor", "link", by="test", at=NOW, scope="all",
            from_unit=rows[COMMUNE], to_unit=rows[NEIGHBOUR], on_date="2019-05-25",
        )  # fmt: skip
        merge = UnitMerge.create(
            from_unit=COMMUNE, into_unit=NEIGHBOUR, name="Xã Hải Khê", kind="commune", on_date=ON,
            source="Nghị quyết số 9", unit_row=rows[NEIGHBOUR], asked_at=NOW, asked_by_name="Lâm",
        )  # fmt: skip
    with journal.transaction():
        unit_merges._move_one(merge, dossier_id, CHI, TOMORROW)
    return Dossier.get(Dossier.id == dossier_id)


def keyed(code):
    answers = form(7, procedure_id=FUNERAL, reserve_code=code, received_at=NOW + timedelta(hours=1))
    return Dossier.get(Dossier.id == dossiers.receive(answers, by=DUNG, at=TOMORROW))


def test_money_of_the_old_office_stands_in_its_own_book_and_is_given_back_here(came):
    paid = Payment.get()

    money.refund(
        paid.id, amount=15_000, method="cash", form_id="2" * 32, reason="Thu nhầm",
        by=DUNG, at=TOMORROW,
    )  # fmt: skip

    assert [each.id for each in books.day(DUNG, ON, COMMUNE).receipts] == [paid.id]
    assert books.day(DUNG, ON).receipts == []
    assert books.day(DUNG, ON + timedelta(days=1)).totals.cash == -15_000


def test_a_blank_receipt_of_the_old_office_is_keyed_in_under_its_number(came):
    found = keyed(THEIR_BLANK)

    assert (found.code, found.unit) == (THEIR_BLANK, NEIGHBOUR)
    assert ReserveReceipt.get().dossier_id == found.id
    assert reserve.packs(DUNG) == []
    with pytest.raises(FormNotComplete) as no:
        dossiers.receive(
            form(8, procedure_id=FUNERAL, reserve_code=THEIR_BLANK, received_at=NOW),
            by=DUNG, at=TOMORROW,
        )  # fmt: skip
    assert "Mỗi tờ chỉ nhập một lần" in no.value.facts["fields"]["reserve_code"]


@pytest.mark.parametrize("code", ["H27.35.03-190524-0009", "H27.35.99-190524-9007"])
def test_a_number_no_drawer_of_ours_ever_held_is_not_a_blank_receipt(came, code):
    assert reserve.one(code, DUNG) is None


def test_before_the_merge_the_neighbour_has_no_such_sheet(office):
    assert reserve.one(THEIR_BLANK, DUNG) is None


def test_the_people_of_the_old_office_are_named_until_they_have_an_account(came):
    assert officers.of_merged(COMMUNE) == []
    assert officers.of_merged(NEIGHBOUR) == []

    OfficerAccount.delete().where(OfficerAccount.username == AN.username).execute()

    assert officers.of_merged(NEIGHBOUR) == [(AN.name, AN.title)]


def test_its_citizens_enter_the_book_of_the_office_that_goes_on(came):
    PersonDossier.delete().execute()

    people.gather(NEIGHBOUR, at=TOMORROW)

    assert PersonDossier.get().dossier_id == came.id


def test_our_own_numbers_go_on_where_they_stood(came):
    mine = Dossier.get(Dossier.id == dossiers.receive(form(9), by=DUNG, at=TOMORROW))

    assert (mine.register_seq, mine.code[-11:]) == (1, "190525-0001")
    assert came.code == "H27.35.03-190524-0001"
