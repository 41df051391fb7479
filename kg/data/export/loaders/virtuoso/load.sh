#!/bin/sh
# Loads data/*.nq.gz with Virtuoso's bulk loader, and counts; see README.md.
set -eu
folder=$(cd "$(dirname "$0")" && pwd)
sql() {
  "${ISQL:-isql}" "${PORT:-1111}" "${DBA:-dba}" "${PASSWORD:-dba}" ERRORS=STDOUT VERBOSE=OFF BANNER=OFF PROMPT=OFF
}
sql <<SQL
DELETE FROM DB.DBA.LOAD_LIST WHERE ll_file LIKE '$folder/data/%';
ld_dir_all ('$folder/data', '*.nq.gz', 'urn:x-alliances-kg:none');
rdf_loader_run ();
checkpoint;
SELECT ll_file, ll_error FROM DB.DBA.LOAD_LIST WHERE ll_file LIKE '$folder/data/%' AND ll_error IS NOT NULL;
SQL
there=$(sql <<SQL
SPARQL SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } FILTER (STRSTARTS(STR(?g), '{{ base }}')) };
SQL
)
echo "${there##* } of {{ quads }} quads are there"
[ "${there##* }" -ge {{ quads }} ] # the loader leaves out what it cannot read, without a word
