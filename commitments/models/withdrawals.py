"""Take-down: bytes that were removed from the store, by whom and why. The hash and what rests on it stay."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from commitments.models.archive import Blob


class BlobWithdrawal(models.Model):
    """The removal of a blob's bytes, for good: the store refuses them from then on.

    A row of its own and not a column of the blob, because evidence is append-only.
    """

    blob = models.OneToOneField(Blob, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.TextField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="withdrawn_blobs"
    )
    withdrawn_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["-withdrawn_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="blobwithdrawal_has_a_reason", condition=Q(reason__regex=r"\S")
            ),
        ]

    def __str__(self) -> str:
        return f"withdrawal of {self.blob_id[:12]}"
