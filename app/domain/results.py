"""What comes of a dossier: the decision, and the paper that says so."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from app.domain.intake import read_day
from app.domain.refusals import FormNotComplete
from app.domain.vietnamese import clean


class Outcome(StrEnum):
    GRANTED = "granted"
    REFUSED = "refused"


@dataclass(frozen=True)
class ResultDraft:
    """The result as it is written down; `issued_on` typed or stored, empty for today."""

    outcome: str
    number: str = ""
    issued_on: str = ""
    signer: str = ""
    content: str = ""


LONGEST = {"number": 80, "signer": 120, "content": 5000}
LABELS = {"number": "Số văn bản", "signer": "Người ký", "content": "Nội dung"}


def checked(draft: ResultDraft, today: date) -> ResultDraft:
    """The result as it is stored, or a refusal that names what must be mended."""
    cleaned = replace(draft, **{name: clean(getattr(draft, name)) for name in LONGEST})
    issued_on = read_day(draft.issued_on) if clean(draft.issued_on) else today
    faults = _faults(cleaned, issued_on, today)
    if faults:
        raise FormNotComplete(dict(faults))
    return replace(cleaned, issued_on=issued_on.isoformat() if issued_on else "")


def _faults(draft: ResultDraft, issued_on: date | None, today: date) -> Mapping[str, str]:
    faults = {
        name: f"{LABELS[name]} dài quá {longest} ký tự."
        for name, longest in LONGEST.items()
        if len(getattr(draft, name)) > longest
    }
    if draft.outcome not in set(Outcome):
        faults["outcome"] = "Chọn kết quả giải quyết."
    if draft.outcome == Outcome.REFUSED and not draft.content:
        faults["content"] = "Ghi lý do không giải quyết."
    if issued_on is None:
        faults["issued_on"] = "Ngày văn bản viết dạng 24/05/2019."
    elif issued_on > today:
        faults["issued_on"] = "Ngày văn bản không thể ở sau hôm nay."
    return faults
