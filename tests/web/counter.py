"""What An types at the counter, and the shortest ways to a dossier in some state."""

import uuid
from collections.abc import Callable

from flask.testing import FlaskClient

from tests.web.conftest import PASSWORD

SignedIn = Callable[[str], FlaskClient]

BIRTH = "/tiep-nhan/1.001193@1"
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://localhost/tiep-nhan"}
CARD = "042185001234"


def answers(**changes: str) -> dict[str, str]:
    """A whole intake of a birth registration; `changes` by field, with “__” for “-”."""
    typed = {
        "dossier_id": uuid.uuid4().hex,
        "channel": "desk",
        "set_count": "1",
        "applicant_kind": "citizen",
        "applicant_name": "Nguyễn Thị Bình",
        "id_type": "cccd",
        "id_no": CARD,
        "birth_date": "5/3/1985",
        "gender": "female",
        "phone": "0912 345 678",
        "address": "Thôn Liên Hải",
        "own-child_name": "Nguyễn Văn Minh",
        "return_mode": "desk",
        "paper-0-have": "1",
        "paper-0-kind": "original",
        "paper-0-originals": "1",
        "paper-0-copies": "0",
        "paper-1-have": "1",
        "paper-1-kind": "original",
        "paper-1-originals": "1",
        "paper-1-copies": "0",
        "paper-4-have": "1",
        "paper-4-kind": "original",
        "paper-4-originals": "1",
        "paper-4-copies": "0",
    }
    return typed | {name.replace("__", "-"): value for name, value in changes.items()}


def take_in(browser: FlaskClient, **changes: str) -> str:
    """Accept a dossier as An does; its id."""
    typed = answers(**{"reason": "Đã xem giấy tờ.", **changes})
    answer = browser.post(f"{BIRTH}/nhan", data=typed)
    assert answer.status_code == 303, answer.text
    return typed["dossier_id"]


def step(browser: FlaskClient, dossier_id: str, action: str, **typed: str) -> None:
    """Press the button of a step's dialog, with the password for what binds the office; it must be done."""
    given = {"password_again": PASSWORD, **typed}
    answer = browser.post(f"/ho-so/{dossier_id}/buoc/{action}", data=given)
    assert answer.status_code == 303, answer.text


def resolved(signed_in: SignedIn, **changes: str) -> str:
    """A dossier taken in, worked and signed, waiting to be handed over."""
    dossier_id = take_in(signed_in("an"), **changes)
    binh = signed_in("binh")
    step(binh, dossier_id, "thu-ly")
    step(binh, dossier_id, "trinh-duyet", outcome="granted", number="12/KS", content="Đã đăng ký")
    step(signed_in("chi"), dossier_id, "duyet", outcome="granted", number="12/KS")
    return dossier_id


def main(page: str) -> str:
    """The page without its frame."""
    return page.partition("<main")[2].partition("</main>")[0]
