"""Calls for proposals: from the draft of a proposal to the session that it becomes."""
