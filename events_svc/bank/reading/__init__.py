"""Statements as files: tables of every bank, and camt.053 (ISO 20022)."""
