"""Synthetic databases of any size, for measurements and experiments."""

from seeds.generate.generating import GenerateReport, generate

__all__ = ["GenerateReport", "generate"]
