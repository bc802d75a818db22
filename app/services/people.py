"""People and organisations are drawn from dossiers as they come in, and corrected by the desk.

Who is surely the same gets one record; who only may be is written down as two, with the pair in the queue to be
looked at. The rows are of this office alone and nothing of the dossier changes.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from app.domain import people as rules
from app.domain.calendar import local
from app.domain.officers import Officer
from app.domain.people import APPLICANT, CITIZEN, SUBMITTER
from app.domain.people_check import EDITED, look_at
from app.domain.refusals import FormNotComplete, PersonChangedMeanwhile
from app.domain.vietnamese import clean
from app.models.dossiers import Dossier
from app.models.people import PeopleGathered, Person, PersonChange, PersonDossier, PersonPair
from app.queries import people as questions
from app.queries.people_alike import Alike, alike_to, traits_of
from sync import journal

SYSTEM = "Chương trình"
DRAWN = (
    "kind", "name", "birth_date", "gender", "id_type", "id_no", "id_issued_on", "id_issued_by", "phone",
    "email", "address",
)  # fmt: skip
LATEST = ("phone", "email", "address")
"""What a newer dossier brings up to date; names, dates and numbers only fill what nobody knew."""
GATHERED_AT_ONCE = 10
"""Dossiers gone through in one transaction: the counter never waits long for it."""
LONGEST_REASON = 500


def draw(dossier: Dossier, *, at: datetime) -> None:
    """Join the dossier to the records of its people, made where there are none. Inside the transaction that
    writes it down; done again for the same dossier it changes nothing twice."""
    for role, values in _people_of(dossier).items():
        link = PersonDossier.get_or_none(dossier_id=dossier.id, role=role)
        known = Person.get_by_id(link.person) if link else None
        if known is not None and _is_still(known, values):
            _bring_up_to_date(known, values, at)
            continue
        person = _recognised(values, dossier.unit, at)
        if link:
            PersonDossier.delete().where(
                PersonDossier.dossier_id == dossier.id, PersonDossier.role == role
            ).execute()
            _let_go(known, person)
        PersonDossier.create(dossier_id=dossier.id, role=role, person=person.id)


def gather(unit: str, *, at: datetime, most: int = GATHERED_AT_ONCE) -> int:
    """Draw people from the next dossiers of this office that came otherwise than over its counter: before this
    program had people, or from above to a new PC. How many dossiers were looked at; 0 when all are."""
    with journal.transaction():
        progress = PeopleGathered.get_or_none(PeopleGathered.unit == unit)
        if progress is None:
            progress = PeopleGathered.create(unit=unit, upto=0)
        rows = Dossier.select().where(Dossier.n > progress.upto).order_by(Dossier.n).limit(most)
        looked_at = list(rows)
        for dossier in looked_at:
            if dossier.unit == unit:
                draw(dossier, at=dossier.received_at or dossier.finished_at or at)
        if looked_at:
            newest = looked_at[-1].n
            PeopleGathered.update(upto=newest).where(PeopleGathered.unit == unit).execute()
    return len(looked_at)


def correct(
    person_id: int, typed: Mapping[str, str], *, reason: str, seen: int, by: Officer, at: datetime
) -> None:
    """Change the record as the desk typed it, with its history. What deserves care needs a reason."""
    with journal.transaction():
        person = questions.one(person_id, by)
        looked = look_at(typed, local(at).date())
        reason = clean(reason)
        if len(reason) > LONGEST_REASON:
            looked.must_fix["reason"] = f"Lý do dài quá {LONGEST_REASON} ký tự."
        changed = {
            name: [getattr(person, name), looked.stored[name]]
            for name in EDITED
            if getattr(person, name) != looked.stored[name]
        }
        before = look_at({name: getattr(person, name) for name in EDITED}, local(at).date())
        doubtful = looked.take_care.items() - before.take_care.items()
        if doubtful and not reason:
            looked.must_fix["reason"] = "Ghi lý do vẫn lưu khi còn điều cần để ý."
        if looked.must_fix:
            raise FormNotComplete(looked.must_fix)
        if not changed:
            return
        refuse_stale([person], seen)
        _keep_former_number(person, looked.stored)
        write(person, looked.stored)
        note_change(person, "edited", by=by, at=at, changes=changed, note=reason)
        ask_about(person, at)


def write(person: Person, values: Mapping[str, Any]) -> None:
    """Put values into the record and renew what it is found by."""
    for name, value in values.items():
        setattr(person, name, value)
    traits = traits_of(person)
    person.name_key = rules.name_key(person.name)
    person.given_key = rules.given_key(person.name)
    person.place_key = rules.place_key(person.address)
    person.search_text = "" if person.merged_into else rules.search_words(traits)
    person.save()


def note_change(
    person: Person,
    what: str,
    *,
    by: Officer,
    at: datetime,
    changes: Mapping[str, list[Any]] | None = None,
    note: str = "",
) -> None:
    """A line of the record's history; the page counts them to notice what happened meanwhile."""
    PersonChange.create(
        person=person.id, at=at, by=str(by), by_name=by.name, what=what,
        changes=dict(changes) if changes else None, note=note,
    )  # fmt: skip
    person.changes += 1
    person.save()


def ask_about(person: Person, at: datetime, alike: list[Alike] | None = None) -> None:
    """Put the pairs this record may make with others into the queue, each once; a decided pair stays decided."""
    found = alike_to(traits_of(person), person.unit, {person.id}) if alike is None else alike
    for other, likeness in found:
        low, high = sorted((person.id, other.id))
        PersonPair.insert(
            unit=person.unit, low=low, high=high, weight=likeness.weight, found_at=at, note="",
            reasons=list(likeness.reasons), state="open", decided_by_name="",
        ).on_conflict_ignore().execute()  # fmt: skip


def _people_of(dossier: Dossier) -> dict[str, dict[str, str]]:
    """The applicant; and who handed it in, where a number says who that is."""
    applicant = {
        name: getattr(dossier, {"kind": "applicant_kind", "name": "applicant_name"}.get(name, name))
        or ""
        for name in DRAWN
    }
    people = {APPLICANT: applicant}
    number = dossier.submitter_id_no or ""
    if dossier.submitter_name and number and number != applicant["id_no"]:
        people[SUBMITTER] = dict.fromkeys(DRAWN, "") | {
            "kind": CITIZEN,
            "name": dossier.submitter_name,
            "id_type": "cmnd" if len(number) == len("123456789") else "cccd",
            "id_no": number,
            "phone": dossier.submitter_phone or "",
        }
    return people


def _is_still(person: Person, values: Mapping[str, str]) -> bool:
    """Whether the record this dossier is joined to may stay: by an officer's word, or because nothing speaks
    against it."""
    if person.changes:
        return True
    likeness = rules.alike(rules.traits(values), traits_of(person))
    return likeness is not None and not likeness.against


def _recognised(values: Mapping[str, str], unit: str, at: datetime) -> Person:
    """The record that is surely meant, or a new one with the questions it raises."""
    alike = alike_to(rules.traits(values), unit)
    sure = [person for person, likeness in alike if likeness.certain]
    if len(sure) == 1:
        _bring_up_to_date(sure[0], values, at)
        return sure[0]
    person = Person.create(unit=unit, created_at=at, seen_at=at, **values)
    write(person, {})
    ask_about(person, at, alike)
    return person


def _bring_up_to_date(person: Person, values: Mapping[str, str], at: datetime) -> None:
    """Fill what nobody knew, and take the newer phone and address, from a dossier newer than what we have."""
    is_newer = at > person.seen_at
    fresh = {
        name: values[name]
        for name in DRAWN
        if values[name]
        and values[name] != getattr(person, name)
        and (not getattr(person, name) or (is_newer and name in LATEST))
    }
    if "id_no" in fresh:
        fresh["id_type"] = values["id_type"]
    changed = {name: [getattr(person, name), value] for name, value in fresh.items()}
    write(person, fresh | ({"seen_at": at} if is_newer else {}))
    if any(before for before, _ in changed.values()):
        PersonChange.create(
            person=person.id,
            at=at,
            by="",
            by_name=SYSTEM,
            what="from_dossier",
            changes=changed,
            note="",
        )


def _let_go(old: Person | None, new: Person) -> None:
    """A record that stood for nothing but this dossier is not kept beside the right one."""
    if old is None or old.id == new.id or old.changes:
        return
    if not PersonDossier.select().where(PersonDossier.person == old.id).exists():
        write(old, {"merged_into": new.id})
        PersonPair.delete().where(
            (PersonPair.low == old.id) | (PersonPair.high == old.id)
        ).execute()


def _keep_former_number(person: Person, values: Mapping[str, str]) -> None:
    """A number that is replaced by another stays among those the person is found by."""
    if person.id_no and values["id_no"] != person.id_no:
        former = [*(person.former_ids or ()), [person.id_type, person.id_no]]
        person.former_ids = [pair for pair in former if pair[1] != values["id_no"]]


def refuse_stale(people: Sequence[Person], seen: int) -> None:
    """Tell who changed one of these records since the page was made: it showed `seen` changes in all."""
    if sum(person.changes for person in people) == seen:
        return
    last = max(
        (line for person in people for line in questions.history(person.id)[:1]),
        key=lambda line: int(line.id),
        default=None,
    )
    raise PersonChangedMeanwhile(
        who=last.by_name if last else "Một cán bộ",
        when=f"{local(last.at if last else people[0].created_at):%H:%M %d/%m/%Y}",
    )
