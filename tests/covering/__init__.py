"""Measures which lines and branches of the product tests run: ``--cov`` of pytest."""

import os

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--cov`` and ``--no-cov``; the last one counts."""
    group = parser.getgroup("covering", "coverage of the product")
    group.addoption("--cov", action="store_true", help="measure it; needs -n")
    group.addoption("--no-cov", dest="cov", action="store_false", help="do not")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Begin before any module of the product is imported, which conftest does."""
    if early_config.known_args_namespace.cov:
        from tests.covering import processes  # noqa: PLC0415 - only where it is needed

        is_worker = "PYTEST_XDIST_WORKER" in os.environ
        process = processes.Worker() if is_worker else processes.Controller()
        early_config.pluginmanager.register(process)
