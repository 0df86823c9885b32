"""The options of a torture run."""

from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PARTS = ("kills", "faults", "overload", "expensive")
BACKENDS = ("sqlite", "postgresql")
TINY = {"rounds": 3, "seconds": 1, "claims": 1000}


@dataclass(frozen=True)
class Options:
    """The options of one run: parts, databases, rounds and duration."""

    rounds: int
    seconds: float  # of overload, and of expensive reads
    claims: int  # that these read
    seed: int
    backends: Sequence[str]
    parts: Sequence[str]
    out: Path | None
    tiny: bool


def parse(arguments: Sequence[str] | None = None) -> Options:
    """Return the given options; exit with a message if they are wrong."""
    parser = make_parser()
    if parser.parse_known_args(arguments)[0].tiny:
        parser.set_defaults(**TINY)
    given = parser.parse_args(arguments)
    if min(given.rounds, given.claims) < 1 or not 1 <= given.seconds <= 600:
        parser.error("rounds and claims start at 1; seconds are 1 to 600")
    parts = given.only.split(",")
    if not set(parts) <= set(PARTS):
        parser.error(f"--only takes some of {','.join(PARTS)}")
    return Options(
        rounds=given.rounds,
        seconds=given.seconds,
        claims=given.claims,
        seed=given.seed,
        backends=BACKENDS if given.database == "both" else (given.database,),
        parts=[part for part in PARTS if part in parts],
        out=given.out,
        tiny=given.tiny,
    )


def make_parser() -> ArgumentParser:
    """Return the parser of the options."""
    parser = ArgumentParser(
        "python -m tests.torture",
        description="Kill the server and its database during writes, break what they "
        "need, overload them, and check that nothing is lost.",
    )
    add = parser.add_argument
    add("--rounds", type=int, default=100, help="of kills: %(default)s")
    add("--seconds", type=float, default=60, help="of overload: %(default)s")
    add("--claims", type=int, default=300_000, help="to read: %(default)s")
    add("--seed", type=int, default=1, help="of all chance: %(default)s")
    add("--database", choices=(*BACKENDS, "both"), default="both")
    add("--only", default=",".join(PARTS), help="some of %(default)s")
    add("--out", type=Path, metavar="FILE", help="all results, as JSON")
    add("--tiny", action="store_true", help="only check that all of it works")
    return parser
