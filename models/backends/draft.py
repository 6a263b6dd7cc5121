"""Drafts a migration: `tortoise -c models.backends.draft.TORTOISE makemigrations -n WORDS`."""

from pathlib import Path
from tempfile import gettempdir

from models.backends import database_config, sqlite_url

# Drafting compares the models with the migrations; this database stays empty.
TORTOISE = database_config(sqlite_url(Path(gettempdir()) / "kirjuri-draft.sqlite3"))
