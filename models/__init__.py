"""The facts: tables, one file a subject."""

SUBJECTS = (
    "firm",
    "clients",
    "chat",
    "files",
    "tasks",
    "hours",
    "materials",
    "bulletins",
    "notices",
    "billing",
    "accounting",
    "audit",
)

# What Tortoise is told to read.
MODULES = tuple(f"models.{subject}" for subject in SUBJECTS)
