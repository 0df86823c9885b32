"""Hooks that aim requests at existing records, and limit their number."""

from collections.abc import Callable, Iterator
from itertools import islice
from random import Random
from typing import Any
from zlib import crc32

from schemathesis import BaseSchema, Case, HookContext
from schemathesis.core import NOT_SET
from schemathesis.core.parameters import ParameterLocation

from tests.fuzz.meaning import Meaning
from tests.fuzz.records import CHILDREN, MODELS, Existing

AS_DRAWN = 0.2  # of all cases: most ids that are drawn are of nothing
Rule = Callable[[Case[Any], Random], None]


class Aim:
    """Changes valid values of a case; values that are wrong by design stay wrong.

    What becomes of a case depends on the case alone, so that it can be repeated.
    """

    def __init__(self, existing: Existing) -> None:
        self._existing = existing
        self._rules: dict[ParameterLocation, Rule] = {
            ParameterLocation.PATH: self._path,
            ParameterLocation.QUERY: self._query,
            ParameterLocation.BODY: self._body,
            ParameterLocation.HEADER: self._headers,
        }

    def map_case(self, _: HookContext, case: Case[Any]) -> Case[Any]:
        """Aim a case, or leave it as it was drawn."""
        chance = Random(_number(case))
        meta = case.meta
        if meta is None or chance.random() < AS_DRAWN:
            return case
        drawn = dict(meta.components)
        for location, aim in self._rules.items():
            if location in drawn and drawn[location].mode.is_positive:
                aim(case, chance)
        return case

    def _path(self, case: Case[Any], chance: Random) -> None:
        names = case.path_parameters.keys()
        found: dict[str, Any] = {}
        if children := names & CHILDREN.keys():
            found = self._existing.a_child(children.pop(), chance)
        elif "number" in names:
            found = self._existing.a_revision(chance)
        elif names >= {"claim_id", "fact_id"} and case.method != "PUT":
            found = self._existing.a_stance(chance)
        else:
            for name in sorted(names & MODELS.keys()):
                # In a path, the other one is of the kind of the first.
                like = "source_id" if name == "other_id" else name
                found[name] = self._existing.an_id(like, chance)
        if found.get("fact_id") and "claim_id" not in names:
            found["fact_id"] = self._existing.a_fact_key(found["fact_id"], chance)
        known = {name: value for name, value in found.items() if value is not None}
        case.path_parameters = case.path_parameters | known

    def _query(self, case: Case[Any], chance: Random) -> None:
        query = dict(case.query)
        query.pop("cursor", None)  # 400, but of this very list
        for name in sorted(query.keys() & MODELS.keys()):
            found = self._existing.an_id(name, chance) or 1
            if isinstance(query[name], list) and query[name]:
                query[name] = [found]
            elif isinstance(query[name], (int, str)):  # an id or a name
                query[name] = found
        case.query = query

    def _headers(self, case: Case[Any], _: Random) -> None:
        if "idempotency-key" in case.headers:  # or it would be that of another case
            case.headers["idempotency-key"] = f"case-{_number(case)}"
        if case.method in {"GET", "HEAD"} or "if-match" not in case.headers:
            return
        # The last one: of a stance on a fact it is that of the claim.
        for name in ("source_id", "article_id", "fact_id", "claim_id", "tag_id"):
            if name in case.path_parameters:
                version = self._existing.version(name, case.path_parameters[name])
                case.headers["if-match"] = f'"v{version or 1}"'

    def _body(self, case: Case[Any], chance: Random) -> None:
        if case.body is not NOT_SET:
            of_facts = "fact_id" in case.path_parameters
            meaning = Meaning(self._existing, chance, of_facts=of_facts)
            case.body = meaning.of(case.body)


def aim(schema: BaseSchema, existing: Existing) -> None:
    """Aim each case that ``schema`` generates."""
    schema.hooks.register_hook_with_name(Aim(existing).map_case, "map_case")


def bound(schema: BaseSchema, *, most: int, one_in: int) -> None:
    """Limit the coverage phase to ``most`` cases of each operation, each one of many.

    No case is generated after the last that is taken: a filter would see all of them.
    """
    generate = schema.iter_coverage_cases

    def taken(*operation: Any, **options: Any) -> Iterator[Case[Any]]:
        cases = generate(*operation, **options)
        return islice((one for one in cases if _number(one) % one_in == 0), most)

    schema.iter_coverage_cases = taken  # type: ignore[method-assign]


def _number(case: Case[Any]) -> int:
    return crc32(f"{case.operation.label} {case!r}".encode(errors="replace"))
