"""Columns mean the same on SQLite and PostgreSQL."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from tortoise.exceptions import ValidationError
from tortoise.functions import Max

from models.fields import as_utc
from tests.support.ledger import Moment, open_ledger

HELSINKI = timezone(timedelta(hours=2))
NEW_YORK = timezone(timedelta(hours=-5))
# 10:00, 10:30 and 11:00 in UTC: as text with their offsets they sort 06:00, 10:30, 12:00.
EARLY = datetime(2026, 11, 23, 12, 0, tzinfo=HELSINKI)
MIDDLE = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
LATE = datetime(2026, 11, 23, 6, 0, tzinfo=NEW_YORK)


async def test_moments_with_offsets_compare_right(empty_database_url):
    async with open_ledger(empty_database_url):
        for moment in (LATE, EARLY, MIDDLE):
            await Moment.create(at=moment)

        in_order = [row.at for row in await Moment.all().order_by("at")]
        assert in_order == [EARLY, MIDDLE, LATE]
        assert await Moment.filter(at__lt=MIDDLE.astimezone(NEW_YORK)).count() == 1
        assert await Moment.filter(at__range=(LATE, LATE)).count() == 1
        assert await Moment.filter(at=MIDDLE.astimezone(HELSINKI)).count() == 1
        (row,) = await Moment.annotate(latest=Max("at")).group_by("words").values("latest")
        assert as_utc(row["latest"]) == LATE


@pytest.mark.sqlite_only
async def test_the_stock_engine_and_field_compare_the_text(empty_database_url):
    async with open_ledger(empty_database_url, stock=True):
        for moment in (LATE, EARLY, MIDDLE):
            await Moment.create(stock_at=moment)

        late_or_later = await Moment.filter(stock_at__gte=LATE).count()
        assert late_or_later == 3, "if it is 1 the trap is gone: is our field still needed?"


async def test_a_moment_is_read_in_utc(empty_database_url):
    async with open_ledger(empty_database_url):
        made = await Moment.create(at=EARLY)
        read = await Moment.get(id=made.id)
        (row,) = await Moment.filter(id=made.id).values("at")

    for moment in (made.at, read.at, row["at"]):
        assert moment == EARLY
        assert moment.tzinfo is UTC
    assert read.changed_at.tzinfo is UTC
    assert read.changed_at == made.changed_at


async def test_raw_sql_takes_and_gives_the_same_moment(empty_database_url):
    async with open_ledger(empty_database_url) as context:
        made = await Moment.create(at=EARLY)
        (row,) = await context.db().execute_query_dict(
            "SELECT at FROM moment WHERE at = $1 AND id = $2",
            [EARLY.astimezone(NEW_YORK), made.id],
        )

    assert as_utc(row["at"]) == EARLY


async def test_a_moment_without_a_zone_is_refused(empty_database_url):
    naive = EARLY.replace(tzinfo=None)
    async with open_ledger(empty_database_url):
        with pytest.raises(ValueError, match="naive"):
            await Moment.create(at=naive)
        with pytest.raises(ValueError, match="naive"):
            await Moment.filter(at__lt=naive).count()
        with pytest.raises(ValueError, match="naive"):
            await Moment.all().update(at=naive)


@pytest.mark.parametrize("wrong", [1.9, "15", True, 2**31])
async def test_a_whole_number_is_never_cut(empty_database_url, wrong):
    async with open_ledger(empty_database_url):
        with pytest.raises(ValidationError):
            await Moment.create(minutes=wrong)
        assert await Moment.all().count() == 0


async def test_json_comes_back_as_it_was_and_text_is_refused(empty_database_url):
    words = {"ä": [1, None, True], "empty": {}}
    async with open_ledger(empty_database_url):
        made = await Moment.create(words=words)
        assert (await Moment.get(id=made.id)).words == words
        with pytest.raises(ValidationError):
            await Moment.all().update(words='{"a": 1}')


async def test_ids_sort_by_the_time_of_their_making(empty_database_url):
    async with open_ledger(empty_database_url):
        made = [(await Moment.create()).id for _ in range(20)]

        assert [row.id for row in await Moment.all().order_by("id")] == made
