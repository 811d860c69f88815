"""Triggers by which the database itself refuses to change what is fixed, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

SQLITE = """
CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}
  BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}
  BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}
  WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})
  BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
"""
POSTGRESQL = """
CREATE OR REPLACE FUNCTION papule_append_only() RETURNS trigger AS $$
  BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only'; END $$ LANGUAGE plpgsql;
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
  FOR EACH ROW EXECUTE FUNCTION papule_append_only();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION papule_append_only();
"""


def append_only(*tables: str, key: str = "id") -> Callable[[Any, Any], None]:
    """Give the step of a migration that makes tables append-only."""

    def step(_apps: Any, editor: Any) -> None:  # noqa: ANN401 -- Django's signature
        for table in tables:
            if editor.connection.vendor == "postgresql":
                editor.execute(POSTGRESQL.format(table=table))
                continue
            for statement in _statements(SQLITE.format(table=table, key=key)):
                editor.execute(statement)

    return step


def _statements(text: str) -> list[str]:
    return [f"{each.strip()} END" for each in text.split("END;") if each.strip()]
