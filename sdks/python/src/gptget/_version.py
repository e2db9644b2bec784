"""The only place with the version. The wheel, the user agent and `gptget.__version__` read it here."""

__version__ = "0.1.0"
