"""Synthetic records of any size, to measure with and to try things out on."""

from seeds.generate.generating import GenerateReport, generate

__all__ = ["GenerateReport", "generate"]
