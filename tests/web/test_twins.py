"""The page of dossiers that may be one matter: what it shows, what it writes, and who may."""

from dataclasses import replace

import pytest

from app import clock
from app.models.dossiers import Dossier
from app.models.twins import TwinPair
from app.queries import twins as questions
from app.services import dossiers, twins
from tests import town
from tests.web.conftest import PASSWORD
from tests.web.counter import SignedIn, main

AN, CHI = (replace(each, unit="445") for each in (town.AN, town.CHI))


@pytest.fixture
def pair(app: object) -> questions.Pair:
    """Two dossiers of one person with one procedure, the second with another telephone."""
    for number, phone in ((1, "0912 345 678"), (2, "0987 654 321")):
        filled = town.form(number, procedure_id=town.FUNERAL, phone=phone)
        dossiers.receive(filled, by=AN, at=clock.now())
    twins.find(at=clock.now(), most=100_000)
    return questions.one(TwinPair.get().id, CHI)


def test_both_stand_side_by_side_and_the_consequences_are_counted(
    signed_in: SignedIn, pair: questions.Pair
) -> None:
    chi = signed_in("chi")
    listed = main(chi.get("/trung").text)
    page = main(chi.get(f"/trung/{pair.row.id}").text)

    assert f"{pair.left.code} – {pair.right.code}" in listed
    assert "Cùng số CCCD" in listed
    assert "<strong>0987654321</strong>" in page
    assert '<tr class="same">' in page
    assert "trả 2 bản chính đã nhận" in page
    assert "Có thể trùng với hồ sơ khác" in chi.get(f"/ho-so/{pair.left.id}").text


def test_one_is_closed_and_opened_again_from_the_page(
    signed_in: SignedIn, pair: questions.Pair
) -> None:
    chi, path = signed_in("chi"), f"/trung/{pair.row.id}"
    sent = {"kept": pair.left.id, "seal": pair.seal, "password_again": PASSWORD}
    empty = chi.post(f"{path}/giu-mot", data=sent)
    answer = chi.post(f"{path}/giu-mot", data=sent | {"reason": "Nộp hai lần"})
    again = chi.post(f"{path}/giu-mot", data=sent | {"reason": "Nộp hai lần"})
    strip = chi.get(f"/ho-so/{pair.right.id}").text
    chi.post(f"{path}/mo-lai", data={"reason": "Hai việc khác nhau", "password_again": PASSWORD})

    assert (empty.status_code, answer.status_code, again.status_code) == (422, 303, 409)
    assert "Ghi lý do khép hồ sơ." in empty.text
    assert "đã có người xem xong: Phạm Thị Chi" in again.text
    assert "Hồ sơ này đã khép vì trùng" in strip
    assert Dossier.get(Dossier.id == pair.right.id).status == "received"


@pytest.mark.parametrize(
    ("verb", "sent"), [("khac", {}), ("chua-ro", {"text": "Có phải một việc?"})]
)
def test_a_pair_is_settled_otherwise(
    signed_in: SignedIn, pair: questions.Pair, verb: str, sent: dict[str, str]
) -> None:
    answer = signed_in("binh").post(f"/trung/{pair.row.id}/{verb}", data=sent)

    assert answer.location == "/trung"
    assert questions.waiting(CHI) == []


def test_the_desk_sees_twins_and_cannot_close_one(
    signed_in: SignedIn, pair: questions.Pair
) -> None:
    an = signed_in("an")

    assert "Trùng – giữ một" not in an.get(f"/trung/{pair.row.id}").text
    assert an.post(f"/trung/{pair.row.id}/giu-mot").status_code == 403
