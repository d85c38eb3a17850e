"""The site with the baselines beside it, for the benchmarks' server only."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
settings.ROOT_URLCONF = "tests.benchmarks.urls"
