"""The rows of the generator, and the records that its claims refer to."""

from seeds.generate.rows.waiting import Rows

__all__ = ["Rows"]
