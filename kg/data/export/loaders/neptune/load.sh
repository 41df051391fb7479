#!/bin/sh
# Copies data/*.nq.gz into a bucket, and has Neptune load them from there; see README.md.
set -eu
cd "$(dirname "$0")"
source="s3://$BUCKET/alliances-kg/{{ digest[:12] }}/"
aws s3 cp --recursive data/ "$source"
curl --fail-with-body --silent --show-error -X POST -H 'Content-Type: application/json' "$ENDPOINT/loader" --data-binary @- <<JSON
{"source": "$source", "format": "nquads", "iamRoleArn": "$ROLE", "region": "$REGION",
 "failOnError": "TRUE", "parallelism": "HIGH", "queueRequest": "TRUE"}
JSON
