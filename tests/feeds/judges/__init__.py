"""Readers of calendars that we did not write, each told what it sees.

Instants are seconds of UTC and days ISO 8601, both as strings: `{uid: (start, end)}`.
"""
