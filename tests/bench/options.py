"""The options of the benchmark."""

from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.commits.worktree import commit_of

WORKLOADS = ("W1", "W2", "F", "D", "K", "A", "B", "P", "W3", "N", "W5")
BACKENDS = ("sqlite", "postgresql")
TINY = {"claims": 400, "seconds": 0.05, "rounds": 2}


@dataclass(frozen=True)
class Options:
    """One run: its workloads, its records, its duration and its output."""

    claims: int
    seed: int
    seconds: float  # of each measurement
    rounds: int
    backends: Sequence[str]
    workloads: Sequence[str]
    keep: Path | None
    out: Path
    tiny: bool  # whether only all of it has to work
    growth: bool  # whether only what twice the input takes is measured
    compare: str | None  # a commit to be measured in turns with this state


def parse(arguments: Sequence[str] | None = None) -> Options:
    """Return the options; print an error and exit if they are wrong."""
    parser = make_parser()
    if parser.parse_known_args(arguments)[0].tiny:
        parser.set_defaults(**TINY)
    given = parser.parse_args(arguments)
    if given.claims < 1 or given.rounds < 1 or not 0 < given.seconds <= 60:
        parser.error("claims and rounds start at 1; seconds are more than 0, up to 60")
    if given.compare and (given.keep or not commit_of(given.compare)):
        parser.error("--compare takes a commit, and makes databases of its own")
    workloads = given.only.split(",")
    if not set(workloads) <= set(WORKLOADS):
        parser.error(f"--only takes some of {','.join(WORKLOADS)}")
    return Options(
        claims=given.claims,
        seed=given.seed,
        seconds=given.seconds,
        rounds=given.rounds,
        backends=BACKENDS if given.database == "both" else (given.database,),
        workloads=[name for name in WORKLOADS if name in workloads],
        keep=given.keep and given.keep.resolve(),
        out=given.out,
        tiny=given.tiny,
        growth=given.growth,
        compare=given.compare,
    )


def make_parser() -> ArgumentParser:
    """Build what reads the options."""
    parser = ArgumentParser(
        "python -m tests.bench",
        description="Measure reads and writes against the limit and the naive way.",
    )
    add = parser.add_argument
    add("--claims", type=int, default=1_000_000, help="generated: %(default)s")
    add("--seed", type=int, default=1, help="of the generator: %(default)s")
    add("--seconds", type=float, default=4, help="for each measurement: %(default)s")
    add("--rounds", type=int, default=5, help="interleaved ones: %(default)s")
    add("--database", choices=(*BACKENDS, "both"), default="both")
    add("--only", default=",".join(WORKLOADS), help="some of %(default)s")
    add("--keep", type=Path, metavar="DIR", help="keep databases here, and use them")
    add("--compare", metavar="REF", help="only compare this state with a commit")
    add("--out", type=Path, default=Path("bench-results.json"), metavar="FILE")
    add("--growth", action="store_true", help="only see what twice the input takes")
    add("--tiny", action="store_true", help="only see whether all of it works")
    return parser
