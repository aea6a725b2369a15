"""The README's pictures of a tracker that runs with the shipped record: ``make pictures ADDRESS=...``.

Those of files want LibreOffice, and are left as they are without it.
"""

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import pypdfium2
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
COMPARED = "/api/v1/policies/anthropic/responsible-scaling-policy/compare/v2.2...v3.0/?format="
FILES = {"pdf": 1, "docx": 2}  # the page that is shown
SCALE = 1.3  # pixels a point
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
    if office := shutil.which("soffice"):
        for name, number in FILES.items():
            _draw(name, number, f"{address.rstrip('/')}{COMPARED}{name}", office)


def _draw(name: str, number: int, address: str, office: str) -> None:
    """One page of the file at the address, in few colours."""
    with TemporaryDirectory() as place:
        file = Path(place) / f"file.{name}"
        file.write_bytes(httpx.get(address, timeout=60).content)
        if name != "pdf":
            profile = f"-env:UserInstallation=file://{place}/profile"
            command = [
                office,
                profile,
                "--headless",
                "--convert-to",
                "pdf",
                "--outdir",
                place,
                file,
            ]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        with pypdfium2.PdfDocument(file.with_suffix(".pdf")) as document:
            picture = document[number - 1].render(scale=SCALE).to_pil()
    picture.quantize(64).save(HERE / f"file-{name}.png", optimize=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
