"""The full-text index over `dossier.search_text`, kept by the database itself.

The words are folded before they are stored (no marks, small letters), because no tokenizer folds đ. SQLite has
an FTS5 table over the dossier table, kept by triggers; PostgreSQL a generated tsvector of the same words.
"""

from typing import Any

from peewee import AutoField, Database, Model, SqliteDatabase, TextField

from app.database import database

PREFIXES = "1 2 3 4 5 6"
"""A last word is searched as it is typed; Vietnamese syllables have at most seven letters."""

SQLITE = (
    f"""CREATE VIRTUAL TABLE IF NOT EXISTS dossier_search USING fts5(
        search_text, content='dossier', content_rowid='n', columnsize=0, detail=none,
        tokenize='unicode61 remove_diacritics 0', prefix='{PREFIXES}')""",
    """CREATE TRIGGER IF NOT EXISTS dossier_search_added AFTER INSERT ON dossier BEGIN
        INSERT INTO dossier_search(rowid, search_text) VALUES (new.n, new.search_text);
    END""",
    """CREATE TRIGGER IF NOT EXISTS dossier_search_gone AFTER DELETE ON dossier BEGIN
        INSERT INTO dossier_search(dossier_search, rowid, search_text)
        VALUES ('delete', old.n, old.search_text);
    END""",
    """CREATE TRIGGER IF NOT EXISTS dossier_search_changed AFTER UPDATE OF search_text ON dossier
    WHEN old.search_text IS NOT new.search_text BEGIN
        INSERT INTO dossier_search(dossier_search, rowid, search_text)
        VALUES ('delete', old.n, old.search_text);
        INSERT INTO dossier_search(rowid, search_text) VALUES (new.n, new.search_text);
    END""",
)

POSTGRESQL = (
    """ALTER TABLE dossier ADD COLUMN IF NOT EXISTS search_vector tsvector
        GENERATED ALWAYS AS (array_to_tsvector(string_to_array(search_text, ' '))) STORED""",
    "CREATE INDEX IF NOT EXISTS dossier_search ON dossier USING gin (search_vector)",
)


class DossierSearch(Model):
    """The FTS5 table as a query sees it (SQLite only); `create_search` makes it."""

    rowid = AutoField()
    search_text = TextField()

    class Meta:
        database = database
        table_name = "dossier_search"


def create_search(opened: Database | Any) -> None:
    """Make the index; called once, by the migration that makes the dossier table."""
    for statement in SQLITE if isinstance(opened, SqliteDatabase) else POSTGRESQL:
        opened.execute_sql(statement)
