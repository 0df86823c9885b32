"""The media types that a body may have."""

from fastapi import Depends, HTTPException, Request


async def require_json(request: Request) -> None:
    """Raise 415 for a body whose media type is neither JSON nor a merge patch."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip()
    allowed = {"application/json"}
    if request.method == "PATCH":
        allowed.add("application/merge-patch+json")
    if media_type.lower() not in allowed:
        message = f"Content-Type must be {' or '.join(sorted(allowed))}."
        raise HTTPException(415, message)


JsonBody = Depends(require_json)
