"""Wire format of facts."""

from api.schemas.facts.answers import FactCreated, FactOut, FactPage
from api.schemas.facts.bodies import FactIn, FactPatch, FactSpec
from api.schemas.facts.fields import SLUG, FactKey, Slug
from api.schemas.facts.lists import FactFilters, FactListParams, FactParams

__all__ = [
    "SLUG",
    "FactCreated",
    "FactFilters",
    "FactIn",
    "FactKey",
    "FactListParams",
    "FactOut",
    "FactPage",
    "FactParams",
    "FactPatch",
    "FactSpec",
    "Slug",
]
