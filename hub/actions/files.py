"""Files people send: streamed to one side, sniffed, scanned, and only then kept for others."""

import asyncio
import hashlib
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import structlog
from tortoise.exceptions import IntegrityError

from hub.access import Asker, access_conversation, access_file
from hub.actions.base import Work, action
from hub.actions.previews import Drawn, draw_preview, preview_key
from hub.actions.sniffing import Finding, safe_name, sniff
from hub.entries import FileView
from hub.errors import ConflictError, NotFoundError, TooLargeError, UnavailableError, UserError
from hub.ids import new_id
from hub.queries.chat import file_view
from hub.texts import say
from integrations.scan import Scanner, ScannerDownError
from integrations.storage import MissingError, Storage
from models.chat import AuthorKind
from models.files import File, FileState

__all__ = ["FileRules", "Incoming", "Scanner", "Storage", "open_file", "receive_file"]

log = structlog.get_logger()

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class FileRules:
    """How files are taken. `fails_closed`: a silent scanner keeps a file in quarantine."""

    storage: Storage
    scanner: Scanner | None
    largest: int
    fails_closed: bool = True


@dataclass(frozen=True, slots=True)
class Incoming:
    """An upload as it comes: nothing of it has been read yet."""

    conversation_id: UUID
    client_id: str
    name: str
    chunks: AsyncIterator[bytes]
    # The id that it had on its way, if it came in pieces.
    file_id: UUID | None = None


async def receive_file(asker: Asker, incoming: Incoming, rules: FileRules) -> FileView:
    """Take a file; the same `client_id` again gives the file that is there.

    Raises TooLargeError as soon as it is over the limit, and nothing is kept.
    Raises UserError when it is empty, a program, a bomb or infected.
    """
    conversation = await access_conversation(asker, incoming.conversation_id)
    if (already := await file_by_key(asker, conversation.id, incoming.client_id)) is not None:
        return already
    with tempfile.TemporaryDirectory(prefix="kirjuri-upload-") as folder:
        path = Path(folder) / "file"
        size, digest = await stream_to(incoming.chunks, path, rules.largest)
        name = safe_name(incoming.name)
        finding = await asyncio.to_thread(sniff, path, name)
        _check(finding.problem, asker)
        state = await _scan(path, rules)
        drawn = await draw_preview(path, finding.media_type, Path(folder))
        _check(drawn.problem, asker)
        key = f"{asker.firm_id}/{new_id()}"
        await rules.storage.put(key, path)
        if drawn.path is not None:
            await rules.storage.put(preview_key(key), drawn.path)
    try:
        return await _keep(
            asker,
            conversation.id,
            file_id=incoming.file_id or new_id(),
            client_id=incoming.client_id,
            name=name,
            size=size,
            digest=digest,
            key=key,
            finding=finding,
            drawn=drawn,
            state=state,
        )
    except IntegrityError:
        # The same upload at the same time was quicker; or its id was used elsewhere.
        await remove_bytes(rules.storage, key)
        if (other := await file_by_key(asker, conversation.id, incoming.client_id)) is not None:
            return other
        raise ConflictError("realtime.upload_cut", field="client_id") from None


async def open_file(
    asker: Asker, file_id: UUID, storage: Storage
) -> tuple[FileView, AsyncIterator[bytes]]:
    """A clean file's description and bytes. Raises ConflictError while it is in quarantine."""
    file = await _clean(asker, file_id)
    return file_view(file), storage.read(file.storage_key)


async def open_preview(asker: Asker, file_id: UUID, storage: Storage) -> AsyncIterator[bytes]:
    """The picture of a clean file (PREVIEW_TYPE), for whoever may have the file itself."""
    file = await _clean(asker, file_id)
    if not file.preview_width:
        raise NotFoundError
    return storage.read(preview_key(file.storage_key))


async def file_state(asker: Asker, file_id: UUID) -> FileView:
    """How a file stands that is being checked."""
    return file_view(await access_file(asker, file_id))


async def _clean(asker: Asker, file_id: UUID) -> File:
    file = await access_file(asker, file_id)
    if file.state == FileState.QUARANTINED:
        raise ConflictError("realtime.file_waits")
    if file.state != FileState.CLEAN:
        raise NotFoundError
    return file


async def remove_bytes(storage: Storage, key: str) -> None:
    """A file's, and its picture's."""
    await storage.remove(preview_key(key))
    await storage.remove(key)


async def scan_waiting(rules: FileRules, limit: int = 20) -> int:
    """Scan what waits in quarantine since the scanner was silent; how many got a verdict."""
    done = 0
    for file in await File.filter(state=FileState.QUARANTINED).order_by("id").limit(limit):
        with tempfile.TemporaryDirectory(prefix="kirjuri-scan-") as folder:
            path = Path(folder) / "file"
            try:
                await stream_to(rules.storage.read(file.storage_key), path, rules.largest)
                state = await _scan(path, rules)
            except (UserError, MissingError):
                state = FileState.REFUSED
                await remove_bytes(rules.storage, file.storage_key)
        if state != FileState.QUARANTINED:
            done += await File.filter(id=file.id, state=FileState.QUARANTINED).update(state=state)
    return done


def _check(problem: str, asker: Asker) -> None:
    if problem:
        reason = say(problem, asker.language)
        raise UserError("realtime.file_dangerous", field="file", reason=reason)


@action
async def _keep(
    work: Work,
    conversation_id: UUID,
    *,
    file_id: UUID,
    client_id: str,
    name: str,
    size: int,
    digest: str,
    key: str,
    finding: Finding,
    drawn: Drawn,
    state: FileState,
) -> FileView:
    file = await File.create(
        id=file_id,
        firm_id=work.firm_id,
        conversation_id=conversation_id,
        uploader_kind=AuthorKind(work.asker.kind),
        uploader_id=work.asker.id,
        client_key=client_id,
        name=name,
        size=size,
        media_type=finding.media_type,
        sha256=digest,
        storage_key=key,
        state=state,
        flags=" ".join(sorted(finding.flags)),
        preview_width=drawn.width,
        preview_height=drawn.height,
    )
    await work.audit("files", file.id, "upload", after={"size": size, "state": state.value})
    return file_view(file)


async def file_by_key(asker: Asker, conversation_id: UUID, client_id: str) -> FileView | None:
    """What this person has sent here under this id."""
    file = await File.get_or_none(
        uploader_id=asker.id, client_key=client_id, conversation_id=conversation_id
    )
    return file_view(file) if file else None


async def stream_to(chunks: AsyncIterator[bytes], path: Path, largest: int) -> tuple[int, str]:
    """Write to `path`, counting; stops at the first byte too many."""
    size, digest = 0, hashlib.sha256()
    with await asyncio.to_thread(path.open, "wb") as file:
        async for chunk in chunks:
            size += len(chunk)
            if size > largest:
                raise TooLargeError(
                    "realtime.file_too_large", field="file", megabytes=largest // MEGABYTE
                )
            digest.update(chunk)
            await asyncio.to_thread(file.write, chunk)
    if size == 0:
        raise UserError("realtime.file_empty", field="file")
    return size, digest.hexdigest()


async def _scan(path: Path, rules: FileRules) -> FileState:
    if rules.scanner is None:
        return FileState.CLEAN
    try:
        verdict = await rules.scanner.scan(path)
    except ScannerDownError as error:
        log.warning("scanner is silent", problem=str(error))
        return FileState.QUARANTINED if rules.fails_closed else FileState.CLEAN
    if not verdict.is_clean:
        log.warning("malware refused", malware=verdict.found)
        raise UserError("realtime.file_infected", field="file")
    return FileState.CLEAN


async def read_whole(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The bytes as they are; storage that lost them is our trouble, not a missing page."""
    try:
        async for chunk in chunks:
            yield chunk
    except MissingError as error:
        raise UnavailableError("errors.unavailable") from error
