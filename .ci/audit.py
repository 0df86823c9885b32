"""Look the versions of a lock file up among known vulnerabilities.

Exits with 1 for a vulnerability or a broken audit. Where the service does not answer,
nothing is known about the lock: the audit is skipped, and says so. pip-audit itself
calls a package without an answer "skipped" and passes, even if that is all of them,
as behind a mirror that serves packages and nothing else.
"""

import json
import subprocess
import sys
from typing import Any

OPTIONS = "--format json --progress-spinner off --disable-pip --require-hashes"
NO_ANSWER = (
    "requests.exceptions.",  # no network, a proxy that refuses, a time-out
    "pip_audit._service.interface.",  # an answer that is no answer: 5xx, malformed
    "Could not connect to",
    "not redirecting properly",
)


def main(lock: str) -> int:
    """Audit ``lock``, report on standard error, return the exit code."""
    command = [sys.executable, "-m", "pip_audit", *OPTIONS.split(), "-r", lock]
    run = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - no input of others
    try:
        dependencies = json.loads(run.stdout)["dependencies"]
    except ValueError:
        return without_result(run.stderr)
    return with_result(dependencies)


def without_result(stderr: str) -> int:
    """Tell a service that does not answer from an audit that is broken."""
    if any(sign in stderr for sign in NO_ANSWER):
        say("SKIPPED: the vulnerability service cannot be reached from here")
        return 0
    say(f"pip-audit failed:\n{stderr}")
    return 1


def with_result(dependencies: list[dict[str, Any]]) -> int:
    """Report what was found, and what could not be looked up."""
    audited = [found for found in dependencies if "vulns" in found]
    unknown = [found["name"] for found in dependencies if "vulns" not in found]
    if not audited:
        say("SKIPPED: the vulnerability service knows none of these packages from here")
        return 0
    if unknown:
        say(f"not looked up: {', '.join(unknown)}")
    findings = [line for found in audited for line in lines(found)]
    say(*findings, f"{len(findings)} vulnerabilities in {len(audited)} packages")
    return 1 if findings else 0


def lines(found: dict[str, Any]) -> list[str]:
    """Return a line for each vulnerability of one package."""
    package = f"{found['name']} {found['version']}"
    return [
        f"{package}: {one['id']}, fixed in {', '.join(one['fix_versions']) or 'none'}"
        for one in found["vulns"]
    ]


def say(*messages: str) -> None:
    """Write ``messages`` to standard error, each under the audit's name."""
    sys.stderr.writelines(f"audit: {message}\n" for message in messages)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
