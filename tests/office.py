"""LibreOffice as an independent reader: turns what was written here into PDF, and says what stands in it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

SOFFICE, PDFTOTEXT = shutil.which("soffice"), shutil.which("pdftotext")
MISSING = [name for name, found in (("soffice", SOFFICE), ("pdftotext", PDFTOTEXT)) if found is None]
needs_office = pytest.mark.skipif(
    bool(MISSING),
    reason=f"not installed: {', '.join(MISSING)}; sudo apt-get install libreoffice-calc-nogui "
    "libreoffice-writer-nogui poppler-utils",
)
TIMEOUT = 120  # seconds; the first start makes a profile


def to_pdf(path: Path) -> Path:
    """Return the PDF that LibreOffice prints of *path*, beside it."""
    profile = path.parent / "profile"
    command = [
        SOFFICE or "soffice",
        "--headless",
        f"-env:UserInstallation=file://{profile}",
        "--convert-to",
        "pdf",
    ]
    subprocess.run(
        [*command, "--outdir", str(path.parent), str(path)], check=True, capture_output=True, timeout=TIMEOUT
    )
    return path.with_suffix(".pdf")


def text_of(pdf: Path) -> str:
    """Return what stands on the pages of *pdf*."""
    command = [PDFTOTEXT or "pdftotext", "-layout", str(pdf), "-"]
    return subprocess.run(command, check=True, capture_output=True, timeout=TIMEOUT).stdout.decode()
