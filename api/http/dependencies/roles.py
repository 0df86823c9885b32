"""Dependencies that only require a role."""

from fastapi import Depends

from api.http.auth import needs


@needs("reader")
async def require_reader() -> None:
    """Require the reader role, for an endpoint that reads no record."""


@needs("analyst")
async def require_analyst() -> None:
    """Require the analyst role."""


@needs("editor")
async def require_editor() -> None:
    """Require the editor role."""


@needs("admin")
async def require_admin() -> None:
    """Require the admin role."""


ForReaders = Depends(require_reader)
ForAnalysts = Depends(require_analyst)
ForEditors = Depends(require_editor)
ForAdmins = Depends(require_admin)
