"""Keeping the evidence: is all of it still there, and how it leaves for other archives."""
