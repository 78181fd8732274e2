"""Open documents: `textDocument/didOpen`, `didChange`, `didClose` and `didSave`.

Plain functions: notifications must take effect in the order in which they came.
"""

from __future__ import annotations

import logging

from ..files.overlays import Change, Document, apply_change
from . import convert
from .params import MOST, Fields
from .session import Folder, OpenDocument, Session

log = logging.getLogger(__name__)


def did_open(session: Session, params: Fields) -> None:
    """Take the editor's text in place of the one on disk."""
    item = params.fields("textDocument")
    uri = item.text("uri")
    document = OpenDocument(
        uri,
        convert.path_of(uri),
        item.optional_text("languageId") or "",
        Document.from_text(uri, item.text("text"), _version(item, 0)),
    )
    session.documents[uri] = document
    publish(session, document)


def did_change(session: Session, params: Fields) -> None:
    """Apply edits, one after the other."""
    identifier = params.fields("textDocument")
    uri = identifier.text("uri")
    document = session.documents.get(uri)
    if document is None:
        log.warning("didChange of a document that is not open")
        return
    changes = [_change(change) for change in params.objects("contentChanges")]
    version = _version(identifier, document.text.version)
    document.text = apply_change(document.text, changes, session.client.encoding, version)
    publish(session, document)


def did_close(session: Session, params: Fields) -> None:
    """Go back to what is on disk."""
    document = session.documents.pop(params.fields("textDocument").text("uri"), None)
    if document is not None and (folder := session.owner(document.path)) is not None:
        withdraw(folder, document)


def did_save(session: Session, params: Fields) -> None:
    """The file on disk has changed; editors that watch no files say so only here."""
    place = session.place(convert.path_of(params.fields("textDocument").text("uri")))
    if place is not None and (workspace := place[0].workspace) is not None:
        workspace.notice([place[1]])
        workspace.look_again()


def publish(session: Session, document: OpenDocument) -> None:
    """Hand a document's text to the workspace that it belongs to."""
    place = session.place(document.path)
    if place is not None and (workspace := place[0].workspace) is not None:
        workspace.set_document(place[1], document.text.source)


def withdraw(folder: Folder, document: OpenDocument) -> None:
    """Take a document's text back from a folder's workspace."""
    path = convert.relative_path(document.path or "", folder.root)
    if path is not None and folder.workspace is not None:
        folder.workspace.close_document(path)


def _version(fields: Fields, default: int) -> int:
    return fields.whole("version", -MOST, MOST, default)


def _change(fields: Fields) -> Change:
    text = fields.text("text")
    if "range" not in fields:
        return Change(text)
    place = fields.fields("range")
    return Change(text, place.position("start"), place.position("end"))
