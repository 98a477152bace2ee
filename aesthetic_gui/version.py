"""The program's version, for those who must not import the package's short Python API with it."""

__version__ = "0.1.0"
