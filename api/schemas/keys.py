"""Wire format of keys, and of those whose they are."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from api.schemas.lists import PageParams
from api.schemas.sources import Note
from api.schemas.types import Answer, Body, Id, Instant, ShortText
from db.models.analyst import AnalystKind
from db.values.viewer import Role


class AnalystIn(Body):
    """An analyst, found by name or made; what is not said is taken as it is."""

    name: Annotated[ShortText, Field(examples=["Night desk"])]
    kind: AnalystKind | None = Field(None, description="`human` of a new one.")
    role: Role | None = Field(None, description="`analyst` of a new one.")


class KeyIn(Body):
    """A key to make, for an analyst who is there or who is made with it."""

    analyst_id: Id | None = None
    analyst: AnalystIn | None = None
    note: Note | None = Field(None, description="What it is for.")
    expires_at: Instant | None = Field(None, description="When it ends, if ever.")

    @model_validator(mode="after")
    def _is_of_one(self) -> Self:
        if (self.analyst_id is None) == (self.analyst is None):
            message = "name one of analyst_id and analyst"
            raise ValueError(message)
        return self


class KeyHolder(Answer):
    """Whose a key is, and what they may do."""

    id: Id
    name: str
    kind: AnalystKind
    role: Role


class KeyOut(Answer):
    """A key, without its secret."""

    id: Id
    prefix: str = Field(description="`onr_<prefix>_` is how it begins.")
    analyst_id: Id
    analyst: KeyHolder
    note: str | None
    created_at: Instant
    created_by_id: Id
    expires_at: Instant | None
    last_used_at: Instant | None = Field(description="To the minute.")
    revoked_at: Instant | None
    revoked_by_id: Id | None


class MadeKey(KeyOut):
    """A new key, which is shown this once."""

    key: str | None = Field(
        description="To be sent as `Authorization: Bearer …`. Null if the request "
        "comes again under its `Idempotency-Key`: it is kept nowhere.",
        examples=["onr_0123456789ab_<48 hexadecimal digits>"],
    )


class KeyPage(Answer):
    """One page of keys; ``next_cursor`` is null on the last."""

    data: list[KeyOut]
    next_cursor: str | None


class KeyListParams(PageParams):
    """Query parameters of the list."""

    shown = KeyOut


class Me(Answer):
    """Who asks, and what they may do."""

    role: Role
    analyst: KeyHolder | None = Field(description="Null without a key.")
    key: KeyOut | None
