"""The facts: tables, one file a subject."""
