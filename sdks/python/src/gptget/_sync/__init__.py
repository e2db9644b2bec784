"""Written by scripts/write_sync.py from gptget._async: change it there."""
