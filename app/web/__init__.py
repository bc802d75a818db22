"""The pages. Flask lives here and nowhere else in the program."""
