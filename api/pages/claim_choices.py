"""The closed lists that forms of claims offer."""

from typing import get_args

from db.models.claim import Act, Form, Review, Terms
from db.models.source import SourceKind
from db.models.stance import StanceValue

CHOICES = {
    "acts": get_args(Act),
    "forms": get_args(Form),
    "kinds": get_args(SourceKind),
    "reviews": get_args(Review),
    "stances": get_args(StanceValue),
    "terms": get_args(Terms),
}
