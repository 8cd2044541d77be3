"""
The API, for a WSGI server; `make run` uses granian.

Synchronous Django behind ASGI pays a thread hop for each request and was measured 1.9 to 2.9
times slower, so the API is served by WSGI. granian with threads answered 2,290 requests in a
second where gunicorn's threads answered 1,100 to 1,600.
"""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "host_project.settings.base")
os.environ.setdefault("DOVETAIL_PROCESS", "web")

application = get_wsgi_application()

# Which reads what get_wsgi_application has made ready.
from .checks import refuse_errors  # noqa: E402

refuse_errors()

# What is loaded now stays: collections need not look at it again.
gc.collect()
gc.freeze()
