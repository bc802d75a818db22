"""The rules of the house, as checks on source text. `test_architecture.py` runs them over the program."""
