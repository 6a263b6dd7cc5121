"""Durations, dates, clients and activities as people write them: a closed grammar, never a guess."""
