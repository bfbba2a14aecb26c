"""Seats: which an event sells, who has them, and which are the best that are free."""
