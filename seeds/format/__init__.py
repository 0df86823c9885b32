"""The format of a seed file: named sources, one article, its unnamed sources, claims.

Records name each other by ``key``; a key is unique in its file and, behind the file's
own key, among all files. It stays what it is when the file changes. A fact's key is its
slug: a fact that stands in several files is one.
"""

from seeds.format.articles import Article, Claim, Stance, Step
from seeds.format.facts import Assessment, Fact
from seeds.format.files import SeedFile, read_seed_file
from seeds.format.sources import Named, Source, Unnamed

__all__ = [
    "Article",
    "Assessment",
    "Claim",
    "Fact",
    "Named",
    "SeedFile",
    "Source",
    "Stance",
    "Step",
    "Unnamed",
    "read_seed_file",
]
