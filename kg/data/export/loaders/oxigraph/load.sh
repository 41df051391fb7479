#!/bin/sh
# Loads data/*.nq.gz with Oxigraph's bulk loader; see README.md.
set -eu
cd "$(dirname "$0")"
oxigraph load --location "${DATABASE:-db}" --file data/*.nq.gz
