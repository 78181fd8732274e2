"""Documentation to the one sentence that stands in for a search query.

Owns what of documentation reads like a question: no markup, no tags, no boilerplate, English only.
"""

from __future__ import annotations

import re

SHORTEST, LONGEST = 3, 40
"""Words that a sentence must and may have."""

_BRIEF = re.compile(r"<summary>(.*?)</summary>", re.DOTALL | re.IGNORECASE)
_LINK = re.compile(r"\{@\w+\s+([^}|]*)[^}]*\}|\[([^\]]+)\](?:\([^)]*\)|\[[^\]]*\])?")
_ROLE = re.compile(r":[\w:]+:`~?([^`<]*)(?:<[^>]*>)?`|``?([^`]*)``?")
_CREF = re.compile(r"<(?:see|paramref|typeparamref)\s+\w+=\"(?:\w:)?([^\"]*)\"\s*/>", re.IGNORECASE)
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|https?://\S+|\*\*|&(?:lt|gt|amp|nbsp|quot);")
_COMMAND = re.compile(
    r"^\s*[@\\](?:brief|short|summary|desc|description|details)\b[: ]*", re.MULTILINE
)
_TAGS = re.compile(
    r"^\s*(?:[@\\:]\w|(?:Args|Arguments|Parameters|Params|Returns?|Raises|Throws|Examples?|Notes?|"
    r"Usage|Yields|See [Aa]lso)\s*:?\s*$|#+\s|-{3,}|>>>|\.\. )",
    re.MULTILINE,
)
_PARAGRAPH = re.compile(r"\n\s*\n")
_END = re.compile(
    r"(?<!\be\.g)(?<!\bi\.e)(?<!\betc)(?<!\bvs)[.!?](?=\s+[A-Z(\[`\"'@]|\s+\w+:\s|\s*$)|[:;]\s*$"
)
_COST = re.compile(r"^/?O\([^)]*\)/?[.:]? *")
_WORD = re.compile(r"[^\W\d_]+(?:'[a-z]+)?")
_BOILERPLATE = re.compile(
    r"^(?:todo|fixme|xxx|hack|notes?\b|deprecated|see\b|internal|private\b|inherit|non-javadoc|"
    r"tests?\b|lineno\b|(?:based on|(?:adapted|borrowed|taken|copied) from|from) \S+$|"
    r"(?:creates?|returns?) (?:an?|the) (?:new )?instance of (?:the )?\S+(?: class)?$|"
    r"auto-?generated|automatically generated|generated|code generated|copyright|licen[cs]e|"
    r"this (?:class|method|function|file|interface) (?:is|was) (?:auto|generated)|"
    r"do not (?:edit|call|use)|same as|alias (?:for|of|to)|implements? (?:the )?\S+$|overrides?\b|"
    r"default (?:constructor|ctor)|(?:the |a )?(?:constructor|destructor)\b|"
    r"constructs? (?:a|an|the)? ?(?:new )?\S+(?: object| instance)?$|"
    r"initializes a new instance of the|eslint|pylint|noqa|type:|nolint|spdx|@|\{@)",
    re.IGNORECASE,
)
_ENGLISH = re.compile(
    r"\b(?:the|an?|of|to|in|is|are|be|for|if|and|or|with|from|by|on|this|that|it|as|at|not|all|into|"
    r"given|returns?|returned|gets?|sets?|creates?|adds?|checks?|converts?|finds?|removes?|makes?|"
    r"whether|when|which|new|value|number|list|string|file|name|called|object|function|method|"
    r"computes?|calculates?|updates?)\b",
    re.IGNORECASE,
)


def first_sentence(documentation: str, name: str) -> str | None:
    """What a symbol's documentation says first, as plain words; None if that is no description.

    `name` is taken off where the sentence begins with it, as Go's do.
    """
    if summary := _BRIEF.search(documentation):
        documentation = summary[1]
    text = _COMMAND.sub("", documentation, count=1).strip()
    if tags := _TAGS.search(text):
        text = text[: tags.start()].strip()
    text = _PARAGRAPH.split(text, maxsplit=1)[0]
    for pattern in (_CREF, _LINK, _ROLE):
        text = pattern.sub(_content, text)
    text = _COST.sub("", " ".join(_MARKUP.sub(" ", text).split()))
    if end := _END.search(text):
        text = text[: end.start()].rstrip()
    first, _, rest = text.partition(" ")
    if first.strip("()*`") == name:
        text = rest
    return text if _describes(text) else None


def _content(match: re.Match[str]) -> str:
    return next((group for group in match.groups() if group), "")


def _describes(text: str) -> bool:
    words = _WORD.findall(text)
    if not SHORTEST <= len(words) <= LONGEST or _BOILERPLATE.match(text):
        return False
    letters = sum(map(len, words))
    # Code, tables and other scripts.
    if letters < 0.6 * len(text.replace(" ", "")) or (not text.isascii() and _foreign(text)):
        return False
    return bool(_ENGLISH.search(text))


def _foreign(text: str) -> bool:
    return sum(character > "\x7f" for character in text) > 0.04 * len(text)
