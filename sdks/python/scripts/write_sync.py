"""Writes the blocking client from the async one, as httpcore does: `python scripts/write_sync.py [--check]`."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "src" / "gptget"

REPLACEMENTS = [
    (r"\basync def\b", "def"),
    (r"\basync (with|for)\b", r"\1"),
    (r"\bawait ", ""),
    (r"\bAbstractAsyncContextManager\b", "AbstractContextManager"),
    (r"\basynccontextmanager\b", "contextmanager"),
    (r"\bAsyncIterator\b", "Iterator"),
    (r"\bAsync([A-Z]\w*)", r"\1"),
    (r"\b__a(enter|exit|iter|next)__\b", r"__\1__"),
    (r"\baclose\b", "close"),
    (r"\baread\b", "read"),
    (r"\baiter_(bytes|lines)\b", r"iter_\1"),
    (r"\b(sleep|connect)_async\b", r"\1_sync"),
    (r"\bwebsockets\.asyncio\.client\b", "websockets.sync.client"),
    (r"\b_async\b", "_sync"),
]

HEAD = '"""Written by scripts/write_sync.py from gptget._async: change it there."""\n\n'


def to_sync(source: str) -> str:
    for pattern, replacement in REPLACEMENTS:
        source = re.sub(pattern, replacement, source)
    return source


def formatted(source: str) -> str:
    ruff = [sys.executable, "-m", "ruff"]
    sorted_ = subprocess.run([*ruff, "check", "--fix", "-q", "--select", "I", "-"], input=source, **RUN)
    return subprocess.run([*ruff, "format", "-q", "-"], input=sorted_.stdout, **RUN).stdout


RUN = {"capture_output": True, "text": True, "check": True, "cwd": PACKAGE.parent.parent}


def main() -> int:
    stale = []
    for file in sorted((PACKAGE / "_async").glob("*.py")):
        source = file.read_text(encoding="utf-8")
        written = formatted(HEAD + to_sync(source) if file.name != "__init__.py" else HEAD)
        target = PACKAGE / "_sync" / file.name
        if target.exists() and target.read_text(encoding="utf-8") == written:
            continue
        stale.append(target.name)
        if "--check" not in sys.argv:
            target.write_text(written, encoding="utf-8")
    if stale and "--check" in sys.argv:
        print(f"Not up to date, run scripts/write_sync.py: {', '.join(stale)}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
