"""The only door to a row: reached on somebody's behalf, inside their firm."""
