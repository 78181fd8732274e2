"""Find similar: `snippet/similar`, the code action and the command that ask it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcInvalidParams

from ..files.lines import LineIndex
from ..types import Hit, Span
from . import answers, convert
from .params import ClientRange, Fields
from .session import Folder, Session

if TYPE_CHECKING:
    from ..workspace import Workspace

COMMAND = "snippet.findSimilar"
TITLE = "Find similar code"
ACTION_KIND = "refactor.findSimilar"


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a question points to."""

    folder: Folder | None
    """The folder that the text belongs to, if any."""
    path: str
    """Relative to the folder."""
    source: bytes
    span: Span
    language_id: str | None


async def similar(session: Session, params: Fields) -> dict[str, Any]:
    """What is most like a place in a document, or like a piece of code."""
    limit = params.whole("limit", 1, answers.MOST, answers.DEFAULT)
    folders = list(session.folders.values())
    if "code" in params:
        code = params.text("code")
        language = convert.from_language_id(params.optional_text("language"))
        spot = None
    elif "textDocument" in params:
        spot = await _spot(session, params)
        if all(folder is spot.folder for folder in folders):
            code, language = "", None
        else:
            code, language = await session.run(_code_at, spot)
    else:
        raise JsonRpcInvalidParams("params must have code, or textDocument with position or range")

    def question(workspace: Workspace, folder: Folder) -> list[Hit]:
        if spot is not None and folder is spot.folder:
            return workspace.similar_at(spot.path, spot.span, limit)
        return workspace.similar_to(code, language, limit)

    state = answers.begin(session, folders)
    return answers.reply(session, state, await answers.ask(session, folders, question, limit))


async def execute_command(session: Session, params: Fields) -> dict[str, Any]:
    """The command takes the parameters of `snippet/similar` and gives the same reply."""
    command = params.text("command")
    if command != COMMAND:
        raise JsonRpcInvalidParams(f"{params.path('command')} must be {COMMAND!r}")
    arguments = params.objects("arguments")
    if len(arguments) != 1:
        raise JsonRpcInvalidParams(f"{params.path('arguments')} must be a list of one object")
    return await similar(session, arguments[0])


def code_actions(session: Session, params: Fields) -> list[lsp.CodeAction | lsp.Command]:
    """One action, for the selection or the definition around the cursor.

    None where the client asks by itself: an ever-present light bulb says nothing.
    """
    uri = params.fields("textDocument").text("uri")
    place, context = params.range("range"), params.fields("context")
    automatic = context.value("triggerKind") == lsp.CodeActionTriggerKind.Automatic
    if automatic or not _is_wanted(context.items("only")) or not session.folders:
        return []
    whole = lsp.Range(lsp.Position(*place.start), lsp.Position(*place.end))
    arguments = [{"textDocument": {"uri": uri}, "range": whole}]
    command = lsp.Command(TITLE, COMMAND, arguments=arguments)
    if not session.client.action_literals:
        return [command]
    return [lsp.CodeAction(TITLE, kind=ACTION_KIND, command=command)]


def _is_wanted(only: list[object]) -> bool:
    return not only or any(kind == "" or f"{ACTION_KIND}.".startswith(f"{kind}.") for kind in only)


async def _spot(session: Session, params: Fields) -> _Spot:
    uri = params.fields("textDocument").text("uri")
    place = _range(params)
    path = convert.path_of(uri)
    folder, relative = session.place(path) or (None, "")
    encoding = session.client.encoding
    if (document := session.documents.get(uri)) is not None:
        span = convert.from_range(place, document.text.lines, encoding)
        source = document.text.source
        return _Spot(folder, relative or path or uri, source, span, document.language_id)
    workspace = folder.workspace if folder is not None else None
    stored = await session.run(workspace.source, relative) if workspace is not None else None
    if stored is None:
        name = params.path("textDocument.uri")
        raise JsonRpcInvalidParams(f"{name} is neither open nor a file of an open folder")
    span = convert.from_range(place, LineIndex(stored), encoding)
    return _Spot(folder, relative, stored, span, None)


def _range(params: Fields) -> ClientRange:
    if "range" in params:
        return params.range("range")
    position = params.position("position")
    return ClientRange(position, position)


def _code_at(spot: _Spot) -> tuple[str, str | None]:
    """The code that a spot means, and its language: for folders that do not hold its file."""
    from ..search import definition_at
    from ..syntax import HEAD, LANGUAGES, language_of

    path = spot.path
    if language_of(path, spot.source[:HEAD]) is None:
        language = convert.from_language_id(spot.language_id)
        path = f"untitled{LANGUAGES[language].extensions[0]}" if language else path
    symbol = definition_at(path, spot.source, spot.span)
    return (symbol.code, symbol.language or None) if symbol else ("", None)
