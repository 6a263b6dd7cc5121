"""`kirjuri slack-manifest` and `kirjuri slack-install`: connecting a workspace."""

import json
from typing import Annotated

import typer

from bot.console import ConsoleBot
from bot.slack.install import install_address
from bot.slack.manifest import LANGUAGE, manifest_of
from hub.actions.firm import house_of_only_firm
from hub.cli.base import AsJson, Data, app, opened_store, refuse, run, settings_of, show, show_json
from hub.settings import Settings


@app.command("slack-manifest")
def slack_manifest(
    url: Annotated[str, typer.Option(help="Where Slack reaches this server: https://…")],
) -> None:
    """Print the Slack app's manifest, made from the bot's commands: paste it at api.slack.com/apps."""
    if not url.startswith("https://"):
        raise typer.BadParameter("Slack calls only https addresses", param_hint="--url")
    show(
        json.dumps(manifest_of(url, ConsoleBot().commands(LANGUAGE)), indent=2, ensure_ascii=False)
    )


@app.command("slack-install")
def slack_install(data: Data = None, as_json: AsJson = False) -> None:
    """Print the address at which an administrator installs the app; good for an hour."""
    settings = settings_of(data)
    if not settings.slack_client_id:
        refuse("KIRJURI_SLACK_CLIENT_ID is missing")
    address = run(_address(settings))
    if as_json:
        show_json({"url": address})
    else:
        show(address)


async def _address(settings: Settings) -> str:
    async with opened_store(settings):
        return install_address(settings, (await house_of_only_firm()).firm_id)
