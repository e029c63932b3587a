"""`python -m tests.bench.on_postgres MODULE [ARGUMENTS]`: run a module on the PostgreSQL that `make test` would use."""

import os
import runpy
import subprocess
import sys

from tests.architecture.project import ROOT


def main(command: list[str]) -> int:
    """The exit code of the module; 2 when there is no PostgreSQL."""
    postgres = runpy.run_path(str(ROOT / ".ci/test.py"))["postgres"]
    with postgres() as (url, where):
        if not url:
            print(f"This needs PostgreSQL: {where}")
            return 2
        print(f"PostgreSQL: {where}", flush=True)
        environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "pilot.settings.test"}
        return subprocess.run([sys.executable, "-m", *command], cwd=ROOT, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
