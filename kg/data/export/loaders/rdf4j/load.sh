#!/bin/sh
# Sends data/*.nq.gz to a repository of RDF4J; see README.md.
set -eu
cd "$(dirname "$0")"
for file in data/*.nq.gz; do
  gunzip -c "$file" | curl --fail-with-body --silent --show-error -X POST -H 'Content-Type: application/n-quads' \
    -T - "$REPOSITORY/statements"
done
