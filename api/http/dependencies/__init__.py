"""Dependencies of endpoints: readings, transactions, preconditions, roles."""

from api.http.dependencies.bodies import JsonBody
from api.http.dependencies.idempotency import ShownOnce
from api.http.dependencies.preconditions import SaidVersionDep, VersionDep
from api.http.dependencies.reading import ReadingDep, RequestReading
from api.http.dependencies.roles import ForAdmins, ForAnalysts, ForEditors, ForReaders
from api.http.dependencies.transactions import (
    CascadeDep,
    ReasonedDep,
    Transaction,
    TransactionDep,
)

__all__ = [
    "CascadeDep",
    "ForAdmins",
    "ForAnalysts",
    "ForEditors",
    "ForReaders",
    "JsonBody",
    "ReadingDep",
    "ReasonedDep",
    "RequestReading",
    "SaidVersionDep",
    "ShownOnce",
    "Transaction",
    "TransactionDep",
    "VersionDep",
]
