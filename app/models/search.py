"""The full-text index over `dossier.search_text`, kept by the database itself.

The words are folded before they are stored (no marks, small letters), because no tokenizer folds đ. SQLite has
an FTS5 table over the dossier table, kept by triggers; PostgreSQL a generated tsvector of the same words. The
first migration makes both.
"""

from peewee import AutoField, Model, TextField

from app.database import database


class DossierSearch(Model):
    """The FTS5 table as a query sees it (SQLite only)."""

    rowid = AutoField()
    search_text = TextField()

    class Meta:
        database = database
        table_name = "dossier_search"
