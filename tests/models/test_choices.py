"""What the forms call a choice the database holds to: every field with choices has its constraint."""

import pytest
from django.apps import apps
from django.db.models import CharField, CheckConstraint

FIELDS = [
    pytest.param(model, field, id=f"{model.__name__}.{field.name}")
    for model in apps.get_app_config("commitments").get_models()
    for field in model._meta.get_fields()
    if isinstance(field, CharField) and field.choices
]


@pytest.mark.parametrize(("model", "field"), FIELDS)
def test_a_choice_is_held_by_the_database(model, field):
    checks = [rule for rule in model._meta.constraints if isinstance(rule, CheckConstraint)]
    held = [rule for rule in checks if f"{field.name}__in" in str(rule.condition)]
    assert held, f"{model.__name__}.{field.name} has choices that no constraint knows"
