"""The async client. `scripts/write_sync.py` generates `gptget._sync` from it."""
