"""Wire format of corroboration: the sources and articles on each side of a fact."""

from api.schemas.corroboration.answers import CorroborationOut
from api.schemas.corroboration.params import CorroborationParams

__all__ = [
    "CorroborationOut",
    "CorroborationParams",
]
