"""News about states, alliances and leaders as claims in a graph linked to Wikidata."""
