"""HTTP: one small file a subject."""
