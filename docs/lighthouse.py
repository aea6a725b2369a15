"""Lighthouse on the main pages of a tracker that runs: ``make lighthouse ADDRESS=...``; 1 below a target."""

import json
import os
import subprocess
import sys

RSP = "/policies/anthropic/responsible-scaling-policy/"
PAGES = {
    "home": "/",
    "compare": f"{RSP}compare/v2.2...v3.0/",
    "commitment": "/commitments/anthropic/no-train-or-deploy-without-safeguards/",
}
TARGETS = {"accessibility": 100, "best-practices": 100, "performance": 95, "seo": 95}
FLAGS = "--headless --no-sandbox --disable-gpu --disable-background-networking --no-first-run"


def main(address: str, chromium: str) -> int:
    short = False
    for name, path in PAGES.items():
        scores, faults = measured(f"{address.rstrip('/')}{path}", chromium)
        print(f"{name:<12}", "  ".join(f"{kind} {score}" for kind, score in scores.items()))
        print(*(f"             {fault}" for fault in faults), sep="\n", end="\n" if faults else "")
        short |= any(scores[kind] < least for kind, least in TARGETS.items())
    return int(short)


def measured(address: str, chromium: str) -> tuple[dict[str, int], list[str]]:
    """Scores of 100 by category, and the audits that were not passed."""
    command = ["npx", "--yes", "lighthouse@12", address, "--output=json", "--quiet",
               f"--chrome-flags={FLAGS}", f"--only-categories={','.join(TARGETS)}"]  # fmt: skip
    environment = {**os.environ, "CHROME_PATH": chromium}
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    told = json.loads(done.stdout)
    scores = {kind: round(100 * told["categories"][kind]["score"]) for kind in TARGETS}
    refs = [
        ref["id"]
        for kind in TARGETS
        for ref in told["categories"][kind]["auditRefs"]
        if ref["weight"]
    ]
    audits = (told["audits"][name] for name in dict.fromkeys(refs))
    return scores, [
        f"{audit['id']}: {audit['title']}" for audit in audits if audit["score"] not in (None, 1)
    ]


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
