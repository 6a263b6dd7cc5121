"""Who of the twins may reach what: the oracle that the walks over events and routes ask."""

from collections.abc import Iterator

from tests.support.twins import Twins, author_in

STAFF = ("anna", "marja", "mikko", "liisa")
CONTACTS = {
    "aino": ("acme", "private"),
    "eero": ("acme",),
    "bertta": ("beta",),
    "aino_at_beta": ("beta",),
}
ROLES = (*STAFF, *CONTACTS)
# What hangs on a place, as far as a contact may know of it.
OF_A_PLACE = {"conversation", "message", "file", "card", "bulletin", "client"}
# Who sees the hours of others.
SEE_ALL_HOURS = {"anna", "marja"}
KINDS_OF_FIELDS = {
    "conversation": "conversation",
    "have": "conversation",
    "message": "message",
    "reply_to": "message",
    "before": "message",
    "mentions": "staff",
    "files": "file",
    "card": "card",
    "conversations": "conversation",
    "clients": "client",
    "hours": "time_entry",
    "tasks": "task",
    "messages": "message",
    "contacts": "contact",
    "uploads": "upload",
    "staff": "staff",
    "contact": "contact",
    "none": "none",
}


def may_reach(name: str, kind: str, place: str) -> bool:
    """Whether this person of our firm may know the thing of this kind and place of our firm."""
    where = place
    for suffix in ("_materials", "_bulletin"):
        where = where.removesuffix(suffix)
    if not name:
        return False
    if kind == "upload":
        return name == author_in(place)
    if name in CONTACTS:
        return kind in OF_A_PLACE and where in CONTACTS[name]
    if kind == "card" and place.startswith("own_"):
        return place == f"own_{name}"
    if kind == "time_entry":
        return name in SEE_ALL_HOURS or place.endswith(f"_{name}")
    return True


def foreign_ids(twins: Twins, name: str, field: str) -> Iterator[tuple[str, str]]:
    """(what it is, id): all of the kind that the field names, and one of each other kind of theirs."""
    wanted = KINDS_OF_FIELDS.get(field)
    for tenant in twins.both():
        seen: set[str] = set()
        for kind, place, of in tenant.every_id():
            if tenant is twins.ours and may_reach(name, kind, place):
                continue
            is_another = tenant is twins.theirs and kind not in seen
            if wanted in {None, kind} or is_another:
                seen.add(kind)
                yield f"{tenant.name}'s {kind} {place}", of


def own_id(twins: Twins, name: str, field: str) -> str | None:
    """An id that the person may put into this field, and wrote or uploaded where that matters."""
    kind = KINDS_OF_FIELDS.get(field, "")
    place = {"mikko": "acme_notes"}.get(name) or CONTACTS.get(name, ("acme",))[0]
    if kind == "time_entry":
        place = f"acme_{name}"
    if kind == "card":
        place = f"own_{name}" if name in STAFF else f"{place}_bulletin"
    if kind == "staff":
        place = "anna"
    if kind == "client":
        place = place.removesuffix("_notes")
    if kind == "contact":
        # The walk may erase this one.
        place = "eero"
    return twins.ours.ids.get(kind, {}).get(place)


def unreachable_marks(twins: Twins, name: str) -> list[str]:
    """The words that must never come to this person."""
    places = twins.ours.ids["conversation"]
    ours = [twins.ours.mark(each) for each in places if not may_reach(name, "conversation", each)]
    return [f"mark-{twins.theirs.name}-", *ours]
