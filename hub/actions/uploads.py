"""Files that come in pieces: a lost connection goes on where it ended, and a confirm is done once."""

import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from tortoise.exceptions import IntegrityError

from hub import clock
from hub.access import Asker, access_conversation, access_file, access_upload
from hub.actions.base import Work, action
from hub.actions.files import (
    MEGABYTE,
    FileRules,
    Incoming,
    file_by_key,
    receive_file,
    stream_to,
)
from hub.actions.sniffing import safe_name
from hub.entries import FileView
from hub.errors import ConflictError, NotFoundError, RateLimitedError, TooLargeError, UserError
from hub.ids import new_id
from hub.queries.chat import file_view
from integrations.storage import MissingError
from models.files import Upload, UploadPart

MOST_AT_ONCE = 50
LARGEST_PART = 8 * 1024 * 1024
# Smaller ones would make a million rows of one file; the last may be any size.
SMALLEST_PART = 64 * 1024
KEPT = timedelta(days=1)
WAIT_S = 60


@dataclass(frozen=True, slots=True)
class UploadView:
    """How far it has come; `file` when it is confirmed."""

    id: UUID
    size: int
    offset: int
    file: FileView | None = None


@dataclass(frozen=True, slots=True)
class Announced:
    """What somebody is about to send."""

    conversation_id: UUID
    client_id: str
    name: str
    size: int


async def begin_upload(asker: Asker, announced: Announced, largest: int) -> UploadView:
    """Announce a file; the same `client_id` again gives the upload as far as it has come.

    Raises TooLargeError, and RateLimitedError when too many are under way.
    """
    await access_conversation(asker, announced.conversation_id)
    if announced.size > largest:
        raise TooLargeError("realtime.file_too_large", field="size", megabytes=largest // MEGABYTE)
    if announced.size < 1:
        raise UserError("realtime.file_empty", field="size")
    if (known := await _known(asker, announced)) is not None:
        return known
    try:
        return await _view(await _begin(asker, announced))
    except IntegrityError:
        if (known := await _known(asker, announced)) is not None:
            return known
        # The id was used in another conversation.
        raise ConflictError("realtime.upload_cut", field="client_id") from None


async def upload_of(asker: Asker, upload_id: UUID) -> UploadView:
    if (done := await _confirmed(asker, upload_id)) is not None:
        return UploadView(done.id, done.size, done.size, done)
    return await _view(await access_upload(asker, upload_id))


async def add_part(
    asker: Asker, upload_id: UUID, offset: int, chunks: AsyncIterator[bytes], rules: FileRules
) -> UploadView:
    """Take the bytes from `offset` on, whole or not at all.

    Raises ConflictError when that is not where it ended: ask how far it has come.
    """
    upload = await access_upload(asker, upload_id)
    if offset != await _offset(upload):
        raise ConflictError("files.other_offset", field="offset")
    left = upload.size - offset
    key = f"{asker.firm_id}/{new_id()}"
    with tempfile.TemporaryDirectory(prefix="kirjuri-part-") as folder:
        path = Path(folder) / "part"
        size, _ = await stream_to(chunks, path, min(left, LARGEST_PART))
        if size < min(left, SMALLEST_PART):
            raise UserError("files.small_part", field="offset")
        await rules.storage.put(key, path)
    try:
        await _add(asker, upload.id, offset=offset, size=size, key=key)
    except IntegrityError:
        # The same piece at the same time was quicker, or the upload is over.
        await rules.storage.remove(key)
        raise ConflictError("files.other_offset", field="offset") from None
    return await _view(upload)


async def confirm_upload(asker: Asker, upload_id: UUID, rules: FileRules) -> FileView:
    """Make the pieces a file, once: whoever confirms again gets the same answer.

    Raises UserError when the file is refused; the upload is over then, too.
    """
    if (done := await _confirmed(asker, upload_id)) is not None:
        return done
    try:
        return await _confirm(asker, await access_upload(asker, upload_id), rules)
    except (UserError, MissingError) as error:
        # Another confirm may have been quicker and taken the pieces away: its file is the answer.
        if (done := await _confirmed(asker, upload_id)) is not None:
            return done
        if isinstance(error, MissingError):
            raise ConflictError("files.incomplete", field="offset") from None
        raise


async def cancel_upload(asker: Asker, upload_id: UUID, rules: FileRules) -> None:
    """Forget what has come."""
    upload = await access_upload(asker, upload_id)
    await _remove(upload, rules)


async def remove_stale_uploads(rules: FileRules) -> int:
    """What nobody has finished within a day."""
    stale = await Upload.filter(created_at__lt=clock.now() - KEPT).limit(500)
    for upload in stale:
        await _remove(upload, rules)
    return len(stale)


# --- within ------------------------------------------------------------------------------------


async def _confirm(asker: Asker, upload: Upload, rules: FileRules) -> FileView:
    if await _offset(upload) != upload.size:
        raise ConflictError("files.incomplete", field="offset")
    pieces = _bytes_of(upload, rules)
    incoming = Incoming(
        upload.conversation_id, upload.client_key, upload.name, pieces, file_id=upload.id
    )
    try:
        file = await receive_file(asker, incoming, rules)
    except UserError:
        await _remove(upload, rules)
        raise
    await _remove(upload, rules)
    return file


@action
async def _begin(work: Work, announced: Announced) -> Upload:
    uploader_id = work.asker.id
    if uploader_id is None:
        raise NotFoundError
    if await Upload.filter(uploader_id=uploader_id).count() >= MOST_AT_ONCE:
        raise RateLimitedError(WAIT_S)
    upload = await Upload.create(
        firm_id=work.firm_id,
        conversation_id=announced.conversation_id,
        uploader_id=uploader_id,
        client_key=announced.client_id,
        name=safe_name(announced.name),
        size=announced.size,
    )
    await work.audit("files", upload.id, "begin_upload", after={"size": announced.size})
    return upload


@action
async def _add(work: Work, upload_id: UUID, *, offset: int, size: int, key: str) -> None:
    await UploadPart.create(upload_id=upload_id, start=offset, size=size, storage_key=key)
    await work.audit("files", upload_id, "add_part", after={"offset": offset, "size": size})


async def _remove(upload: Upload, rules: FileRules) -> None:
    """Bytes first, then the rows: killed in between, the next run finds the rows again."""
    for part in await UploadPart.filter(upload_id=upload.id):
        await rules.storage.remove(part.storage_key)
    await Upload.filter(id=upload.id).delete()


async def _known(asker: Asker, announced: Announced) -> UploadView | None:
    place, key = announced.conversation_id, announced.client_id
    if (file := await file_by_key(asker, place, key)) is not None:
        return UploadView(file.id, file.size, file.size, file)
    upload = await Upload.get_or_none(
        uploader_id=asker.id, client_key=key, conversation_id=place, size=announced.size
    )
    return None if upload is None else await _view(upload)


async def _confirmed(asker: Asker, upload_id: UUID) -> FileView | None:
    """The file that an upload became: it keeps the id."""
    try:
        file = await access_file(asker, upload_id)
    except NotFoundError:
        return None
    return file_view(file) if file.uploader_id == asker.id else None


async def _view(upload: Upload) -> UploadView:
    return UploadView(upload.id, upload.size, await _offset(upload))


async def _offset(upload: Upload) -> int:
    last = await UploadPart.filter(upload_id=upload.id).order_by("-start").first()
    return last.start + last.size if last else 0


async def _bytes_of(upload: Upload, rules: FileRules) -> AsyncIterator[bytes]:
    """Raises MissingError when a piece is gone."""
    for part in await UploadPart.filter(upload_id=upload.id).order_by("start"):
        async for chunk in rules.storage.read(part.storage_key):
            yield chunk
