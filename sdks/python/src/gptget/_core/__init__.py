"""Shared by the blocking and the async client. Nothing here does I/O."""
