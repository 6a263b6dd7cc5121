"""Recurring work: templates, a client's assignments, and the tasks made from them."""

from enum import StrEnum
from uuid import UUID

from tortoise import fields

from models.base import Row
from models.clients import Client
from models.fields import UtcDatetimeField, WholeField
from models.firm import Firm, Staff


class Recurrence(StrEnum):
    MONTHLY = "monthly"
    YEARLY = "yearly"


class TaskState(StrEnum):
    OPEN = "open"
    DONE = "done"


class Template(Row):
    """A kind of recurring task, due on a day of a month after its period."""

    firm: fields.ForeignKeyRelation[Firm] = fields.ForeignKeyField("models.Firm")
    firm_id: UUID
    code = fields.CharField(max_length=40)
    name_fi = fields.CharField(max_length=120)
    name_sv = fields.CharField(max_length=120)
    name_en = fields.CharField(max_length=120)
    recurrence = fields.CharEnumField(Recurrence, max_length=10)
    due_day = WholeField()
    due_months_after = WholeField(default=1, db_default=1)

    class Meta:
        table = "template"
        unique_together = (("firm", "code"),)


class Assignment(Row):
    firm: fields.ForeignKeyRelation[Firm] = fields.ForeignKeyField("models.Firm")
    firm_id: UUID
    client: fields.ForeignKeyRelation[Client] = fields.ForeignKeyField("models.Client")
    client_id: UUID
    template: fields.ForeignKeyRelation[Template] = fields.ForeignKeyField("models.Template")
    template_id: UUID
    assignee: fields.ForeignKeyNullableRelation[Staff] = fields.ForeignKeyField(
        "models.Staff", null=True
    )
    assignee_id: UUID | None
    is_active = fields.BooleanField(default=True, db_default=True)

    class Meta:
        table = "assignment"
        unique_together = (("client", "template"),)


class Task(Row):
    firm: fields.ForeignKeyRelation[Firm] = fields.ForeignKeyField("models.Firm")
    firm_id: UUID
    client: fields.ForeignKeyRelation[Client] = fields.ForeignKeyField("models.Client")
    client_id: UUID
    assignment: fields.ForeignKeyNullableRelation[Assignment] = fields.ForeignKeyField(
        "models.Assignment", null=True
    )
    assignment_id: UUID | None
    assignee: fields.ForeignKeyNullableRelation[Staff] = fields.ForeignKeyField(
        "models.Staff", null=True
    )
    assignee_id: UUID | None
    # In the firm's language; the assignment's template names it in the others.
    title = fields.CharField(max_length=200)
    period = fields.CharField(max_length=7, null=True)
    due_on = fields.DateField(null=True)
    state = fields.CharEnumField(TaskState, max_length=10, default=TaskState.OPEN)
    done_at = UtcDatetimeField(null=True)
    done_by_id = fields.UUIDField(null=True)
    client_key = fields.CharField(max_length=64, null=True, unique=True)

    class Meta:
        table = "task"
        # The generator run twice makes each task once.
        unique_together = (("assignment", "period"),)
        indexes = (("firm_id", "client_id", "state"), ("assignee_id", "state", "due_on"))
