"""The editors' way in until they have a desk of their own: find, follow links, publish, judge.

Evidence and public statements are shown, never edited: a correction is a new row, written by a verb of
``review``. What an editor may set is the schedule of a source.
"""

from django.contrib import admin

from commitments.admin import commitments, evidence, policies

__all__ = ["commitments", "evidence", "policies"]

admin.site.site_header = admin.site.site_title = "RSP commitment tracker"
admin.site.index_title = "The record"
