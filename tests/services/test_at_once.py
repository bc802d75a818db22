"""Received, solved and given back in one transaction: all of it, or nothing."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from app.domain.at_once import AtOnce
from app.domain.officers import Officer, Role
from app.domain.refusals import FormNotComplete, NotAtOnce
from app.models.dossiers import Dossier, Result, Step
from app.models.numbers import NumberSeries
from app.services.at_once import receive_and_return
from tests.town import AN, BINH, BIRTH, CHI, COPIES, NOW, form

pytestmark = pytest.mark.usefixtures("office")

SAID = AtOnce("Phạm Thị Chi", copies=2, collected_by="Nguyễn Thị Hoà", amount_paid=8_000)
CHAIN = ["receive", "take_up", "submit_for_approval", "approve", "return_result"]
ALONE = Officer(
    "chi", "Phạm Thị Chi", "Phó Chủ tịch", CHI.unit,
    frozenset({Role.DESK, Role.CASE_OFFICER, Role.LEADER}),
)  # fmt: skip


def certify(number: int = 1, said: AtOnce = SAID, by: Officer = AN) -> str:
    intake = form(number, procedure_id=COPIES, papers=(), quantities={"copy": 2, "page": 2})
    return receive_and_return(intake, said, by=by, at=NOW + timedelta(minutes=number))


def test_one_press_takes_every_step_with_its_line_of_history() -> None:
    dossier = Dossier.get(Dossier.id == certify())

    lines = Step.select().where(Step.dossier_id == dossier.id).order_by(Step.position)
    assert [line.action for line in lines] == CHAIN
    assert {line.done_by_name for line in lines} == {"Trần Thị An"}
    assert lines[3].note == "Phạm Thị Chi đã ký trên giấy."
    assert (dossier.status, dossier.register_seq, dossier.holder_officer) == ("returned", 1, None)
    assert (dossier.amount_paid, dossier.collected_by) == (8_000, "Nguyễn Thị Hoà")
    assert dossier.released_at == dossier.finished_at == NOW + timedelta(minutes=1)


def test_the_result_names_the_signer_the_copies_and_the_number_of_the_register() -> None:
    certify()

    result = Result.get()
    assert (result.issued, result.number, result.signer) == (True, "1", "Phạm Thị Chi")
    assert result.content == "Trả ngay tại bàn; 02 bản."


def test_the_register_of_certified_copies_counts_on() -> None:
    for number in (1, 2):
        certify(number)
    certify(3, replace(SAID, number="530"))
    certify(4)

    results = Result.select().order_by(Result.n)
    assert [result.number for result in results] == ["1", "2", "530", "531"]


def test_a_number_given_before_is_refused_and_nothing_is_written() -> None:
    certify()

    with pytest.raises(FormNotComplete) as no:
        certify(2, replace(SAID, number="1"))

    assert "để trống để lấy số 2" in no.value.facts["fields"]["number"].lower()
    assert Dossier.select().count() == 1


def test_posted_twice_it_is_one_dossier_with_one_number() -> None:
    assert certify() == certify()

    assert (Dossier.select().count(), Result.select().count()) == (1, 1)
    assert NumberSeries.get(NumberSeries.series == f"certified:{AN.unit}").last == 1


@pytest.mark.parametrize(
    "said",
    [replace(SAID, signer="Ai Đó"), replace(SAID, copies=None), replace(SAID, collected_by="")],
)
def test_what_one_step_refuses_undoes_them_all(said: AtOnce) -> None:
    with pytest.raises(FormNotComplete):
        certify(said=said)

    assert not Dossier.select().exists()
    assert not Step.select().exists()


def test_an_officer_with_every_role_signs_what_the_desk_alone_may_not() -> None:
    intake = form(1, quantities={"late": 0})
    said = AtOnce("Phạm Thị Chi", number="12/2019", collected_by="Nguyễn Thị Hoà")

    dossier_id = receive_and_return(intake, said, by=ALONE, at=NOW)

    assert Dossier.get(Dossier.id == dossier_id).status == "returned"
    assert Result.get().number == "12/2019"
    assert not Step.get(Step.action == "approve").note


@pytest.mark.parametrize(("by", "procedure"), [(AN, BIRTH), (BINH, COPIES), (CHI, COPIES)])
def test_it_is_refused_to_whom_it_is_not_for(by: Officer, procedure: str) -> None:
    with pytest.raises(NotAtOnce):
        receive_and_return(form(1, procedure_id=procedure), SAID, by=by, at=NOW)

    assert not Dossier.select().exists()


def test_a_dossier_received_in_the_usual_way_is_left_as_it_is() -> None:
    dossier_id = certify()
    before = Step.select().count()

    again = receive_and_return(
        form(1, procedure_id=COPIES), replace(SAID, signer=""), by=AN, at=NOW + timedelta(hours=1)
    )

    assert again == dossier_id == UUID(int=1, version=4).hex
    assert Step.select().count() == before
