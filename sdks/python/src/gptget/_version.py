"""The one place that says the version: the wheel, the user agent and `gptget.__version__` read it here."""

__version__ = "0.1.0"
