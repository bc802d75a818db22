"""`.venv/bin/python -m bench`: how fast and how large a node is, in one table."""

import sys

from bench.run import main

if __name__ == "__main__":
    sys.exit(main())
