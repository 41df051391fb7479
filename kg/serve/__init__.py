"""A SPARQL endpoint over a store, which reads only: ``settings``, ``readers`` and ``app``.

Importing this loads nothing, for the reader processes start from here.
"""
