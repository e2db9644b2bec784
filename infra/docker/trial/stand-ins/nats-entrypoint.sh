#!/bin/sh
# Like the official image, pass bare options to nats-server.
case "$1" in -*) exec nats-server "$@" ;; *) exec "$@" ;; esac
