"""The media types that a body may have."""

from fastapi import Depends, HTTPException, Request


async def require_json(request: Request) -> None:
    """Refuse a body that does not say it is JSON; a patch may say merge patch."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip()
    allowed = {"application/json"}
    if request.method == "PATCH":
        allowed.add("application/merge-patch+json")
    if media_type.lower() not in allowed:
        raise HTTPException(415, f"Send {' or '.join(sorted(allowed))}.")


JsonBody = Depends(require_json)
