"""What this deployment grants to one document."""

from django.conf import settings

from commitments.reading.wire import Limits


def granted() -> Limits:
    """The limits of the settings."""
    return Limits(settings.EXTRACT_SECONDS, settings.EXTRACT_MEMORY_MB)
