"""URL to bytes: the only package that speaks HTTP, and the place of every limit and address rule.

``fetch`` is the way in. A source's address is an untrusted input, and so is all that comes back: see
``addresses`` (whom we connect to), ``transport`` (how long), ``bodies`` (how much), ``turns`` and ``robots``
(manners), ``content`` (what is no document at all) and ``failures`` (what may go wrong).
"""

from commitments.fetching.addresses import is_public
from commitments.fetching.content import refuse_stand_ins
from commitments.fetching.failures import FAILURES, Failure
from commitments.fetching.fetched import Fetched
from commitments.fetching.visits import fetch

__all__ = ["FAILURES", "Failure", "Fetched", "fetch", "is_public", "refuse_stand_ins"]
