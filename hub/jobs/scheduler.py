"""What wakes the jobs: APScheduler in memory, in every process; the jobs themselves claim rows."""

import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

log = structlog.get_logger()

# It warns whenever a wake finds its job still busy, which is every time there is work.
logging.getLogger("apscheduler").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True)
class Job:
    """`run` is called at start, then every so many seconds, and when it is woken."""

    name: str
    every_s: float
    run: Callable[[], Awaitable[object]]


class Jobs:
    """The jobs of one process. One that fails is logged and tried again at its next time."""

    def __init__(self, jobs: Iterable[Job]) -> None:
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        for job in jobs:
            self._scheduler.add_job(
                _carefully(job),
                IntervalTrigger(seconds=job.every_s),
                id=job.name,
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
                # What came due while nothing ran is caught up with at once.
                next_run_time=datetime.now(UTC),
            )

    def start(self) -> None:
        self._scheduler.start()

    def wake(self, name: str) -> None:
        """Run a job now instead of at its next time; unknown names are no error."""
        job = self._scheduler.get_job(name)
        if job is not None:
            job.modify(next_run_time=datetime.now(UTC))

    def stop(self) -> None:
        """Start nothing more; what runs is cancelled, and its rows wait for their lease to end."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)


def _carefully(job: Job) -> Callable[[], Awaitable[None]]:
    async def run() -> None:
        try:
            await job.run()
        except Exception:
            log.exception("job failed", job=job.name)

    return run
