/**
 * Bytes that the serving side may send before the calling side has accepted any: the memory that one slow reader can
 * use.
 */
export const WINDOW_BYTES = 64 * 1024
/** The largest data or body frame, well below NATS's default message limit of 1 MiB. */
export const MAX_FRAME_BYTES = 512 * 1024
/** Request body bytes that the serving side allows ahead of what it has received. */
export const BODY_WINDOW_BYTES = 4 * 1024 * 1024
/** Bytes of a streamed body that the serving side holds before it has used any. */
export const STREAMED_BODY_WINDOW_BYTES = 1024 * 1024
/** Granting every few bytes would cost a message each; half of the window keeps the sender busy. */
export const GRANT_BYTES = WINDOW_BYTES / 2
export const BEAT_INTERVAL_MS = 1_000
/** Silence after which the other process counts as dead. */
export const DEAD_AFTER_MS = 4_000
/** How long to wait for the outcome of a cancelled stream. */
export const CANCEL_TIMEOUT_MS = 30_000
/** A process whose heartbeat is this late was busy itself, and has yet to read the messages that arrived meanwhile. */
export const STALLED_AFTER_MS = 2 * BEAT_INTERVAL_MS
/** Larger bodies are copied if sender and server share a process, so that each has its own memory. */
export const MAX_SHARED_BODY_BYTES = 64 * 1024
/** Two processes without messages for this long forget each other. Streams send heartbeats every second. */
export const FORGET_AFTER_MS = 600_000
