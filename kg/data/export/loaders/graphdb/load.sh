#!/bin/sh
# Makes a repository of data/*.nq.gz with GraphDB's bulk loader, GraphDB being stopped; see README.md.
set -eu
cd "$(dirname "$0")"
importrdf preload --force -c config.ttl data/*.nq.gz
