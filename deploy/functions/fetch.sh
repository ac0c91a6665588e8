#!/bin/sh
# Prints the signals that the function on a static host has gathered:
#
#   SIGNALS_TOKEN=… ./fetch.sh https://help.example.com/api/signals > signals.jsonl
#
# It asks for as many answers as there are; signpost signals restore --merge takes each
# signal once, however often it is fetched.
set -eu
address=$1
after=
while :; do
	page=$(printf 'header = "Authorization: Bearer %s"\n' "$SIGNALS_TOKEN" |
		curl --silent --show-error --fail --config - --get --data-urlencode "after=$after" "$address")
	[ -n "$page" ] || break
	printf '%s\n' "$page"
	after=$(printf '%s\n' "$page" | tail -n 1 | sed 's/^{"id":"\([^"]*\)".*/\1/')
done
