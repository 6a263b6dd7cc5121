"""The side of the console: one's own tasks and hours."""

import pytest

from hub import clock
from hub.actions.hours import log_minutes
from hub.actions.tasks import create_task
from tests.support.hub import Running, fresh_id

pytestmark = pytest.mark.sqlite_only


async def test_today_shows_ones_own_tasks_and_hours(hub: Running):
    anna = hub.asker("anna")
    today = clock.today()
    entry = await log_minutes(anna, client="1001", minutes=90, date=today, client_key=fresh_id())
    task = await create_task(
        anna,
        title="VAT",
        client="1001",
        due_on=today,
        client_key=fresh_id(),
        assignee_id=anna.id,
    )
    browser, csrf = await hub.sign_in("anna")
    headers = {"X-CSRF-Token": csrf}

    told = await (await browser.get("/api/today")).json()
    done = await (await browser.post(f"/api/tasks/{task.id}/done", headers=headers)).json()
    without = await browser.delete(f"/api/hours/{entry.id}")
    gone = await browser.delete(f"/api/hours/{entry.id}", headers=headers)
    after = await (await browser.get("/api/today")).json()
    again = await (await browser.post(f"/api/tasks/{task.id}/reopen", headers=headers)).json()

    acme = {"number": "1001", "name": "Acme Oy"}
    assert [(each["title"], each["client"]) for each in told["tasks"]] == [("VAT", acme)]
    assert [(each["minutes"], each["client"]) for each in told["hours"]["entries"]] == [(90, acme)]
    assert told["hours"]["minutes"] == 90
    assert (done["state"], again["state"]) == ("done", "open")
    assert (without.status, gone.status) == (403, 204)
    assert after["tasks"] == []
    assert after["hours"]["minutes"] == 0


async def test_a_colleagues_hours_are_not_taken_back_here(hub: Running):
    entry = await log_minutes(
        hub.asker("mikko"), client="1001", minutes=30, date=clock.today(), client_key=fresh_id()
    )
    token = {"Authorization": f"Bearer {hub.staff_token('anna')}"}

    for entry_id in (entry.id, fresh_id()):
        answer = await hub.http.delete(f"/api/hours/{entry_id}", headers=token)
        assert answer.status == 404
