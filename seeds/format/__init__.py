"""The format of a seed file: named sources, one article, its unnamed sources, claims.

Records refer to each other by ``key``, which is unique in its file; with the key of the
file as a prefix it is unique among all files. Keys do not change when a file changes.
The key of a fact is its slug: a fact in several files is the same fact.
"""

from seeds.format.articles import Article, Claim, Stance, Step
from seeds.format.facts import Assessment, Fact, Outcome
from seeds.format.files import SeedFile, read_seed_file
from seeds.format.sources import Named, Source, Unnamed

__all__ = [
    "Article",
    "Assessment",
    "Claim",
    "Fact",
    "Named",
    "Outcome",
    "SeedFile",
    "Source",
    "Stance",
    "Step",
    "Unnamed",
    "read_seed_file",
]
