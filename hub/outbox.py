"""What leaves the house: claim, lease, retry, give up loudly."""
