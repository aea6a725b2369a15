"""How good the tracker is: its figures beside those of other tools, measured in one run (`make bench`).

    { corpus made tokens scripts timing differs scratch publisher papers readback office }
        <- { gold edits extraction marking cases speed laws backfill throughput polling } <- table

The documents come from a folder that is no part of this repository (``CORPUS``); without it the parts that need
none are measured on a made policy.
"""
