"""Check the versions of a lock file for known vulnerabilities.

The exit status is 1 for a vulnerability or a failed audit. If the vulnerability service
does not respond, the audit is skipped with a message. pip-audit itself passes in that
case, even if no package was checked, for example behind a mirror without the service.
"""

import json
import subprocess
import sys
from typing import Any

OPTIONS = "--format json --progress-spinner off --disable-pip --require-hashes"
NO_ANSWER = (
    "requests.exceptions.",  # no network, a proxy error, a timeout
    "pip_audit._service.interface.",  # an error or a malformed response
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
    """Distinguish a service that does not respond from a failed audit."""
    if any(sign in stderr for sign in NO_ANSWER):
        say("SKIPPED: the vulnerability service cannot be reached from here")
        return 0
    say(f"pip-audit failed:\n{stderr}")
    return 1


def with_result(dependencies: list[dict[str, Any]]) -> int:
    """Report the vulnerabilities, and the packages that were not checked."""
    audited = [found for found in dependencies if "vulns" in found]
    unknown = [found["name"] for found in dependencies if "vulns" not in found]
    if not audited:
        say("SKIPPED: the vulnerability service knows none of these packages from here")
        return 0
    if unknown:
        say(f"not checked: {', '.join(unknown)}")
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
    """Write ``messages`` to standard error, with the name of the check."""
    sys.stderr.writelines(f"audit: {message}\n" for message in messages)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
