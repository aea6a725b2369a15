"""Back-fill: what archives saw in the past becomes dated evidence, and drafts that nobody is alerted to.

One module for each kind of archive gives ``Entry`` values; ``running`` takes them, in any order and as often
as it needs.
"""
