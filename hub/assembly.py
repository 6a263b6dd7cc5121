"""Puts the house together for one process: the one file that knows everybody."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.utils import parseaddr
from functools import partial

import redis.asyncio
from aiohttp import web

from bot.console import ConsoleBot
from bot.reminders import remind_of_hours
from bot.slack.app import SlackBot
from hub import events, metrics, outbox
from hub.actions import base as units_of_work
from hub.actions.deliveries import on_delivery_failed
from hub.actions.files import FileRules, scan_waiting
from hub.actions.letters import Letterhead
from hub.actions.mail_keys import mail_keys
from hub.actions.uploads import remove_stale_uploads
from hub.channels import Channel
from hub.jobs.audit import seal_audit
from hub.jobs.deliveries import tell_failures
from hub.jobs.email import EmailChannel
from hub.jobs.inbox import wake_sleepers
from hub.jobs.notices import queue_notices
from hub.jobs.push import push_due, refresh_states
from hub.jobs.retention import expire_all
from hub.jobs.scheduler import Job, Jobs
from hub.jobs.tasks import generate_tasks
from hub.jobs.to_client import ToClientChannel
from hub.jobs.webpush import PushChannel
from hub.realtime.opening import Realtime, open_realtime
from hub.realtime.protocol import asyncapi
from hub.secrets import Sealer, derived_key
from hub.settings import Settings
from hub.store import close_store, database_answers, open_store
from hub.tokens import StaffTokens
from hub.version import VERSION
from hub.web.app import make_app
from hub.web.house import WebHouse
from integrations.inbound_mail import read_mail
from integrations.mail import MailSender, open_mail
from integrations.procountor.client import ProcountorClient
from integrations.procountor.door import Credentials
from integrations.procountor.port import AccountingSystem
from integrations.scan import open_scanner
from integrations.storage import open_storage
from integrations.webpush import SERVICES, PushSender, WebPush

STATES_EVERY_S = 30.0
HOUSEKEEPING_EVERY_S = 60.0
NOTICES_EVERY_S = 5.0
RETENTION_EVERY_S = 3600.0


@dataclass(frozen=True)
class House:
    """One process of the product, ready to be served."""

    app: web.Application
    settings: Settings
    jobs: Jobs
    realtime: Realtime
    slack: SlackBot


def sealer_of(settings: Settings) -> Sealer:
    return Sealer(settings.secret.get_secret_value(), _older(settings))


def tokens_of(settings: Settings) -> StaffTokens:
    return StaffTokens(settings.secret.get_secret_value(), _older(settings))


def letterhead_of(settings: Settings) -> Letterhead:
    keys = mail_keys(settings.secret.get_secret_value(), _older(settings))
    return Letterhead(settings.base_url, settings.mail_reply_address, keys)


def push_of(settings: Settings) -> PushSender:
    """Keys of the server's secrets: a browser that subscribed with an older one is still reached."""
    secrets = (settings.secret.get_secret_value(), *_older(settings))
    seeds = tuple(derived_key(each, "push") for each in secrets)
    contact = settings.push_contact or parseaddr(settings.mail_from)[1]
    return WebPush(seeds, contact, (*SERVICES, *settings.push_services.split()))


def accounting_of(settings: Settings) -> AccountingSystem | None:
    """Procountor where it is configured; without it invoices wait in the queue."""
    if not settings.procountor_url:
        return None
    return ProcountorClient(
        settings.procountor_url,
        Credentials(
            settings.procountor_client_id,
            settings.procountor_client_secret.get_secret_value(),
            settings.procountor_api_key.get_secret_value(),
            settings.procountor_redirect_uri,
        ),
    )


def assemble(
    settings: Settings, *, mail: MailSender | None = None, has_polling: bool = True
) -> House:
    """Everything of one process; nothing is opened before the application starts."""
    bot = ConsoleBot()
    sealer, tokens = sealer_of(settings), tokens_of(settings)
    push = push_of(settings)
    storage = open_storage(settings.storage_url, settings.files_folder)
    scanner = open_scanner(settings.clamd_url)
    app = make_app(
        WebHouse(
            settings,
            bot,
            sealer,
            tokens,
            storage,
            scanner,
            ready=_ready_checks(settings),
            read_mail=read_mail,
            push=push,
            asyncapi=asyncapi(VERSION),
        )
    )
    realtime = open_realtime(
        app,
        bot,
        sealer=sealer,
        tokens=tokens,
        base_url=settings.base_url,
        redis_url=settings.redis_url,
        has_polling=has_polling,
    )
    rules = FileRules(storage, scanner, settings.largest_file, settings.scan_fail_closed)
    slack = SlackBot(settings, bot, rules=rules)
    slack.mount(app)
    accounting = accounting_of(settings)
    channels: list[Channel] = [
        slack.channel,
        EmailChannel(
            mail or open_mail(settings.smtp_url, settings.mail_from), letterhead_of(settings)
        ),
        ToClientChannel(),
        PushChannel(push),
    ]
    house = House(
        app, settings, Jobs(_jobs(settings, channels, accounting, rules)), realtime, slack
    )
    app.cleanup_ctx.append(partial(_run, house=house, accounting=accounting))
    app.on_shutdown.append(partial(_let_go, house=house))
    app.on_cleanup.append(lambda _: push.close())
    return house


def _jobs(
    settings: Settings,
    channels: list[Channel],
    accounting: AccountingSystem | None,
    rules: FileRules,
) -> list[Job]:
    often = settings.job_seconds
    jobs = [Job(f"outbox.{each.name}", often, partial(_drain, each)) for each in channels]
    jobs += [
        Job("audit", HOUSEKEEPING_EVERY_S, seal_audit),
        Job("tasks", HOUSEKEEPING_EVERY_S, generate_tasks),
        Job("reminders", HOUSEKEEPING_EVERY_S, remind_of_hours),
        Job("retention", RETENTION_EVERY_S, partial(expire_all, rules.storage)),
        Job("uploads", HOUSEKEEPING_EVERY_S, partial(remove_stale_uploads, rules)),
        Job("inbox", often, wake_sleepers),
        Job("notices", min(NOTICES_EVERY_S, often * 5), queue_notices),
        Job("failures", HOUSEKEEPING_EVERY_S, tell_failures),
        Job("metrics", HOUSEKEEPING_EVERY_S, _measure),
    ]
    if rules.scanner is not None:
        jobs.append(Job("scan", often, partial(scan_waiting, rules)))
    if accounting is not None:
        jobs += [
            Job("push", often, partial(push_due, accounting, settings.own_iban)),
            Job("states", STATES_EVERY_S, partial(refresh_states, accounting)),
        ]
    return jobs


async def _drain(channel: Channel) -> int:
    return await outbox.drain(channel)


async def _measure() -> None:
    for channel, depth in (await outbox.depth()).items():
        metrics.OUTBOX_DEPTH.labels(channel).set(depth)


async def _run(
    _: web.Application, *, house: House, accounting: AccountingSystem | None
) -> AsyncIterator[None]:
    await open_store(house.settings.database)
    await house.realtime.start()
    await house.slack.start()
    ends = [
        *_wakes(house.jobs),
        events.subscribe(events.DeliveryFailed, on_delivery_failed),
    ]
    house.jobs.start()
    yield
    for end in ends:
        end()
    if accounting is not None:
        await accounting.close()
    await close_store()


async def _let_go(_: web.Application, *, house: House) -> None:
    """Sockets, workers and jobs end before connections are waited for."""
    house.jobs.stop()
    await house.realtime.stop()
    await house.slack.stop()
    await units_of_work.drain(house.settings.shutdown_seconds)


def _wakes(jobs: Jobs) -> list[Callable[[], None]]:
    """Events that need not wait for a job's next time."""

    async def on_delivery(event: events.DeliveryQueued) -> None:
        jobs.wake(f"outbox.{event.channel}")

    async def on_invoice(_: events.InvoiceQueued) -> None:
        jobs.wake("push")

    return [
        events.subscribe(events.DeliveryQueued, on_delivery),
        events.subscribe(events.InvoiceQueued, on_invoice),
    ]


def _ready_checks(settings: Settings) -> dict[str, Callable[[], Awaitable[bool]]]:
    checks: dict[str, Callable[[], Awaitable[bool]]] = {"database": database_answers}
    if settings.redis_url:
        checks["redis"] = partial(redis_answers, settings.redis_url)
    return checks


async def redis_answers(url: str) -> bool:
    client = redis.asyncio.from_url(url)
    try:
        return bool(await client.ping())
    finally:
        await client.aclose()


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[None]:
    """The store alone, for commands that run beside the server."""
    await open_store(settings.database)
    try:
        yield
    finally:
        await close_store()


def _older(settings: Settings) -> tuple[str, ...]:
    return tuple(each.get_secret_value() for each in settings.older_secrets)
