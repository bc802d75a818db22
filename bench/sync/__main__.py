"""`.venv/bin/python -m bench.sync`: what the exchange costs, beside what it must and what others cost."""

import sys

from bench.sync.run import main

if __name__ == "__main__":
    sys.exit(main())
