#!/bin/sh
# Loads data/*.nq.gz into a new TDB2 database with Jena's bulk loader; see README.md.
set -eu
cd "$(dirname "$0")"
tdb2.tdbloader --loc "${DATABASE:-tdb2}" data/*.nq.gz
