"""One module an exercise: how it is found and what is measured on it."""
