"""A new event like one that there was: everything that was set up, nothing that happened."""
