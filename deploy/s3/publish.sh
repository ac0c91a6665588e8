#!/usr/bin/env bash
# Publishes a built site to a bucket that nothing else uses:
#
#   deploy/s3/publish.sh public s3://my-help [DISTRIBUTION]
#
# What pages load goes first, then the pages, and last what is no longer part of
# the site, so that a reader meets whole pages throughout. With a distribution of
# CloudFront, its cached pages are given up at the end.
set -euo pipefail

public=${1:?"publish.sh: name the built site: publish.sh public s3://my-help"}
bucket=${2:?"publish.sh: name the bucket: publish.sh public s3://my-help"}
distribution=${3:-}
if [ ! -f "$public/index.html" ]; then
	echo "publish.sh: $public is no built site: it has no index.html; run signpost build" >&2
	exit 2
fi

# These names change with their content. Articles and files of static/ may lie beside them,
# and are for a minute, like all others.
digit='[0-9a-f]'
hash=$digit$digit$digit$digit$digit$digit$digit$digit$digit$digit
unchanging=("assets/style.$hash.css" "assets/script.$hash.js" "assets/favicon.$hash.svg" "search/$hash/*" "*/search/$hash/*")
aws s3 sync "$public" "$bucket" --cache-control 'public, max-age=31536000, immutable' \
	--exclude '*' "${unchanging[@]/#/--include=}"
aws s3 sync "$public" "$bucket" --cache-control 'public, max-age=60' \
	--exclude '_server/*' --exclude '_headers' --exclude '_redirects' \
	"${unchanging[@]/#/--exclude=}"
aws s3 sync "$public" "$bucket" --delete --size-only \
	--exclude '_server/*' --exclude '_headers' --exclude '_redirects'
if [ -n "$distribution" ]; then
	aws cloudfront create-invalidation --distribution-id "$distribution" --paths '/*'
fi
