"""Which database: an address becomes what Tortoise is initialised with."""

from pathlib import Path
from typing import Any

from tortoise.backends.base.config_generator import expand_db_url

from models import MODULES

APP = "models"
CONNECTION = "default"
MIGRATIONS = "models.migrations"

_ENGINES = {
    "sqlite": "models.backends.sqlite",
    "postgres": "models.backends.asyncpg",
    "postgresql": "models.backends.asyncpg",
}


def sqlite_url(path: Path) -> str:
    """The address of a database file; a relative path means from here."""
    return f"sqlite://{path.resolve()}"


def database_config(url: str, **credentials: Any) -> dict[str, Any]:
    """What Tortoise is initialised with.

    `sqlite:///absolute/path` (all after `sqlite://` is the path) or `postgres://user@host/name`,
    with `?minsize=1&maxsize=10` for the pool; `credentials` go to the engine beside those.

    Raises ValueError: no such kind of database, or one in memory, which only one connection sees.
    """
    kind = url.partition("://")[0]
    if kind not in _ENGINES:
        raise ValueError(f"no database {kind!r}: use {', '.join(_ENGINES)}")
    if kind == "sqlite":
        parsed = {"file_path": url.removeprefix("sqlite://")}
        if ":memory:" in url or not parsed["file_path"]:
            raise ValueError("a SQLite database in memory has one connection: name a file")
    else:
        parsed = expand_db_url(url)["credentials"]
    return {
        "connections": {
            CONNECTION: {"engine": _ENGINES[kind], "credentials": {**parsed, **credentials}}
        },
        "apps": {
            APP: {
                "models": list(MODULES),
                "default_connection": CONNECTION,
                "migrations": MIGRATIONS,
            }
        },
        "use_tz": True,
        "timezone": "UTC",
    }
