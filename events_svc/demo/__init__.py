"""The demo: an association with its year, its summit (which begins today), and thirty recorded episodes.

The facts are those of the association's published yearly report; people, abstracts and titles of
sessions are invented.
"""
