"""What the node at the top writes into its journal when it is set up."""

import json
import unicodedata

from app.catalogue import records
from app.domain.procedures import Procedure

RECORDS = list(records())
COLUMNS = {
    "unit": {
        *("code", "name", "kind", "parent", "agency_code", "valid_from", "valid_to", "source"),
    },
    "unit_successor": {"from_unit", "to_unit", "on_date"},
    "calendar_day": {"on_date", "kind", "note", "source"},
    "working_hours": {"unit", "weekday", "sessions", "valid_from", "valid_to"},
    "procedure": set(Procedure.__dataclass_fields__),
}


def _atoms(value):
    """Every single value inside, and every key, with lists and objects taken apart."""
    if isinstance(value, dict):
        return [atom for pair in value.items() for part in pair for atom in _atoms(part)]
    if isinstance(value, list):
        return [atom for item in value for atom in _atoms(item)]
    return [value]


ATOMS = [atom for _, record_id, values in RECORDS for atom in (record_id, *_atoms(values))]
TEXTS = [atom for atom in ATOMS if isinstance(atom, str)]


def test_each_entity_has_exactly_its_columns():
    named = {(entity, frozenset(values)) for entity, _, values in RECORDS}

    assert named == {(entity, frozenset(columns)) for entity, columns in COLUMNS.items()}


def test_what_is_referred_to_comes_first():
    entities = list(dict.fromkeys(entity for entity, _, _ in RECORDS))
    units = [values for entity, _, values in RECORDS if entity == "unit"]
    codes = [unit["code"] for unit in units]

    assert entities == ["unit", "unit_successor", "calendar_day", "working_hours", "procedure"]
    assert [u for i, u in enumerate(units) if u["parent"] and u["parent"] not in codes[:i]] == []


def test_ids_are_unique_and_short():
    keys = [(entity, record_id) for entity, record_id, _ in RECORDS]

    assert len(set(keys)) == len(keys)
    assert max(len(record_id) for _, record_id in keys) <= 64


def test_values_are_whole_numbers_text_and_nothing_else():
    assert {type(atom) for atom in ATOMS} == {str, int, bool, type(None)}


def test_all_text_is_composed_and_trimmed():
    assert [text for text in TEXTS if unicodedata.normalize("NFC", text) != text] == []
    assert [text for text in TEXTS if text != text.strip() or not text] == []


def test_json_brings_the_same_values_back():
    values = [values for _, _, values in RECORDS]

    assert json.loads(json.dumps(values, ensure_ascii=False, sort_keys=True)) == values


def test_the_records_are_the_same_every_time():
    assert list(records()) == RECORDS


def test_a_reader_cannot_change_what_the_next_one_gets():
    hours = next(values for entity, _, values in records() if entity == "working_hours")
    hours["sessions"][0][0] = "00:00"

    assert list(records()) == RECORDS
