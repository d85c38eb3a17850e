"""Loaded by pytest before anything reads the settings (`-p tests.mode`): tests run in test mode."""

import os

os.environ["LMS_MODE"] = "test"
