#!/usr/bin/env bash
# pyright's `--verifytypes PACKAGE` does not look where `--pythonpath` says, as every other use of pyright does: for a
# package that is installed there, with its py.typed, it says "No py.typed file found" and a completeness of 0 %. The
# environment has to come first on the PATH.
# Seen with pyright 1.1.414 and httpx-sse 0.4.3: "import httpx_sse" resolves by --pythonpath; --verifytypes by it: 0 %;
# --verifytypes with the environment on the PATH: 80 %.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv tools && tools/bin/pip -q --disable-pip-version-check install pyright==1.1.414
python3 -m venv other && other/bin/pip -q --disable-pip-version-check install httpx-sse==0.4.3
echo 'import httpx_sse' >uses.py
tools/bin/pyright --version
echo "an import, by --pythonpath: $(tools/bin/pyright --pythonpath "$folder/other/bin/python" uses.py | tail -1)"
by_option=$(tools/bin/pyright --pythonpath "$folder/other/bin/python" --ignoreexternal --verifytypes httpx_sse || true)
by_path=$(PATH="$folder/other/bin:$PATH" tools/bin/pyright --ignoreexternal --verifytypes httpx_sse || true)
echo "--verifytypes, by --pythonpath: $(grep -E 'py.typed|score' <<<"$by_option" | tr -s ' \n' ' ')"
echo "--verifytypes, by the PATH: $(grep score <<<"$by_path")"
tools/bin/pyright --pythonpath "$folder/other/bin/python" uses.py | grep -q '^0 errors'
grep -q 'No py.typed file found' <<<"$by_option"
grep -q 'score: 0%' <<<"$by_option"
grep -q 'score: 80%' <<<"$by_path"
echo 'as seen'
