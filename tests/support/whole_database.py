"""Looking for words in every column of every table, whoever owns it."""

from django.apps import apps
from django.db import connection

TEXTS = "('text', 'character varying', 'jsonb', 'json', 'ARRAY', 'inet', 'bytea')"


def columns_with(*words):
    """`table.column: word` for each column in which a word stands, in whatever case."""
    found = set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns "
            f"WHERE table_schema = current_schema() AND data_type IN {TEXTS}"
        )
        for table, column, kind in cursor.fetchall():
            text = f"encode(\"{column}\", 'escape')" if kind == "bytea" else f'"{column}"::text'
            for word in words:
                cursor.execute(
                    f'SELECT count(*) FROM "{table}" WHERE {text} ILIKE %s',
                    [f"%{word}%"],
                )
                if cursor.fetchone()[0]:
                    found.add(f"{table}.{column}: {word}")
    return found | _in_sessions(words)


def _in_sessions(words):
    """What Django's sessions hold is encoded."""
    if not apps.is_installed("django.contrib.sessions"):
        return set()
    texts = [
        str(session.get_decoded()).lower()
        for session in apps.get_model("sessions", "Session").objects.all()
    ]
    return {f"django_session: {word}" for word in words for text in texts if word.lower() in text}
