"""`kirjuri demo`: the whole product on embedded defaults, seeded, with links to walk in by."""

import asyncio
import json
import os
import secrets
import shutil
import socket
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress

from hub.actions.firm import house_of_only_firm
from hub.actions.sessions import make_sign_in_link
from hub.assembly import assemble, opened, sealer_of
from hub.cli.base import FOUND_BY, app, refuse, run, settings_of, show
from hub.demo.seed import seed
from hub.demo.tables import table
from hub.logs import set_up_logs
from hub.queries.people import demo_contacts, staff_ids
from hub.secrets import Sealer
from hub.serving import serve_until_stopped, served_beside
from hub.settings import Settings
from hub.store import migrate
from hub.tokens import demo_code
from integrations.procountor.sandbox import create_app

PEOPLE = "demo-people.json"
LINK_LIFE = timedelta(hours=24)
HOST = "127.0.0.1"
# The only key that the sandbox knows.
SANDBOX_KEYS: dict[str, Any] = {
    "procountor_client_id": "sandbox-client",
    "procountor_client_secret": "sandbox-secret",
    "procountor_api_key": "sandbox-key",
    "procountor_is_sandbox": True,
    "own_iban": "FI2112345600000785",
}
# The embedded defaults, said aloud.
EMBEDDED: dict[str, Any] = {
    "database_url": "",
    "redis_url": "",
    "storage_url": "",
    "clamd_url": "",
    "smtp_url": "",
}


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Port of the product.")] = 8080,
    data: Annotated[Path, typer.Option("--data", help="Folder for everything.")] = Path(
        "data/demo"
    ),
    reset: Annotated[bool, typer.Option("--reset", help="Begin anew: empty the folder.")] = False,
) -> None:
    """Start the whole product on embedded defaults: SQLite, local files, the Procountor sandbox.

    The first start fills a firm of six people and forty clients; prints addresses and one-time
    links. Needs no account anywhere and works offline. Stop with Ctrl+C.
    """
    data = data.resolve()
    if not _is_free(port):
        refuse(f"port {port} is taken: stop what runs there, or choose another with --port")
    _check_own(data)
    if reset:
        shutil.rmtree(data, ignore_errors=True)
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        refuse(f"cannot make the folder {data}: {error.strerror}")
    # From now on it is ours, also when this start is interrupted.
    (data / FOUND_BY).touch(mode=0o600)
    try:
        run(_demo(port, data))
    except KeyboardInterrupt:
        raise typer.Exit(0) from None


async def _demo(port: int, data: Path) -> None:
    async with served_beside(create_app(data / "procountor-sandbox.sqlite3"), HOST, 0) as beside:
        settings = _settings(port, data, sandbox_port=beside)
        _remember(settings)
        await _prepare(settings)
        set_up_logs("text", "WARNING")

        async def tell() -> None:
            await _tell(settings, beside)

        house = assemble(settings)
        try:
            await serve_until_stopped(house, when_ready=tell)
        except OSError as error:
            refuse(f"cannot listen on port {port}: {error.strerror}")


def _settings(port: int, data: Path, *, sandbox_port: int) -> Settings:
    return Settings(
        _env_file=None,
        data=data,
        secret=_secret(data),
        host=HOST,
        port=port,
        base_url=f"http://{HOST}:{port}",
        demo=True,
        log_format="text",
        # Whatever the environment says of another installation: the demo is on its own.
        **EMBEDDED,
        procountor_url=f"http://{HOST}:{sandbox_port}/api",
        **_slack_from_environment(),
        **SANDBOX_KEYS,
    )


def _slack_from_environment() -> dict[str, Any]:
    """A workspace may be tried with the demo: its settings come from KIRJURI_SLACK_*."""
    given = settings_of(None)
    return {
        "slack_client_id": given.slack_client_id,
        "slack_client_secret": given.slack_client_secret,
        "slack_signing_secret": given.slack_signing_secret,
        "slack_api_url": given.slack_api_url,
    }


def _secret(data: Path) -> str:
    """The folder's own secret, made at the first start."""
    file = data / "secret"
    if not file.is_file():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(48))
    return file.read_text().strip()


def _remember(settings: Settings) -> None:
    """Leave the settings in the folder, so that `--data` finds the running installation."""
    lines = {
        "KIRJURI_SECRET": settings.secret.get_secret_value(),
        "KIRJURI_BASE_URL": settings.base_url,
        "KIRJURI_HOST": settings.host,
        "KIRJURI_PORT": settings.port,
        "KIRJURI_DEMO": "true",
        "KIRJURI_PROCOUNTOR_URL": settings.procountor_url,
        **{
            f"KIRJURI_{name.upper()}": value for name, value in {**SANDBOX_KEYS, **EMBEDDED}.items()
        },
    }
    text = "".join(f"{name}={value}\n" for name, value in lines.items())
    _write_for_us(settings.data / FOUND_BY, text)


def _write_for_us(file: Path, text: str) -> None:
    """Whole or not at all, and for nobody else's eyes: it holds links or secrets."""
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(text, encoding="utf-8")
    draft.replace(file)


async def _prepare(settings: Settings) -> None:
    """Bring the schema up, and fill an empty installation."""
    seeded = settings.data / "seeded"
    if not seeded.is_file():
        # A first start that was interrupted left half a firm.
        for left in settings.data.glob("kirjuri.sqlite3*"):
            left.unlink()
    await migrate(settings.database)
    if seeded.is_file():
        return
    sealer: Sealer = sealer_of(settings)
    async with opened(settings):
        with Progress(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("Filling the demo firm", total=None)
            await seed(
                sealer,
                settings.base_url,
                lambda what, done, total: bar.update(
                    task, description=f"Filling: {what}", completed=done, total=total
                ),
            )
    seeded.touch()


async def _tell(settings: Settings, sandbox_port: int) -> None:
    """Print where to go, and write the people with their links."""
    base = settings.base_url
    house = await house_of_only_firm()
    ids = await staff_ids(house)
    staff = [
        {
            "name": row["name"],
            "email": row["email"],
            "role": row["role"],
            "link": await make_sign_in_link(
                house, ids[row["email"]], base_url=base, life=LINK_LIFE
            ),
        }
        for row in table("staff")
    ]
    secret = settings.secret.get_secret_value()
    contacts = [
        {
            "name": each.name,
            "email": each.email,
            "client": each.client,
            "link": f"{base}/demo/client#{demo_code(secret, each.id)}",
        }
        for each in await demo_contacts(house)
    ]
    text = json.dumps({"staff": staff, "contacts": contacts}, ensure_ascii=False, indent=1)
    await asyncio.to_thread(_write_for_us, settings.data / PEOPLE, text)
    show(
        "\n".join(
            (
                "",
                "Kirjuri is running. Stop it with Ctrl+C.",
                "",
                f"  A client writes:       {base}/demo/client",
                f"  The staff's console:   {staff[1]['link']}",
                f"                         (one-time link of {staff[1]['name']}, {staff[1]['role']})",
                f"  Procountor SANDBOX:    http://{HOST}:{sandbox_port}/  (not the real Procountor)",
                "",
                "  More people to be:",
                *(f"    {each['name']:<20} {each['role']:<11} {each['link']}" for each in staff),
                *(
                    f"    {each['name']:<20} {each['client']:<11} {each['link']}"
                    for each in contacts[:4]
                ),
                "",
                f"  All of them:           {settings.data / PEOPLE}",
                f"  From a terminal:       {_example(settings, staff[1]['email'])}",
                "",
            )
        )
    )


def _example(settings: Settings, email: str) -> str:
    return f'kirjuri say "status Acme" --as {email} --data {settings.data}'


def _check_own(data: Path) -> None:
    """A demo fills and empties only its own folder; one that holds something else is left alone."""
    if data.exists() and not data.is_dir():
        refuse(f"{data} is no folder")
    if data.exists() and any(data.iterdir()) and not (data / FOUND_BY).is_file():
        refuse(f"{data} holds something that is no demo's: name an empty folder with --data")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True
