"""Intake forms that are still being filled in, and which dossiers came in one visit.

Rows of this node alone: drafts hold personal data and never travel.
"""

from peewee import AutoField, CharField, IntegerField

from app.models.base import InstantField, JsonTextField, LocalModel


class Draft(LocalModel):
    """`officer` (a username) has it in hand; the name of the dossier it will become is `dossier_id`.

    `answers` is what `domain.drafts` calls kept; `revision` counts the saves.
    """

    id = AutoField()
    dossier_id = CharField(max_length=32, unique=True)
    unit = CharField(max_length=16)
    officer = CharField(max_length=32)
    procedure_id = CharField(max_length=64)
    answers = JsonTextField()
    revision = IntegerField(default=0)
    last_field = CharField(max_length=80, default="")
    created_at = InstantField()
    saved_at = InstantField()
    given_by = CharField(max_length=120, null=True)
    given_at = InstantField(null=True)
    dropped_at = InstantField(null=True)

    class Meta:
        indexes = ((("unit", "officer", "saved_at"), False),)


class VisitDossier(LocalModel):
    """Dossiers that one person handed in at one visit; `visit` is the id of the first of them."""

    id = AutoField()
    visit = CharField(max_length=32, index=True)
    dossier_id = CharField(max_length=32, unique=True)
    received_at = InstantField()


MODELS = (Draft, VisitDossier)
