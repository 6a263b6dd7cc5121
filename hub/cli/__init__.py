"""The commands of `kirjuri`, one file a subject."""
