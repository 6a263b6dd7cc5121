"""`kirjuri sandbox procountor`: a local stand-in for Procountor, on its own."""

import asyncio
import signal
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from hub.cli.base import app, refuse, run, show
from hub.serving import served_beside
from integrations.procountor.sandbox import create_app, parse_fault
from integrations.procountor.sandbox.faults import FAULTS, Fault

stand_ins = typer.Typer(
    help="Faithful local stand-ins for other firms' machines.", no_args_is_help=True
)
app.add_typer(stand_ins, name="sandbox")


@stand_ins.callback()
def _only_one() -> None:
    """Faithful local stand-ins for other firms' machines."""


@stand_ins.command()
def procountor(
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8090,
    file: Annotated[Path | None, typer.Option(help="Keep its data here; else in memory.")] = None,
    fault: Annotated[
        list[str] | None,
        typer.Option(
            help="Misbehave, as in drop-reply:POST:/invoices:3 (how often; * always): "
            f"{', '.join(FAULTS)}. May be given several times."
        ),
    ] = None,
) -> None:
    """Run the Procountor sandbox. SANDBOX: nothing here reaches the real Procountor."""
    try:
        chosen = [parse_fault(each) for each in fault or []]
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--fault") from error
    run(_run(port, file, chosen))


async def _run(port: int, file: Path | None, chosen: list[Fault]) -> None:
    stop = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):
            asyncio.get_running_loop().add_signal_handler(each, stop.set)
    try:
        async with served_beside(create_app(file, faults=chosen), "127.0.0.1", port) as got:
            show(f"SANDBOX, not the real Procountor: http://127.0.0.1:{got}/ (API under /api)")
            await stop.wait()
    except OSError as error:
        refuse(f"cannot listen on 127.0.0.1:{port}: {error.strerror}")
