"""What the bot understands and says."""
