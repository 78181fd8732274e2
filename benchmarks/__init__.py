"""Commands that print the figures which the documentation gives. None of them is a test."""
