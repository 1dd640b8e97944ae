"""Prints workbooks and web pages as PDF, and makes the result the same at every run."""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

DATE, ISO = b"D:20260401090000", b"2026-04-01T09:00:00"


def run(*command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{command[0]}: {done.stdout}{done.stderr}")


def office(kind: str, paths: list[Path], to: Path):
    with tempfile.TemporaryDirectory() as profile:
        run("soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", kind, "--outdir", to, *paths)


def chromium(page: Path, to: Path):
    with tempfile.TemporaryDirectory() as profile:
        run(
            "chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}",
            "--no-pdf-header-footer", "--disable-pdf-tagging", f"--print-to-pdf={to}", page.resolve().as_uri(),
        )


def ghostscript(pdf: Path, to: Path):
    run("gs", "-q", "-dBATCH", "-dNOPAUSE", "-sDEVICE=pdfwrite", "-dCompatibilityLevel=1.4", f"-sOutputFile={to}", pdf)


def settle(pdf: Path):
    """Dates and identifiers in place, byte for byte, so that no offset moves."""
    data = pdf.read_bytes()
    data = re.sub(rb"D:\d{14}", DATE, data)
    data = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", ISO, data)
    zero = lambda match: match[1] + re.sub(rb"[0-9A-Fa-f]", b"0", match[2])
    data = re.sub(rb"(/ID ?\[)([^\]]*)", zero, data)
    data = re.sub(rb"(/DocChecksum /)([0-9A-F]+)", zero, data)
    data = re.sub(rb"(uuid:)([0-9a-f-]{36})", zero, data)
    pdf.write_bytes(data)


def copy(source: Path, to: Path):
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, to)
