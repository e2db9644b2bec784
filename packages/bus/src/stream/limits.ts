/** Bytes the serving side may send before the asking side has taken any: what one slow reader can make us hold. */
export const WINDOW_BYTES = 256 * 1024
/** A data or body frame is at most this long, well under NATS's default message limit of 1 MiB. */
export const MAX_FRAME_BYTES = 512 * 1024
/** Request body bytes the serving side allows ahead of what it has received. */
export const BODY_WINDOW_BYTES = 4 * 1024 * 1024
/** Bytes of a body that comes as it is made which the serving side holds before it has used any. */
export const STREAMED_BODY_WINDOW_BYTES = 1024 * 1024
/** Granting every few bytes would cost a message each; a quarter of the window keeps the sender going. */
export const GRANT_BYTES = WINDOW_BYTES / 4
export const BEAT_INTERVAL_MS = 1_000
/** Silence after which the other process counts as dead. */
export const DEAD_AFTER_MS = 4_000
/** How long the outcome of a cancelled stream is waited for. */
export const CANCEL_TIMEOUT_MS = 30_000
/**
 * A process whose beat comes so long after the last was busy itself, and has yet to read what others said meanwhile.
 */
export const STALLED_AFTER_MS = 2 * BEAT_INTERVAL_MS
/** Larger bodies are copied where sender and server share a process: each has its own memory. */
export const MAX_SHARED_BODY_BYTES = 64 * 1024
/** Two processes that have said nothing to each other for this long forget each other. Streams beat every second. */
export const FORGET_AFTER_MS = 600_000
