"""The commands of the bot: one command, one file."""
