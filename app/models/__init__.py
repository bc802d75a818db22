"""Every table of the program, for migrations and for tests."""

from app.models import documents, dossiers, numbers, officers, procedures, units

SHARED = (
    units.Unit,
    units.UnitSuccessor,
    units.CalendarDay,
    units.WorkingHours,
    procedures.Procedure,
    dossiers.Dossier,
    dossiers.Paper,
    dossiers.Step,
    dossiers.Result,
    documents.Document,
)
LOCAL = (numbers.NumberSeries, numbers.IssuedCode, *officers.MODELS)
