"""The exception tree. Every message is one line that says what to do.

SnippetError
├── ConfigError        a setting or argument has no meaning
├── QueryError         a search query cannot be understood
├── CheckpointError    a model folder is missing, torn or of another format
├── StoreError         the index cannot be opened or written
├── SegmentError       a file or buffer is no whole segment of this format
├── ExtractionError    a text could not be parsed within its limits
├── WatchError         the operating system does not report changes to files
├── LearningError      nothing could be learnt, or learning was ended
└── Cancelled          the caller asked to stop
"""

from __future__ import annotations


class SnippetError(Exception):
    """Base of every error that this package raises on purpose."""


class ConfigError(SnippetError):
    """A setting or argument has no meaning."""


class QueryError(SnippetError):
    """A search query cannot be understood."""


class CheckpointError(SnippetError):
    """A model folder is missing, torn or of another format."""


class StoreError(SnippetError):
    """The index cannot be opened or written."""


class SegmentError(SnippetError):
    """A file or buffer is no whole segment of this format."""


class ExtractionError(SnippetError):
    """A text could not be parsed within its limits."""


class WatchError(SnippetError):
    """The operating system does not report changes to files."""


class LearningError(SnippetError):
    """Nothing could be learnt, or learning was ended."""


class Cancelled(SnippetError):
    """The caller asked to stop."""
