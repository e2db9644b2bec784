"""What both the blocking and the async client are made of. Nothing here does I/O."""
