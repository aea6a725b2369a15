"""Example Lab's entry: a record of its own, marked as invented, which never meets the real one."""

from commitments.dataset.files import Dataset, shipped

ORGANIZATION = "example-lab"
POLICY = "careful-scaling-policy"
NOTE = "Invented: this organization does not exist."


def invented_record() -> Dataset:
    """A data set with nothing but Example Lab and its policy; the codebook is the real one."""
    policy = {
        "slug": POLICY,
        "title": "Careful Scaling Policy (invented)",
        "note": NOTE,
        "versions": [],
    }
    lab = {"slug": ORGANIZATION, "name": "Example Lab (invented)", "policies": [policy]}
    return Dataset(
        edition={"edition": "2026-01-15", "licence": "CC BY 4.0", "note": NOTE},
        codebook=shipped().codebook,
        references={},
        organizations=(lab,),
        joint_commitments=(),
        milestones=(),
    )
