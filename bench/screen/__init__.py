"""One screen of twelve rules, written for four rules engines and in plain Python. A workload, not knowledge."""
