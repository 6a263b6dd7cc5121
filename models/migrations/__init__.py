"""The history of the tables, written by Tortoise; the same on SQLite and PostgreSQL."""
