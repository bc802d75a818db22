"""What the desk writes down when a dossier comes in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from app.domain.vietnamese import clean


class Channel(StrEnum):
    DESK = "desk"
    ONLINE = "online"
    POST = "post"


class ReturnMode(StrEnum):
    DESK = "desk"
    POST = "post"
    ONLINE = "online"


class ApplicantKind(StrEnum):
    CITIZEN = "citizen"
    BUSINESS = "business"
    AGENCY = "agency"
    ORGANISATION = "organisation"
    OTHER = "other"


class IdType(StrEnum):
    CCCD = "cccd"
    CMND = "cmnd"
    PASSPORT = "passport"
    TAX_CODE = "tax_code"


@dataclass(frozen=True)
class PaperTick:
    """One line of the checklist as the desk ticked it."""

    document_code: str
    name: str
    need: str = "submit"
    kind: str = "original"
    originals: int = 0
    copies: int = 0
    have: bool = False
    note: str = ""


@dataclass(frozen=True)
class Intake:
    """The answers of the intake form. `dossier_id` is made when the form is opened: posting it twice is once.

    Dates may be typed (`5/3/1990`) or stored (`1990-03-05`; a birth date also `1990-03` or `1990`).
    `own` are the answers of the procedure's own fields, by key. `quantities` and `amounts` are by fee code, or
    by what is counted (`copy`, `page`, `case`); `due_on` is only for a procedure whose time the catalogue does
    not know.
    """

    dossier_id: str
    procedure_id: str = ""
    case_code: str = ""
    channel: str = Channel.DESK
    abstract: str = ""
    own: Mapping[str, str] = field(default_factory=dict)
    applicant_kind: str = ApplicantKind.CITIZEN
    applicant_name: str = ""
    birth_date: str = ""
    gender: str = ""
    id_type: str = ""
    id_no: str = ""
    id_issued_on: str = ""
    id_issued_by: str = ""
    address: str = ""
    address_unit: str = ""
    phone: str = ""
    email: str = ""
    submitter_name: str = ""
    submitter_id_no: str = ""
    submitter_phone: str = ""
    submitter_relation: str = ""
    authorisation: str = ""
    set_count: int = 1
    papers: tuple[PaperTick, ...] = ()
    quantities: Mapping[str, int] = field(default_factory=dict)
    amounts: Mapping[str, int] = field(default_factory=dict)
    exemption: str = ""
    return_mode: str = ReturnMode.DESK
    return_place: str = ""
    received_at: datetime | None = None
    due_on: str = ""
    reserve_code: str = ""
    """The number of the blank receipt it was written on by hand, at `received_at`."""


@dataclass(frozen=True)
class Findings:
    """What blocks (`must_fix`) and what an officer should look at again (`take_care`), by field.

    `intake` holds the answers as they are stored: cleaned, numbers without dots, dates in one spelling.
    """

    must_fix: Mapping[str, str]
    take_care: Mapping[str, str]
    intake: Intake


def read_day(text: str) -> date | None:
    """A whole day, typed `24/05/2019` or stored `2019-05-24`; None for anything else."""
    for shape in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(clean(text), shape).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None
