"""Reads for lists, screens and reports."""
