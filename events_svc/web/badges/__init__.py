"""Badges over HTTP: print them, design them."""
