"""The only code that writes: one transaction, one audit row, outbox rows, an event after commit."""
