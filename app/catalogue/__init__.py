"""The data that comes with the program: units, calendar, working hours, procedures.

Facts typed in once with their source. The node at the top writes them into its journal when it is set up;
from there they travel down like any other change, and every later correction is made on a page, not here.
"""

from collections.abc import Iterator

from app.catalogue import holidays, hours
from app.catalogue.procedures import procedures
from app.catalogue.units import successors, units

__all__ = ["Record", "procedures", "records", "successors", "units"]

Record = tuple[str, str, dict[str, object]]


def records() -> Iterator[Record]:
    """(entity, record id, values), what is referred to before what refers to it; always the same."""
    for unit in units():
        yield "unit", unit.id, unit.to_values()
    for link in successors():
        yield "unit_successor", link.id, link.to_values()
    for day in holidays.days():
        yield "calendar_day", day.on.isoformat(), day.to_values()
    for record_id, values in hours.rows():
        yield "working_hours", record_id, values
    for procedure in procedures():
        yield "procedure", procedure.id, procedure.to_values()
