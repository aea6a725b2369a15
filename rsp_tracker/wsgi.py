"""The WSGI entry point: attaches to the embedded services where no server is named."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from rsp_tracker import embedded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rsp_tracker.settings")

embedded.ensure_running(settings.DATA_DIR)
application = get_wsgi_application()
