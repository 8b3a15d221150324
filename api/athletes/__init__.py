"""Athletes: whose body is measured, and who may see it."""
