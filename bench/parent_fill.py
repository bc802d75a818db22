"""A database of a parent, made many times as large: each dossier once more with its papers, steps, letters, results,
people and live values, a week earlier each time, all in SQL.

Nothing is thinned out: what is open, overdue or contested in the small one is so as often in the large one for each
dossier. Only the log (`operation`, `entry`, `feed`), which the exchange reads and lists do not, stays as it is.
"""

# ruff: noqa: S608 - every name stands in this file

from collections.abc import Mapping

import psycopg
from psycopg import sql

DAYS_APART = 7
SETTINGS = ("synchronous_commit = off", "work_mem = '256MB'", "maintenance_work_mem = '1GB'")

OLDER = """
CREATE OR REPLACE FUNCTION pg_temp.older(at text, k int) RETURNS text LANGUAGE sql IMMUTABLE AS $$
SELECT CASE WHEN at ~ '^[12]\\d{3}-\\d\\d-\\d\\dT' THEN
  to_char(left(at, 19)::timestamp - make_interval(days => 7 * k), 'YYYY-MM-DD"T"HH24:MI:SS"Z"') ELSE at END
$$;
CREATE OR REPLACE FUNCTION pg_temp.again(id text, k int) RETURNS text LANGUAGE sql IMMUTABLE AS $$
SELECT CASE WHEN id IS NULL OR id = '' THEN id ELSE md5(id || '/' || k) END
$$;
CREATE OR REPLACE FUNCTION pg_temp.code(code text, k int) RETURNS text LANGUAGE sql IMMUTABLE AS $$
SELECT CASE WHEN code ~ '-\\d{6}-\\d{4}$' THEN left(code, length(code) - 11)
  || to_char(to_date(left(right(code, 11), 6), 'YYMMDD') - 7 * k, 'YYMMDD') || '-'
  || lpad(((right(code, 4)::int + 53 * k) % 10000)::text, 4, '0') ELSE code END
$$;
CREATE OR REPLACE FUNCTION pg_temp.number(id_no text, k int) RETURNS text LANGUAGE sql IMMUTABLE AS $$
SELECT CASE WHEN id_no ~ '^\\d{12}$' THEN
  left(id_no, 6) || lpad(((right(id_no, 6)::bigint + 7919 * k) % 1000000)::text, 6, '0') ELSE id_no END
$$;
"""

AGAIN, CODE, NUMBER = "pg_temp.again({}, k)", "pg_temp.code({}, k)", "pg_temp.number({}, k)"
FOUND_BY = (
    "replace(replace(search_text, COALESCE(lower(code), '~'), COALESCE(lower(pg_temp.code(code, k)), '~')), "
    "COALESCE(NULLIF(id_no, ''), '~'), COALESCE(NULLIF(pg_temp.number(id_no, k), ''), '~'))"
)
PARTS = ("paper", "step", "result", "slip", "pause", "payment", "withdrawal_request", "note")
OF_DOSSIER = {"id": AGAIN, "dossier_id": AGAIN}
OLDER_BY_NAME = "pg_temp.older({}, k)"
TABLES: Mapping[str, Mapping[str, str]] = {
    "dossier": {
        "id": AGAIN, "code": CODE, "id_no": NUMBER, "listed_at": OLDER_BY_NAME, "due_key": OLDER_BY_NAME,
        "search_text": FOUND_BY,
    },
    **dict.fromkeys(PARTS, OF_DOSSIER),
    "paper_arrival": OF_DOSSIER | {"paper_id": AGAIN},
    "record": {
        "n": "{} + k * (SELECT record FROM top)", "id": AGAIN, "owner": "{} + k * (SELECT record FROM top)",
    },
    "person": {"id": "{} + k * (SELECT person FROM top)", "id_no": NUMBER},
    "person_dossier": {"dossier_id": AGAIN, "person": "{} + k * (SELECT person FROM top)"},
}  # fmt: skip
"""What becomes of the columns that name something; every instant moves back, the rest stays as it is."""
OWN_NUMBER = frozenset({"dossier", "paper_arrival", *PARTS})
"""Their `n` says nothing: the table counts on."""
EVERYWHERE = "('node', 'unit', 'unit_successor', 'procedure', 'calendar_day', 'working_hours')"
ONLY = {
    "record": f"WHERE entity NOT IN {EVERYWHERE}",
}
"""The catalogue is there once, however many dossiers there are."""
TOP = """
CREATE TEMP TABLE top AS SELECT (SELECT MAX(n) FROM record) AS record,
  COALESCE((SELECT MAX(id) FROM person), 0) AS person
"""


def multiply(database_url: str, times: int) -> None:
    """Make everything stand `times` times."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        for setting in SETTINGS:
            connection.execute(f"SET {setting}".encode())
        connection.execute(OLDER.encode())
        connection.execute(TOP.encode())
        for name in TABLES:
            only = ONLY.get(name, "")
            connection.execute(
                f"CREATE TEMP TABLE {name}_before AS SELECT * FROM {name} {only}".encode()
            )
            connection.execute(f"ANALYZE {name}_before".encode())
        for name in TABLES:
            _fill(connection, name, times)
        _days(connection, times)
        connection.execute("ANALYZE")
    print(f"  × {times} xong", flush=True)


def _fill(connection: psycopg.Connection, name: str, times: int) -> None:
    """The rows of one table again and again, then its indexes anew: quicker than keeping them meanwhile."""
    indexes = connection.execute(
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i "
        "WHERE i.indrelid = %s::regclass AND NOT i.indisprimary",
        (name,),
    ).fetchall()
    for index, _ in indexes:
        connection.execute(f"DROP INDEX {index}".encode())
    connection.execute(f"ALTER TABLE {name} SET UNLOGGED".encode())
    columns = _columns(connection, name)
    taken = [each for each in columns if not (each == "n" and name in OWN_NUMBER)]
    values = ", ".join(_value(name, column, columns[column]) for column in taken)
    names = ", ".join(f'"{column}"' for column in taken)
    connection.execute(
        f"INSERT INTO {name} ({names}) SELECT {values} FROM generate_series(1, {times - 1}) AS k "
        f"CROSS JOIN {name}_before AS b".encode()
    )
    for _, definition in indexes:
        connection.execute(definition.encode())
    for column in ("n", "id"):
        _count_on(connection, name, column)
    print(f"  {name}", flush=True)


def _columns(connection: psycopg.Connection, name: str) -> dict[str, str]:
    """The columns that are stored, with their kind."""
    rows = connection.execute(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s "
        "AND table_schema = 'public' AND is_generated = 'NEVER' ORDER BY ordinal_position",
        (name,),
    )
    return dict(rows.fetchall())


def _value(name: str, column: str, kind: str) -> str:
    written = TABLES[name].get(column)
    if written is None and column.endswith("_at") and kind == "character varying":
        written = "pg_temp.older({}, k)"
    return (written or "{}").format(f'b."{column}"')


def _count_on(connection: psycopg.Connection, name: str, column: str) -> None:
    """The next row of the program takes the next number."""
    found = connection.execute(
        "SELECT column_default FROM information_schema.columns WHERE table_name = %s AND column_name = %s "
        "AND column_default LIKE 'nextval%%'",
        (name, column),
    ).fetchone()
    if found:
        connection.execute(
            sql.SQL(
                "SELECT setval(pg_get_serial_sequence(%s, %s), (SELECT MAX({}) FROM {}))"
            ).format(sql.Identifier(column), sql.Identifier(name)),
            (name, column),
        )


def _days(connection: psycopg.Connection, times: int) -> None:
    """The daily sums of the weeks before, ours and those the offices told."""
    for name, extra in (
        ("ledger", "scope, operations, digest"),
        ("told_day", "unit, operations, code, told_at"),
    ):
        connection.execute(
            f"INSERT INTO {name} (day, {extra}) SELECT to_char(day::date - 28 * k, 'YYYY-MM-DD'), {extra} "
            f"FROM {name} b CROSS JOIN generate_series(1, {times * DAYS_APART // 28}) AS k "
            "WHERE day ~ '^\\d{4}-\\d\\d-\\d\\d$' ON CONFLICT DO NOTHING".encode()
        )
