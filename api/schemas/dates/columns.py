"""Fuzzy dates as columns."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from db.models import Base

FUZZY = {
    column.key.removesuffix("_precision")
    for table in Base.metadata.tables.values()
    for column in table.columns
    if column.key.endswith("_precision")
}
PARTS = ("from", "to", "precision", "text")


def given(model: BaseModel) -> dict[str, Any]:
    """Return the sent fields as columns; a fuzzy date has four columns."""
    return flatten(model.model_dump(exclude_unset=True, by_alias=True))


def flatten(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``values`` with each fuzzy date as its sent columns."""
    columns = dict(values)
    for name in FUZZY:
        if name in columns:
            date = columns.pop(name)
            parts = dict.fromkeys(PARTS) if date is None else date
            columns |= {f"{name}_{part}": value for part, value in parts.items()}
    return columns
