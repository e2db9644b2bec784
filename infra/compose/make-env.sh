#!/bin/sh
# Prints .env.example with a new random value for every secret: sh infra/compose/make-env.sh > .env
set -eu
example="$(dirname "$0")/../../.env.example"
random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
while IFS= read -r line; do
  case $line in
    *PASSWORD*= | *_SECRET=) printf '%s%s\n' "$line" "$(random)" ;;
    '# GPTGET_ENCRYPTION_KEY=') printf 'GPTGET_ENCRYPTION_KEY=%s\n' "$(head -c 32 /dev/urandom | base64 | tr -d '\n')" ;;
    *) printf '%s\n' "$line" ;;
  esac
done < "$example"
