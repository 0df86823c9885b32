"""Codes of languages and countries."""

from typing import Annotated

from pydantic import AfterValidator, Field

from db.values.countries import check_country
from db.values.languages import normal_language

Language = Annotated[
    str,
    Field(
        max_length=35,
        pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$",
        description="The language, as a BCP 47 tag. It is stored in the usual letter "
        "case: `EN-gb` as `en-GB`.",
        examples=["en"],
    ),
    AfterValidator(normal_language),
]
Country = Annotated[
    str,
    Field(
        pattern=r"^[A-Z]{2}$",
        description="The country, as a code in capitals that ISO 3166-1 alpha-2 "
        "assigns: `GB`, not `UK`.",
        examples=["BY"],
    ),
    AfterValidator(check_country),
]
