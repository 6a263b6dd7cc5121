"""Clients are companies; contacts are their people; responsibilities tie them to staff."""

from enum import StrEnum
from uuid import UUID

from tortoise import fields

from models.base import Row
from models.fields import JsonField, WholeField
from models.firm import Firm, Staff


class ResponsibilityRole(StrEnum):
    ACCOUNTANT = "accountant"
    PAYROLL = "payroll"
    SUBSTITUTE = "substitute"


class Client(Row):
    firm: fields.ForeignKeyRelation[Firm] = fields.ForeignKeyField("models.Firm")
    firm_id: UUID
    number = fields.CharField(max_length=40)
    name = fields.CharField(max_length=120)
    business_id = fields.CharField(max_length=20, default="", db_default="")
    aliases = JsonField[list[str]](default=list)
    language = fields.CharField(max_length=2, default="fi", db_default="fi")
    email = fields.CharField(max_length=254, default="", db_default="")
    street = fields.CharField(max_length=80, default="", db_default="")
    postcode = fields.CharField(max_length=20, default="", db_default="")
    city = fields.CharField(max_length=40, default="", db_default="")
    # Procountor's words: email, mail, e_invoice, no_sending.
    invoice_channel = fields.CharField(max_length=20, default="email", db_default="email")
    e_invoice_address = fields.CharField(max_length=40, default="", db_default="")
    e_invoice_operator = fields.CharField(max_length=40, default="", db_default="")
    payment_term_days = WholeField(default=14, db_default=14)
    is_active = fields.BooleanField(default=True, db_default=True)
    # Casefolded name, number and aliases: SQLite folds only ASCII by itself.
    search_text = fields.TextField(default="", db_default="")

    class Meta:
        table = "client"
        unique_together = (("firm", "number"),)


class Contact(Row):
    """A person of one client; the same e-mail in two clients is two contacts."""

    firm: fields.ForeignKeyRelation[Firm] = fields.ForeignKeyField("models.Firm")
    firm_id: UUID
    client: fields.ForeignKeyRelation[Client] = fields.ForeignKeyField("models.Client")
    client_id: UUID
    # The firm's own id of the person: `sub` of the identity token.
    external_id = fields.CharField(max_length=100)
    name = fields.CharField(max_length=120)
    email = fields.CharField(max_length=254, default="", db_default="")
    language = fields.CharField(max_length=2, default="fi", db_default="fi")
    is_active = fields.BooleanField(default=True, db_default=True)

    class Meta:
        table = "contact"
        unique_together = (("client", "external_id"),)


class Responsibility(Row):
    firm: fields.ForeignKeyRelation[Firm] = fields.ForeignKeyField("models.Firm")
    firm_id: UUID
    client: fields.ForeignKeyRelation[Client] = fields.ForeignKeyField("models.Client")
    client_id: UUID
    staff: fields.ForeignKeyRelation[Staff] = fields.ForeignKeyField("models.Staff")
    staff_id: UUID
    role = fields.CharEnumField(
        ResponsibilityRole, max_length=20, default=ResponsibilityRole.ACCOUNTANT
    )

    class Meta:
        table = "responsibility"
        unique_together = (("client", "staff", "role"),)
