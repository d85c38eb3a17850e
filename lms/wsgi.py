"""The WSGI application that granian or gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")

application = get_wsgi_application()

# Without a Celery worker, one thread of this process does what waits in the outbox. Models are ready now.
from lms.outbox import thread  # noqa: E402

thread.start()
