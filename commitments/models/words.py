"""The words that stand anywhere in the record: what a misspelt query may have meant."""

from django.db import models


class Word(models.Model):
    """A word, once; it does not say where it stands, and stays when a version is withdrawn."""

    text = models.CharField(max_length=30, unique=True)

    def __str__(self) -> str:
        return self.text
