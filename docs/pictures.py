"""The README's pictures of a tracker that runs with the shipped record: ``make pictures ADDRESS=...``."""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
RSP = "/policies/anthropic/responsible-scaling-policy/"
PAGES = {  # what is shown, how high, and in which scheme
    "home": ("/", 1250, "light"),
    "policy": (RSP, 1400, "light"),
    "compare": (f"{RSP}compare/v2.2...v3.0/", 1400, "light"),
    "commitment": ("/commitments/anthropic/no-train-or-deploy-without-safeguards/", 1100, "dark"),
    "matrix": ("/matrix/", 1000, "light"),
}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


def main(address: str, chromium: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for name, (path, height, scheme) in PAGES.items():
            page = browser.new_page(viewport={"width": 1200, "height": height}, color_scheme=scheme)
            page.goto(f"{address.rstrip('/')}{path}")
            page.screenshot(path=HERE / f"{name}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
