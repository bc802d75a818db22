"""A card scanned at the hand-over fills the dialog, hands nothing over, and says when it is a stranger's."""

from app.models.dossiers import Dossier
from tests.web.counter import SignedIn, main, resolved, step

CARD = "042085004321||Trần Văn Hùng|15031985|Nam|Thôn Bắc Hải, Thạch Hải, Hà Tĩnh|10042021"


def test_a_scanned_card_fills_the_boxes_and_nothing_is_handed_over_yet(signed_in: SignedIn) -> None:
    dossier_id, an = resolved(signed_in, quantity__late="3"), signed_in("an")

    scanned = {"scan": CARD, "amount_paid": "15.000"}
    page = main(an.post(f"/ho-so/{dossier_id}/buoc/tra-ket-qua", data=scanned).text)

    assert 'value="Trần Văn Hùng"' in page
    assert 'value="042085004321"' in page
    assert 'value="15.000"' in page
    assert "Thẻ này không phải của" in page
    assert Dossier.get(Dossier.id == dossier_id).status == "resolved"
    step(an, dossier_id, "tra-ket-qua", collected_by="Trần Văn Hùng", amount_paid="15.000", scan="")


def test_a_card_that_cannot_be_read_says_so_and_keeps_the_boxes(signed_in: SignedIn) -> None:
    dossier_id, an = resolved(signed_in), signed_in("an")

    answer = an.post(
        f"/ho-so/{dossier_id}/buoc/tra-ket-qua", data={"scan": "abc", "collected_by": "Bà Sáu"}
    )

    assert answer.status_code == 422
    assert 'id="scan-error"' in answer.text
    assert 'value="Bà Sáu"' in answer.text
