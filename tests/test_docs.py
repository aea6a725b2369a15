"""The README names every setting, and no setting that is gone."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_every_setting_is_in_the_readme_and_the_other_way_round():
    code = "".join(
        path.read_text()
        for path in [
            ROOT / "rsp_tracker/settings.py",
            ROOT / "commitments/management/commands/serve.py",
        ]
    )
    read = set(re.findall(r"env\.\w+\(\s*\"(\w+)\"", code))
    read |= set(re.findall(r"os\.environ\.get\(\"(\w+)\"", code))
    table = (ROOT / "README.md").read_text().split("## Settings")[1].split("\n## ")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert set(re.findall(r"`(\w+)`", " ".join(rows))) == read


def test_every_module_is_in_the_readmes_layout():
    layout = (ROOT / "README.md").read_text().split("## How it is laid out")[1]
    for path in (ROOT / "commitments").iterdir():
        if path.suffix == ".py" and path.stem not in ("__init__", "apps"):
            assert path.name in layout, path.name
