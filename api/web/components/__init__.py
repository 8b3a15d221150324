"""What pages share: their frame, forms, words of units, icons and pictures."""
