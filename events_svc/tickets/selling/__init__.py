"""How the sale goes: now, and over time."""
