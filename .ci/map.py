"""Prints the map of the house."""
