"""views.* of the fake Slack: trigger expiry, the stack of three, and hash."""

import secrets
import time
from dataclasses import dataclass

from tests.support.fake_slack.calls import Call, Json, method
from tests.support.fake_slack.chat import with_block_ids
from tests.support.fake_slack.lengths import problems_of_view
from tests.support.fake_slack.world import User, View

STACK = 3


@dataclass
class Trigger:
    user: User
    made_at: float
    is_used: bool = False


@method("views.open")
async def open_view(call: Call) -> Json:
    view = _new_view(call, _use_trigger(call))
    return {"view": view.as_json()}


@method("views.push")
async def push_view(call: Call) -> Json:
    user = _use_trigger(call)
    stack = call.slack.stack_of(user)
    if not stack:
        raise call.refuse("not_found")
    if len(stack) >= STACK:
        raise call.refuse("push_limit_reached")
    return {"view": _new_view(call, user, below=stack[-1]).as_json()}


@method("views.update")
async def update_view(call: Call) -> Json:
    view = call.slack.world.views.get(call.text("view_id"))
    if view is None:
        wanted = call.text("external_id")
        views = call.slack.world.views.values()
        view = next((v for v in views if wanted and v.payload.get("external_id") == wanted), None)
    if view is None or not view.is_open:
        raise call.refuse("not_found")
    _check_hash(call, view)
    _replace(call, view)
    return {"view": view.as_json()}


@method("views.publish")
async def publish_home(call: Call) -> Json:
    user = call.slack.world.users.get(call.text("user_id"))
    if user is None or user.team is not call.team:
        raise call.refuse("invalid_arguments")
    home = call.slack.world.homes.get(user.id)
    if home is None:
        home = call.slack.world.homes[user.id] = _new_view(call, user)
        return {"view": home.as_json()}
    _check_hash(call, home)
    _replace(call, home)
    return {"view": home.as_json()}


def _use_trigger(call: Call) -> User:
    trigger = call.slack.triggers.get(call.text("trigger_id"))
    if trigger is None or trigger.user.team is not call.team:
        raise call.refuse("invalid_trigger_id")
    if trigger.is_used:
        raise call.refuse("exchanged_trigger_id")
    if time.monotonic() - trigger.made_at > call.slack.trigger_lifetime_s:
        raise call.refuse("expired_trigger_id")
    trigger.is_used = True
    return trigger.user


def _new_view(call: Call, user: User, below: View | None = None) -> View:
    payload = _checked(call)
    world = call.slack.world
    view_id = world.new_id("V")
    view = View(
        view_id,
        user,
        payload,
        _new_hash(),
        root_id=below.root_id if below else view_id,
        previous_id=below.id if below else None,
    )
    world.views[view.id] = view
    return view


def _replace(call: Call, view: View) -> None:
    view.payload, view.hash = _checked(call), _new_hash()


def _check_hash(call: Call, view: View) -> None:
    if call.text("hash") and call.text("hash") != view.hash:
        raise call.refuse("hash_conflict")


def _checked(call: Call) -> Json:
    payload = call.arguments["view"]
    problems = problems_of_view(payload)
    if problems:
        raise call.refuse("invalid_arguments", *problems)
    return {**payload, "blocks": with_block_ids(payload["blocks"])}


def _new_hash() -> str:
    return f"{time.time():.6f}.{secrets.token_hex(4)}"
