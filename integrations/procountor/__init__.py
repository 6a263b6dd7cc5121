"""Procountor: the port of an accounting system, its client, and a local sandbox of it."""
