"""The curated record that ships with the app (CC BY 4.0, in our own words), its schema and its loader."""
