"""Privacy as the API shows them."""
