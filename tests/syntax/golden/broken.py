"""A file in the middle of being typed."""


def whole(value):
    """Still found."""
    return value


class Typed:
    """Found too."""

    def finished(self):
        return self.half_

    def half_typed(self, x
        y = [1, 2

    def after(self):
        return 1


def last_one():
    pass
