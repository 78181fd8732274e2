"""Which files count, what is in them, and where things are in a text. Knows no syntax."""
