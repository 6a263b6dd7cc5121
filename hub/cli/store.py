"""`kirjuri migrate` and `kirjuri check`: the schema, and whether everything answers."""

from collections.abc import Awaitable, Callable

from hub.assembly import accounting_of, opened, redis_answers, sealer_of
from hub.cli.base import AsJson, Data, app, refuse, run, settings_of, show, show_json
from hub.settings import Settings
from hub.store import database_answers, is_migrated
from hub.store import migrate as migrate_store
from integrations.errors import IntegrationError
from integrations.storage import open_storage


@app.command()
def migrate(data: Data = None, as_json: AsJson = False) -> None:
    """Bring the database schema up to this version. Safe to repeat, and when several start at once."""
    settings = settings_of(data)
    done = run(migrate_store(settings.database))
    if as_json:
        show_json({"applied": done})
    else:
        show("\n".join(f"applied {name}" for name in done) or "already up to date")


@app.command()
def check(data: Data = None, as_json: AsJson = False) -> None:
    """Verify settings, database, Redis, storage, Slack and Procountor one by one: OK or the reason."""
    settings = settings_of(data)
    results = run(_checked(settings))
    if as_json:
        show_json(results)
    else:
        for name, problem in results.items():
            show(f"{name:<12} {'OK' if problem is None else problem}")
    if any(problem is not None for problem in results.values()):
        refuse("something is not well: see above")


async def _checked(settings: Settings) -> dict[str, str | None]:
    weak = settings.weak_points()
    results: dict[str, str | None] = {
        "settings": None if not weak else f"missing or weak: {', '.join(weak)}"
    }
    checks: dict[str, Callable[[], Awaitable[str | None]]] = {
        "database": lambda: _database(settings),
        "storage": lambda: _storage(settings),
    }
    if settings.redis_url:
        checks["redis"] = lambda: _redis(settings)
    if settings.procountor_url:
        checks["procountor"] = lambda: _procountor(settings)
    if settings.slack_client_id or settings.slack_signing_secret.get_secret_value():
        checks["slack"] = lambda: _slack(settings)
    for name, each in checks.items():
        try:
            results[name] = await each()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is this check's result
            results[name] = f"{type(error).__name__}: {error}"[:300]
    return results


async def _database(settings: Settings) -> str | None:
    async with opened(settings):
        await database_answers()
    return None if await is_migrated(settings.database) else "not migrated: run `kirjuri migrate`"


async def _storage(settings: Settings) -> str | None:
    storage = open_storage(settings.storage_url, settings.files_folder)
    return None if await storage.is_ready() else "cannot be written to"


async def _redis(settings: Settings) -> str | None:
    return None if await redis_answers(settings.redis_url) else "does not answer"


async def _procountor(settings: Settings) -> str | None:
    system = accounting_of(settings)
    if system is None:
        return None
    try:
        await system.session()
    except IntegrationError as error:
        return str(error)
    finally:
        await system.close()
    return None


async def _slack(settings: Settings) -> str | None:
    if not settings.slack_signing_secret.get_secret_value():
        return "KIRJURI_SLACK_SIGNING_SECRET is missing"
    sealer_of(settings)
    return None
