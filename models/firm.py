"""The accounting firm: its people, their working time, their ways in."""

from enum import StrEnum
from uuid import UUID

from tortoise import fields

from models.base import Row
from models.fields import JsonField, UtcDatetimeField, WholeField


class Role(StrEnum):
    OWNER = "owner"
    MANAGER = "manager"
    ACCOUNTANT = "accountant"
    ASSISTANT = "assistant"


class KeyAlgorithm(StrEnum):
    HS256 = "HS256"
    ES256 = "ES256"
    RS256 = "RS256"


class Firm(Row):
    """The tenant: every other row hangs on a firm."""

    name = fields.CharField(max_length=120)
    business_id = fields.CharField(max_length=20, default="", db_default="")
    language = fields.CharField(max_length=2, default="fi", db_default="fi")
    time_zone = fields.CharField(
        max_length=40, default="Europe/Helsinki", db_default="Europe/Helsinki"
    )
    is_demo = fields.BooleanField(default=False, db_default=False)
    # How long talk is kept that no case needs; None: for good.
    chat_retention_months = WholeField(null=True)
    # How long an author may change or take back a message; 0: not at all.
    edit_minutes = WholeField(default=60, db_default=60)
    # Whether contacts see that staff have read their messages.
    has_staff_receipts = fields.BooleanField(default=True, db_default=True)
    # Seven days, Monday first: minutes of the day from and to, or nothing; null: the usual ones.
    office_hours = JsonField[list[list[int] | None] | None](null=True)
    # Within how much open time a client may expect an answer.
    answer_minutes = WholeField(default=60, db_default=60)

    class Meta:
        table = "firm"


class Staff(Row):
    firm: fields.ForeignKeyRelation[Firm] = fields.ForeignKeyField("models.Firm")
    firm_id: UUID
    name = fields.CharField(max_length=120)
    email = fields.CharField(max_length=254)
    language = fields.CharField(max_length=2, default="fi", db_default="fi")
    role = fields.CharEnumField(Role, max_length=20, default=Role.ACCOUNTANT)
    # Rights given beside those of the role.
    extra_rights = JsonField[list[str]](default=list)
    is_active = fields.BooleanField(default=True, db_default=True)

    class Meta:
        table = "staff"
        unique_together = (("firm", "email"),)


class WorkSchedule(Row):
    """Target minutes of each weekday from a day on; the latest that has begun holds."""

    firm: fields.ForeignKeyRelation[Firm] = fields.ForeignKeyField("models.Firm")
    firm_id: UUID
    staff: fields.ForeignKeyRelation[Staff] = fields.ForeignKeyField("models.Staff")
    staff_id: UUID
    valid_from = fields.DateField()
    # Seven whole numbers, Monday first.
    weekday_minutes = JsonField[list[int]]()

    class Meta:
        table = "work_schedule"
        unique_together = (("staff", "valid_from"),)


class SignInLink(Row):
    """A one-time link; only a hash of its token is kept."""

    firm: fields.ForeignKeyRelation[Firm] = fields.ForeignKeyField("models.Firm")
    firm_id: UUID
    staff: fields.ForeignKeyRelation[Staff] = fields.ForeignKeyField("models.Staff")
    staff_id: UUID
    token_hash = fields.CharField(max_length=64, unique=True)
    expires_at = UtcDatetimeField()
    used_at = UtcDatetimeField(null=True)

    class Meta:
        table = "sign_in_link"


class Session(Row):
    firm: fields.ForeignKeyRelation[Firm] = fields.ForeignKeyField("models.Firm")
    firm_id: UUID
    staff: fields.ForeignKeyRelation[Staff] = fields.ForeignKeyField("models.Staff")
    staff_id: UUID
    token_hash = fields.CharField(max_length=64, unique=True)
    csrf = fields.CharField(max_length=64)
    user_agent = fields.CharField(max_length=200, default="", db_default="")
    expires_at = UtcDatetimeField()
    revoked_at = UtcDatetimeField(null=True)

    class Meta:
        table = "session"


class WidgetKey(Row):
    """A key the firm's site signs identities with; two may live at once for rotation."""

    firm: fields.ForeignKeyRelation[Firm] = fields.ForeignKeyField("models.Firm")
    firm_id: UUID
    kid = fields.CharField(max_length=40, unique=True)
    algorithm = fields.CharEnumField(KeyAlgorithm, max_length=10, default=KeyAlgorithm.HS256)
    # HS256: the sealed secret; ES256 and RS256: the public key in PEM.
    sealed_secret = fields.TextField(default="", db_default="")
    public_key = fields.TextField(default="", db_default="")
    # Origins in which the widget may stand, as in frame-ancestors.
    allowed_origins = JsonField[list[str]](default=list)
    revoked_at = UtcDatetimeField(null=True)

    class Meta:
        table = "widget_key"


class UsedToken(Row):
    """The jti of a one-time identity that was used."""

    firm: fields.ForeignKeyRelation[Firm] = fields.ForeignKeyField("models.Firm")
    firm_id: UUID
    jti = fields.CharField(max_length=100)
    expires_at = UtcDatetimeField()

    class Meta:
        table = "used_token"
        unique_together = (("firm", "jti"),)


class SlackInstallation(Row):
    firm: fields.ForeignKeyRelation[Firm] = fields.ForeignKeyField("models.Firm")
    firm_id: UUID
    team_id = fields.CharField(max_length=40, unique=True)
    team_name = fields.CharField(max_length=120, default="", db_default="")
    enterprise_id = fields.CharField(max_length=40, default="", db_default="")
    app_id = fields.CharField(max_length=40, default="", db_default="")
    bot_id = fields.CharField(max_length=40, default="", db_default="")
    bot_user_id = fields.CharField(max_length=40, default="", db_default="")
    sealed_bot_token = fields.TextField()
    scopes = fields.TextField(default="", db_default="")
    revoked_at = UtcDatetimeField(null=True)

    class Meta:
        table = "slack_installation"


class SlackUser(Row):
    """Which Slack user a staff member is, confirmed by the person."""

    firm: fields.ForeignKeyRelation[Firm] = fields.ForeignKeyField("models.Firm")
    firm_id: UUID
    staff: fields.ForeignKeyRelation[Staff] = fields.ForeignKeyField("models.Staff")
    staff_id: UUID
    team_id = fields.CharField(max_length=40)
    user_id = fields.CharField(max_length=40)

    class Meta:
        table = "slack_user"
        unique_together = (("team_id", "user_id"),)
