"""Every table of the program, for migrations and for tests."""

from app.models import (
    documents,
    dossiers,
    drafts,
    filters,
    imports,
    jobs,
    numbers,
    officers,
    people,
    prints,
    procedures,
    scan_pages,
    slips,
    stand_ins,
    units,
)

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
    slips.Slip,
    slips.Pause,
    slips.WithdrawalRequest,
)
LOCAL = (
    numbers.NumberSeries,
    numbers.IssuedCode,
    *officers.MODELS,
    *drafts.MODELS,
    *stand_ins.MODELS,
    *people.MODELS,
    *prints.MODELS,
    *jobs.MODELS,
    *filters.MODELS,
    *imports.MODELS,
    *scan_pages.MODELS,
)
