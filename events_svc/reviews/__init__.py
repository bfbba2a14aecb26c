"""Reviews of proposals: phases, scores, assignments, conflicts of interest, decisions."""
