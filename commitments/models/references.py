"""Where a statement can be checked: the bibliography of the data set."""

from django.db import models
from django.db.models.functions import Now


class Reference(models.Model):
    """One thing that was read. Another address or note under the same slug is a new row."""

    slug = models.CharField(max_length=80)
    address = models.CharField(max_length=1000)
    note = models.TextField(blank=True)
    added_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["slug", "address", "note"], name="reference_stands_once"
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def url(self) -> str:
        """The address, if a browser can follow it; some references are a place in a repository."""
        address = self.address.split(" ")[0]
        return address if address.startswith(("https://", "http://")) else ""
