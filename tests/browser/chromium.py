"""Where the Chromium of this machine is: `python -m tests.browser.chromium` prints it or exits with 1."""

import os
import shutil
import sys

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]


def find() -> str | None:
    """The path of the browser, CHROMIUM first, or None."""
    return os.environ.get("CHROMIUM") or next((path for name in NAMES if (path := shutil.which(name))), None)


if __name__ == "__main__":
    path = find()
    print(path or "No Chromium was found.")
    sys.exit(path is None)
