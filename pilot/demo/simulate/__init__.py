"""A province of made-up offices and people on top of the demo, to see the pages at the size they are meant for.

Written set by set with the functions that the verbs call themselves, so that `verify` finds nothing. Everything is
illustrative ("minh họa"). Demo databases only.
"""
