"""Wire format of merges."""

from api.schemas.types import Body, Id


class MergeIn(Body):
    """The record that this one lives on in."""

    merged_into_id: Id
