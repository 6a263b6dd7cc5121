"""What the firm does for a client again and again: templates and their assignments."""

from dataclasses import dataclass
from uuid import UUID

from hub.access import MANAGE_CLIENTS, access_client_number, access_staff, require
from hub.actions.base import Work, action
from hub.errors import NotFoundError
from models.tasks import Assignment, Recurrence, Template


@dataclass(frozen=True, slots=True)
class NewTemplate:
    """A recurring task, due on a day so many months after its period."""

    code: str
    name_fi: str
    name_sv: str
    name_en: str
    due_day: int
    due_months_after: int
    recurrence: str = "monthly"


# Due dates: finland.md D.3 (VAT: the 12th of the second month; the others are the firm's own).
FIRST_TEMPLATES = (
    NewTemplate("bookkeeping", "Kuukauden kirjanpito", "Månadens bokföring", "Bookkeeping", 20, 1),
    NewTemplate("vat", "Alv-ilmoitus", "Momsdeklaration", "VAT return", 12, 2),
    NewTemplate("payroll", "Palkat ja tulorekisteri", "Löner och inkomstregister", "Payroll", 5, 1),
)


@action
async def add_template(work: Work, new: NewTemplate) -> UUID:
    """Add a template; one whose code is there already stays as it is."""
    require(work.asker, MANAGE_CLIENTS)
    template, is_new = await Template.get_or_create(
        firm_id=work.firm_id,
        code=new.code,
        defaults={
            "name_fi": new.name_fi,
            "name_sv": new.name_sv,
            "name_en": new.name_en,
            "due_day": new.due_day,
            "due_months_after": new.due_months_after,
            "recurrence": Recurrence(new.recurrence),
        },
    )
    if is_new:
        await work.audit("tasks", template.id, "add_template", after={"code": new.code})
    return template.id


@action
async def assign(work: Work, *, client: str, template: str, assignee_id: UUID | None) -> None:
    """Do the template's work for a client from now on; again changes nothing."""
    require(work.asker, MANAGE_CLIENTS)
    row = await access_client_number(work.asker, client)
    found = await Template.get_or_none(firm_id=work.firm_id, code=template)
    if found is None:
        raise NotFoundError("assignments.no_template", template=template)
    if assignee_id is not None:
        await access_staff(work.asker, assignee_id)
    assignment, is_new = await Assignment.get_or_create(
        client_id=row.id,
        template_id=found.id,
        defaults={"firm_id": work.firm_id, "assignee_id": assignee_id},
    )
    if is_new:
        await work.audit("tasks", assignment.id, "assign", after={"template": template})
