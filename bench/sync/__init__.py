"""What the exchange costs, line by line of the table of measures: `.venv/bin/python -m bench.sync`."""
