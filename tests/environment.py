"""Loaded by pytest before anything reads the settings (see addopts): conftest.py comes too late for that."""

import os

os.environ.setdefault("LMS_MODE", "test")
