"""Where it is decided: actions write, queries read, access is the only door to a row."""
