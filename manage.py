#!/usr/bin/env python
"""Django's command line, with the embedded services attached where no server is named."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rsp_tracker.settings")
    from django.conf import settings
    from django.core.management import execute_from_command_line

    from rsp_tracker import embedded

    embedded.ensure_running(settings.DATA_DIR)
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
