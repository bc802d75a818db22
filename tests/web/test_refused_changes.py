"""The page on which a refused change is mended and accepted."""

import pytest

from app import clock
from app.models.dossiers import Dossier
from app.queries import refused_values
from app.services import dossiers
from sync import journal, store
from tests import town
from tests.web.conftest import PASSWORD
from tests.web.counter import SignedIn, main
from tests.web.test_twins import AN, CHI


@pytest.fixture
def change(app: object) -> int:
    """A telephone that was not taken in: the operation stands in the log as refused."""
    filled = town.form(1, procedure_id=town.FUNERAL)
    dossier = dossiers.receive(filled, by=AN, at=clock.now())
    journal.record("dossier", dossier, by=AN, at=clock.now(), phone="0987654321")
    (n,) = store.one("SELECT MAX(n) FROM operation") or (0,)
    store.run("UPDATE operation SET state = 2 WHERE n = ?", (n,))
    store.run(
        "INSERT INTO refused_operation (operation, child, reason, refused_at) VALUES (?, ?, ?, ?)",
        (n, "445", "Giá trị của “phone” không hợp lệ.", "2019-05-24T02:00:00Z"),
    )
    return int(n)


def test_a_change_is_mended_and_accepted_from_its_page(signed_in: SignedIn, change: int) -> None:
    chi = signed_in("chi")
    page = main(chi.get(f"/bi-tu-choi/{change}").text)
    sent = {
        "chon-phone": "khac", "khac-phone": "0912 111 222",
        "password_again": PASSWORD, "seal": refused_values.mending(change, CHI).seal,
    }  # fmt: skip
    empty = chi.post(f"/bi-tu-choi/{change}/nhan", data=sent)
    answer = chi.post(f"/bi-tu-choi/{change}/nhan", data=sent | {"reason": "Đã gọi hỏi xã"})

    assert "0987654321" in page
    assert (empty.status_code, answer.status_code) == (422, 303)
    assert Dossier.get().phone == "0912111222"
    assert "Đã sửa và nhận tại đây" in main(chi.get("/bi-tu-choi").text)
