"""`python -m tests.benchmarks NAME` prints one JSON line per benchmark; without a name, all of them.

Each is a ratio to a baseline of the same server in the same run, interleaved A/B/A/B, the median of five
rounds, with the CPU milliseconds per request of the server and of PostgreSQL's backends beside it. Never
a timed test: milliseconds of two machines, or of two minutes on one machine, are not compared.
"""

import os
import sys

os.environ["LMS_MODE"] = "demo"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")

import django
from django.conf import settings


def main(names: list[str]) -> int:
    if names == ["validate"]:  # asks no database
        from tests.benchmarks import validate

        validate.run()
        return 0
    if "postgres" not in os.environ.get("DATABASE_URL", ""):
        print(
            "Benchmarks run on PostgreSQL: set DATABASE_URL, for example "
            "postgres://postgres@127.0.0.1:5432/waymark_bench (its copies are made beside it)."
        )
        return 2
    django.setup()
    from tests.benchmarks import learner, record_store

    known = [*learner.BENCHMARKS, *record_store.BENCHMARKS]
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"Unknown: {', '.join(unknown)}. There are: {', '.join(known)}.")
        return 2
    assert settings.LMS_MODE == "demo"
    for name in names or known:
        if name in record_store.BENCHMARKS:
            record_store.run(name)
        else:
            learner.run([name])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
