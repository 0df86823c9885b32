"""Wire format of API keys and their analysts."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from api.schemas.changes import AnalystRef
from api.schemas.closed_lists import AnalystKind, KeyAction, Role
from api.schemas.columns import NextCursor, RecordId
from api.schemas.lists import PageParams
from api.schemas.sources import Note
from api.schemas.types import Answer, Body, Id, Instant, ShortText

USED_FOR = "The purpose of the key."
EXPIRES_AT = "When the key stops working; null if it does not expire."


class AnalystIn(Body):
    """An analyst, matched by name or created; missing fields stay unchanged."""

    name: Annotated[
        ShortText,
        Field(description="The name of the analyst.", examples=["Night desk"]),
    ]
    kind: AnalystKind | None = Field(
        None, description="The kind of the analyst; a new one is `human` by default."
    )
    role: Role | None = Field(
        None, description="The role of the analyst; a new one is `analyst` by default."
    )


class KeyIn(Body):
    """A key to create, for an existing analyst or one created with it."""

    analyst_id: Id | None = Field(
        None, description="The id of the analyst; or send `analyst`."
    )
    analyst: AnalystIn | None = Field(
        None, description="The analyst, described; or send `analyst_id`."
    )
    note: Note | None = Field(None, description=USED_FOR)
    expires_at: Instant | None = Field(None, description=EXPIRES_AT)

    @model_validator(mode="after")
    def _is_of_one(self) -> Self:
        if (self.analyst_id is None) == (self.analyst is None):
            message = "Send either analyst_id or analyst."
            raise ValueError(message)
        return self


class KeyHolder(Answer):
    """The analyst of a key."""

    id: Id = Field(description="The id of the analyst.")
    name: str = Field(description="The name of the analyst.", examples=["Night desk"])
    kind: AnalystKind
    role: Role


class KeyOut(Answer):
    """A key, without its secret."""

    id: RecordId
    prefix: str = Field(
        description="The public part of the key, which begins with `onr_<prefix>_`.",
        examples=["0123456789ab"],
    )
    analyst_id: Id = Field(description="The id of its analyst.")
    analyst: KeyHolder = Field(description="Its analyst.")
    note: str | None = Field(description=USED_FOR)
    created_at: Instant = Field(description="When the key was created.")
    created_by_id: Id = Field(description="The id of the analyst who created it.")
    expires_at: Instant | None = Field(description=EXPIRES_AT)
    last_used_at: Instant | None = Field(
        description="When the key was last used, to the minute; null if never."
    )
    revoked_at: Instant | None = Field(
        description="When the key was revoked; null if it was not."
    )
    revoked_by_id: Id | None = Field(
        description="The id of the analyst who revoked it; null if it is not revoked."
    )


class MadeKey(KeyOut):
    """A new key with its secret, which only this response contains."""

    key: str | None = Field(
        description="The whole key, to be sent as `Authorization: Bearer …`. It is "
        "not stored: null if the request is repeated with its `Idempotency-Key`.",
        examples=["onr_0123456789ab_<48 hexadecimal digits>"],
    )


class KeyPage(Answer):
    """One page of keys."""

    data: list[KeyOut] = Field(description="The keys of this page.")
    next_cursor: NextCursor


class KeyEvent(Answer):
    """One audit entry of a key, or of the role of its analyst."""

    id: Id = Field(description="The id of the audit entry.")
    at: Instant = Field(description="The time of the event.")
    action: KeyAction
    analyst: AnalystRef = Field(description="The analyst who caused it.")
    request_id: str | None = Field(
        description="The id of the HTTP request that caused it; null if there was none."
    )
    former_role: Role | None = Field(
        description="The role before `role_changed`; null for other actions."
    )
    role: Role | None = Field(
        description="The role after `role_changed`; null for other actions."
    )


class KeyEventPage(Answer):
    """One page of the audit entries of a key."""

    data: list[KeyEvent] = Field(description="The audit entries of this page.")
    next_cursor: NextCursor


class KeyEventParams(PageParams):
    """Query parameters of the history of a key."""

    shown = KeyEvent


class KeyListParams(PageParams):
    """Query parameters of the list."""

    shown = KeyOut


class Me(Answer):
    """The caller of this request, and its role."""

    role: Role
    analyst: KeyHolder | None = Field(
        description="The analyst whose key was sent; null without a key."
    )
    key: KeyOut | None = Field(description="The key that was sent; null without a key.")
