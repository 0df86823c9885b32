"""Endpoints that require a role, although they need nothing else of the caller."""

from fastapi import Depends

from api.http.auth import needs


@needs("reader")
async def require_reader() -> None:
    """Open an endpoint to whoever may read, though it reads no record."""


@needs("editor")
async def require_editor() -> None:
    """Open an endpoint to editors alone."""


@needs("admin")
async def require_admin() -> None:
    """Open an endpoint to administrators alone."""


ForReaders = Depends(require_reader)
ForEditors = Depends(require_editor)
ForAdmins = Depends(require_admin)
