#!/bin/sh
# Makes a random value for every secret of docker-compose.yml that is missing, as files in infra/compose/own, one folder
# for each service: sh infra/compose/make-secrets.sh [folder]. Safe to repeat. What stands in .env is taken over, and
# `values` in the folder has them all.
set -eu
here="$(cd "$(dirname "$0")" && pwd)"
own="${1:-$here/own}"
# Only you and root enter the folder; each container sees its own part of it.
mkdir -p -m 700 "$own"
values="$own/values"
touch "$values" && chmod 600 "$values"

random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
random_key() { head -c 32 /dev/urandom | base64 | tr -d '\n'; }
in_env() { [ ! -f "$here/../../.env" ] || sed -n "s/^$1=//p" "$here/../../.env" | tail -n 1; }
# value NAME [generator]
value() {
  if ! grep -q "^$1=" "$values"; then
    known="$(in_env "$1")"
    printf '%s=%s\n' "$1" "${known:-$("${2:-random}")}" >> "$values"
  fi
  sed -n "s/^$1=//p" "$values"
}
# put service FILE content: readable by the container's user
put() {
  mkdir -p -m 755 "$own/$1"
  rm -f "$own/$1/$2"
  printf '%s\n' "$3" > "$own/$1/$2"
  chmod 444 "$own/$1/$2"
}
variable() { printf '%s' "$1" | tr 'a-z-' 'A-Z_'; }

passwords=''
for user in billing router tasks-worker media-proxy edge-gateway docs console computers realtime host admin; do
  name="NATS_PASSWORD_$(variable "$user")"
  password="$(value "$name")"
  # In quotes for NATS's own parser, which would take some passwords for numbers.
  passwords="$passwords$name='\"$password\"'
"
  setting=NATS_URL
  [ "$user" != admin ] || setting=GPTGET_NATS_URL
  put "$user" "$setting" "nats://$user:$password@nats:4222"
done
put nats passwords "$passwords"

owner="$(value POSTGRES_PASSWORD)"
put postgres POSTGRES_PASSWORD "$owner"
put database DATABASE_URL "postgres://gptget:$owner@postgres:5432/gptget"
for pair in billing=billing tasks-worker=tasks media-proxy=media console=console computers=computers realtime=realtime; do
  service="${pair%=*}"
  name="POSTGRES_PASSWORD_$(variable "$service")"
  password="$(value "$name")"
  put database "$name" "$password"
  put "$service" DATABASE_URL "postgres://gptget_${pair#*=}:$password@postgres:5432/gptget"
done

key="$(value GPTGET_ENCRYPTION_KEY random_key)"
put router GPTGET_ENCRYPTION_KEY "$key"
put host GPTGET_ENCRYPTION_KEY "$key"
put console CONSOLE_SECRET "$(value CONSOLE_SECRET)"
put tasks-worker TASKS_SECRET "$(value TASKS_SECRET)"
store="$(value MEDIA_S3_SECRET_ACCESS_KEY)"
put media-proxy MEDIA_S3_SECRET_ACCESS_KEY "$store"
put object-store MEDIA_S3_SECRET_ACCESS_KEY "$store"
