"""Measurements: each module prints ratios and percentages when it is run (`python -m bench.encodings`)."""
