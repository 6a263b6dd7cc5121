"""What the scheduler wakes: jobs that claim rows."""
