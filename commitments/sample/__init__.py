"""Made-up policies in large numbers, to see how the tracker bears a record a hundred times its own."""
