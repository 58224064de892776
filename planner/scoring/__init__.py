"""Need, rates, hotspots, fairness and recommended next locations."""
