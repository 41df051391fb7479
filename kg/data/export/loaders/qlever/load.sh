#!/bin/sh
# Makes an index of data/*.nq.gz with QLever; see README.md and Qleverfile.
set -eu
cd "$(dirname "$0")"
qlever index --overwrite-existing "$@"
