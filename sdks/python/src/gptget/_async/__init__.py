"""The async client. `gptget._sync` is written from it by `scripts/write_sync.py`: change it here."""
