"""Setting up the printers of this office. Nothing here leaves the machine."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from app.domain.officers import Officer
from app.domain.printers import Profile
from app.domain.refusals import FormNotComplete, NoSuchPrinter
from app.models.prints import PrinterProfile
from sync import journal


def add(profile: Profile, *, by: Officer, at: datetime) -> int:
    """A new printer; one of that name that was put away is taken into use again."""
    with journal.transaction():
        known = PrinterProfile.get_or_none(PrinterProfile.name == profile.name)
        if known is not None and not known.retired:
            raise FormNotComplete({"name": "Đã có máy in tên này. Hãy đặt tên khác."})
        values = _values(profile, by, at)
        if known is not None:
            PrinterProfile.update(values).where(PrinterProfile.id == known.id).execute()
            return int(known.id)
        return int(PrinterProfile.create(**values).id)


def correct(printer_id: int, profile: Profile, *, by: Officer, at: datetime) -> None:
    """Change how a printer is set."""
    with journal.transaction():
        _one(printer_id)
        alike = PrinterProfile.name == profile.name
        if PrinterProfile.select().where(alike, PrinterProfile.id != printer_id).exists():
            raise FormNotComplete({"name": "Đã có máy in tên này. Hãy đặt tên khác."})
        values = _values(profile, by, at)
        PrinterProfile.update(values).where(PrinterProfile.id == printer_id).execute()


def put_away(printer_id: int, *, by: Officer, at: datetime) -> None:
    """The printer is gone; browsers that chose it print as the forms stand."""
    with journal.transaction():
        _one(printer_id)
        values = {"retired": True, "changed_at": at, "changed_by": str(by)}
        PrinterProfile.update(values).where(PrinterProfile.id == printer_id).execute()


def _one(printer_id: int) -> PrinterProfile:
    found = PrinterProfile.get_or_none(PrinterProfile.id == printer_id)
    if found is None or found.retired:
        raise NoSuchPrinter
    return found


def _values(profile: Profile, by: Officer, at: datetime) -> dict[str, Any]:
    plain = asdict(profile) | {"paper": profile.paper.value}
    return plain | {"retired": False, "changed_at": at, "changed_by": str(by)}
