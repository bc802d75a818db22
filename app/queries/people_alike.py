"""Records that may be the same person: looked up by number, name, birth date and place, never by reading them all."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from peewee import fn

from app.domain import people as rules
from app.domain.dossiers import words_of
from app.domain.people import Likeness, Traits
from app.models.people import Person, PersonSearch
from app.queries.words import has_all

MOST_OF_A_KIND = 40
"""Rows looked at for each way two records can be alike: a cost that does not grow with the office."""
WHOLE_DATE = 10

Alike = tuple[Person, Likeness]


def traits_of(person: Person) -> Traits:
    """What a record says, as the rules compare it."""
    return Traits(
        name=person.name, kind=person.kind, birth_date=person.birth_date, gender=person.gender,
        id_type=person.id_type, id_no=person.id_no,
        former=tuple((kind, number) for kind, number in person.former_ids or ()),
        phone=person.phone, address=person.address,
    )  # fmt: skip


def alike_to(traits: Traits, unit: str, leave_out: Iterable[int] = ()) -> list[Alike]:
    """The records of this office that may be the one described, the likeliest first."""
    left_out = set(leave_out)
    found = {person.id: person for person in _candidates(traits, unit) if person.id not in left_out}
    judged = ((person, rules.alike(traits, traits_of(person))) for person in found.values())
    likely = [(person, likeness) for person, likeness in judged if likeness]
    return sorted(likely, key=lambda each: (-each[1].weight, -each[0].id))


def _candidates(traits: Traits, unit: str) -> Iterable[Person]:
    for number in traits.numbers:
        yield from _few(unit, Person.id_no == number)
        yield from _known_before_by(number, unit)
    name, place = rules.name_key(traits.name), rules.place_key(traits.address)
    born, beside = traits.birth_date, []
    if len(born) == WHOLE_DATE:
        yield from _few(unit, Person.birth_date == born)
    if traits.phone:
        beside.append(Person.phone == traits.phone)
    if place:
        beside.append(Person.place_key == place)
    if name and beside:
        yield from _few(unit, (Person.name_key == name) & reduce(or_, beside))
    given = rules.given_key(traits.name)
    if place and given and born:
        same_year = fn.SUBSTR(Person.birth_date, 1, 4) == born[:4]
        here = (Person.place_key == place) & (Person.given_key == given)
        yield from _few(unit, here & same_year)


def _few(unit: str, condition: Any) -> Iterable[Person]:
    return (
        Person.select()
        .where(Person.unit == unit, condition, Person.merged_into.is_null())
        .limit(MOST_OF_A_KIND)
    )


def _known_before_by(number: str, unit: str) -> Iterable[Person]:
    """Records that have this number among the words they are found by, the numbers of before too."""
    words = words_of(number)
    if words:
        found = has_all(Person, PersonSearch, words, unfinished=False).limit(MOST_OF_A_KIND)
        yield from (row for row in found if row.unit == unit)
