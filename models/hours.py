"""Hours: activities, time entries in whole minutes, absences, locked days."""

from enum import StrEnum
from uuid import UUID

from tortoise import fields

from models.base import Row
from models.clients import Client
from models.fields import JsonField, UtcDatetimeField, WholeField
from models.firm import Firm, Staff
from models.tasks import Task


class AbsenceKind(StrEnum):
    LEAVE = "leave"
    SICK = "sick"
    CHILD_SICK = "child_sick"
    UNPAID = "unpaid"
    TRAINING = "training"


class Activity(Row):
    """A kind of work, named in three languages."""

    firm: fields.ForeignKeyRelation[Firm] = fields.ForeignKeyField("models.Firm")
    firm_id: UUID
    code = fields.CharField(max_length=40)
    name_fi = fields.CharField(max_length=80)
    name_sv = fields.CharField(max_length=80)
    name_en = fields.CharField(max_length=80)
    synonyms = JsonField[list[str]](default=list)
    is_billable = fields.BooleanField(default=True, db_default=True)
    is_active = fields.BooleanField(default=True, db_default=True)

    class Meta:
        table = "activity"
        unique_together = (("firm", "code"),)


class TimeEntry(Row):
    firm: fields.ForeignKeyRelation[Firm] = fields.ForeignKeyField("models.Firm")
    firm_id: UUID
    staff: fields.ForeignKeyRelation[Staff] = fields.ForeignKeyField("models.Staff")
    staff_id: UUID
    client: fields.ForeignKeyRelation[Client] = fields.ForeignKeyField("models.Client")
    client_id: UUID
    activity: fields.ForeignKeyNullableRelation[Activity] = fields.ForeignKeyField(
        "models.Activity", null=True
    )
    activity_id: UUID | None
    task: fields.ForeignKeyNullableRelation[Task] = fields.ForeignKeyField("models.Task", null=True)
    task_id: UUID | None
    date = fields.DateField()
    minutes = WholeField()
    # What is billed when it differs from what was worked.
    billed_minutes = WholeField(null=True)
    is_billable = fields.BooleanField(default=True, db_default=True)
    # The month the work concerns, as 2026-03.
    period = fields.CharField(max_length=7, null=True)
    comment = fields.TextField(default="", db_default="")
    channel = fields.CharField(max_length=10, default="", db_default="")
    # The request's own id: two presses, one entry.
    client_key = fields.CharField(max_length=64, null=True)
    approved_at = UtcDatetimeField(null=True)
    approved_by_id = fields.UUIDField(null=True)
    deleted_at = UtcDatetimeField(null=True)

    class Meta:
        table = "time_entry"
        unique_together = (("staff", "client_key"),)
        indexes = (("firm_id", "client_id", "date"), ("staff_id", "date"))


class Absence(Row):
    firm: fields.ForeignKeyRelation[Firm] = fields.ForeignKeyField("models.Firm")
    firm_id: UUID
    staff: fields.ForeignKeyRelation[Staff] = fields.ForeignKeyField("models.Staff")
    staff_id: UUID
    kind = fields.CharEnumField(AbsenceKind, max_length=20)
    first_day = fields.DateField()
    last_day = fields.DateField()

    class Meta:
        table = "absence"


class DayLock(Row):
    """Days up to and including this one no longer change."""

    firm: fields.ForeignKeyRelation[Firm] = fields.ForeignKeyField("models.Firm")
    firm_id: UUID
    last_day = fields.DateField()
    locked_by_id = fields.UUIDField(null=True)

    class Meta:
        table = "day_lock"


class Reminder(Row):
    """One nudge to one person on one local day: the row is the claim to send it."""

    firm: fields.ForeignKeyRelation[Firm] = fields.ForeignKeyField("models.Firm")
    firm_id: UUID
    # hours, material, deadline
    kind = fields.CharField(max_length=20)
    person_id = fields.UUIDField()
    day = fields.DateField()

    class Meta:
        table = "reminder"
        unique_together = (("kind", "person_id", "day"),)
