"""Who looks at the pages."""

import pytest


@pytest.fixture
def editor_who_checks(editor):
    """edith, who may also change sources."""
    from django.contrib.auth.models import Permission

    editor.user_permissions.add(Permission.objects.get(codename="change_source"))
    return editor
