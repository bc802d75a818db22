"""The printers of this office, as they are set."""

from app.domain.printers import Profile, Tray
from app.models.prints import PrinterProfile


def known() -> list[tuple[int, Profile]]:
    """Every printer in use with its number, by name."""
    rows = PrinterProfile.select().where(PrinterProfile.retired == False)  # noqa: E712 - SQL
    return [(row.id, _profile(row)) for row in rows.order_by(PrinterProfile.name)]


def one(printer_id: int) -> Profile | None:
    """The printer of this number, if it is still in use."""
    row = PrinterProfile.get_or_none(PrinterProfile.id == printer_id)
    return None if row is None or row.retired else _profile(row)


def _profile(row: PrinterProfile) -> Profile:
    paper = Tray(row.paper) if row.paper in set(Tray) else Tray.A5
    return Profile(
        row.name, paper, row.margin_top, row.margin_right, row.margin_bottom, row.margin_left,
        row.shift_x, row.shift_y,
    )  # fmt: skip
