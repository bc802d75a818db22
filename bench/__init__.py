"""How fast and how large a node is: `.venv/bin/python -m bench --work DIR` prints one table."""
