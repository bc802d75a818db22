"""What is done about a change that was not taken in. Above: accept it as a person mended it (`accepting.py`), tell the
office it came from, or set it aside. At that office: mend it, or send it again.
"""

from datetime import datetime

from app.domain.officers import Officer
from app.domain.refusals import (
    FormNotComplete,
    NothingToSendAgain,
    NotMendable,
    RefusalSettledBefore,
)
from app.domain.vietnamese import clean
from app.models.conflicts import RefusalSettled
from app.queries import refused_changes as questions
from app.queries.refused_changes import MENDED, SET_ASIDE, TOLD
from app.services import notes
from sync import journal

LONGEST = 500
PROGRAM = Officer("program", "Chương trình", "", "", frozenset())


def set_aside(n: int, reason: str, *, by: Officer, at: datetime) -> None:
    """It counts as seen to, for this reason; the change itself stays in the log as it came."""
    reason = read_reason(reason, "Ghi lý do để riêng.")
    with journal.transaction():
        refuse_settled(n, by)
        keep(n, SET_ASIDE, reason, by, at)


def tell(n: int, text: str, *, by: Officer, at: datetime) -> None:
    """Write a note on the dossier: the office that sent the change reads why, and sends it again mended."""
    text = read_reason(text, "Ghi điều cần báo cho xã.")
    with journal.transaction():
        change = refuse_settled(n, by)
        _, dossier = questions.one(n, by)
        if dossier is None:
            raise NotMendable(why="hồ sơ của thay đổi này chưa có ở đây.")
        told = f"Một thay đổi không được nhận: {change.reason} {text}"[: notes.LONGEST]
        notes.write(dossier.id, told, form_id=f"refused-{n}", by=by, at=at)
        keep(n, TOLD, text, by, at)


def close_mended(*, at: datetime) -> int:
    """What an office has sent again mended, and was taken in, waits for nobody any more; how many there were."""
    found = questions.mended()
    if found:
        with journal.transaction():
            for n in found:
                keep(n, MENDED, "", PROGRAM, at)
    return len(found)


def send_again(n: int, *, by: Officer, at: datetime) -> None:
    """Say once more to the office above what it did not take in of a record, as it stands here now."""
    with journal.transaction():
        found = questions.ours(n)
        if found is None or not journal.resend(*found, by=by, at=at):
            raise NothingToSendAgain


def read_reason(text: str, empty: str) -> str:
    text = clean(text)
    if not text:
        raise FormNotComplete({"reason": empty})
    if len(text) > LONGEST:
        raise FormNotComplete({"reason": f"Nội dung dài quá {LONGEST} ký tự."})
    return text


def refuse_settled(n: int, by: Officer) -> questions.Change:
    change, _ = questions.one(n, by)
    if not change.is_open:
        raise RefusalSettledBefore(who=change.settled_by)
    return change


def keep(n: int, how: str, reason: str, by: Officer, at: datetime) -> None:
    RefusalSettled.delete().where(RefusalSettled.operation == n).execute()
    RefusalSettled.create(operation=n, how=how, reason=reason, at=at, by=str(by), by_name=by.name)
