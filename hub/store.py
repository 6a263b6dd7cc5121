"""Opens and closes the database."""
