"""A package by name: one of the bench's peers installs a package of this name, which would take its place."""
