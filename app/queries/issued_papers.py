"""Papers that left an office while a field stood one way or another: what a change of that field makes untrue.

At the office that printed them the log of prints says so. Elsewhere the dossier does: a receipt is given with every
reception, and a letter when it is signed.
"""

import json
from dataclasses import dataclass
from typing import Any

from app.domain.calendar import local
from app.domain.conflicts import DOSSIER, ON_RECEIPT
from app.domain.prints import FORM_LABELS, PrintForm, PrintState
from app.domain.slips import SlipState
from app.models.dossiers import Dossier
from app.models.prints import PrintedForm
from app.models.slips import Slip
from app.queries.contested import Contested
from app.queries.prints import SLIP_FORMS

ON_LETTER = frozenset({"code", "applicant_name", "address", "phone", "email"})
LETTERS = {form.value for form in SLIP_FORMS.values()}
GIVEN = (SlipState.SIGNED.value, SlipState.HANDED.value)


@dataclass(frozen=True)
class Issued:
    """One paper: what it is called, and the value of each contested field that stands on it."""

    words: str
    values: dict[str, Any]


def of(found: Contested, dossier: Dossier) -> list[Issued]:
    """The papers of a dossier with the contested fields as they stand on them; of a part of it, none."""
    if found.entity != DOSSIER:
        return []
    fields = {clash.field for clash in found.clashes}
    printed = list(
        PrintedForm.select()
        .where(PrintedForm.dossier_id == dossier.id, PrintedForm.state != PrintState.BROKEN.value)
        .order_by(PrintedForm.id)
    )
    issued = []
    for row in printed:
        on_it = (
            ON_RECEIPT
            if row.form == PrintForm.RECEIPT
            else ON_LETTER
            if row.form in LETTERS
            else ()
        )
        words = f"{_title(row.form)} in lần {row.number} lúc {local(row.printed_at):%H:%M %d/%m/%Y}"
        issued.append(
            Issued(
                words, {f: found.shown_at(f, row.printed_at) for f in fields.intersection(on_it)}
            )
        )
    if dossier.received_at and not dossier.old_number and not printed:
        words = f"{_title(PrintForm.RECEIPT)} cấp lúc {local(dossier.received_at):%H:%M %d/%m/%Y}"
        there = {
            f: found.written_there(f, dossier.unit, dossier.received_at)
            for f in fields & ON_RECEIPT
        }
        issued.append(Issued(words, there))
    return issued + _letters(found, dossier, fields & ON_LETTER)


def with_value(papers: list[Issued], field: str, value: Any) -> tuple[str, ...]:
    """The papers on which the field has this value."""
    return tuple(
        each.words for each in papers if field in each.values and _same(each.values[field], value)
    )


def _letters(found: Contested, dossier: Dossier, fields: set[str] | frozenset[str]) -> list[Issued]:
    slips = Slip.select().where(Slip.dossier_id == dossier.id, Slip.state.in_(GIVEN))
    return [
        Issued(
            f"{_title(SLIP_FORMS[slip.kind])} ký lúc {local(slip.signed_at):%H:%M %d/%m/%Y}",
            {f: found.written_there(f, slip.unit, slip.signed_at) for f in fields},
        )
        for slip in slips
        if slip.kind in SLIP_FORMS and slip.signed_at
    ]


def _title(form: str) -> str:
    return FORM_LABELS[PrintForm(form)]


def _same(one: Any, other: Any) -> bool:
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
