"""From commits of beats to sums by minute and by day: nothing is lost, nothing counted twice."""
