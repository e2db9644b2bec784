/**
 * What one account may cost in one turn of the event loop, in bytes of a stream: reading that many takes some two
 * milliseconds. Starting a generation takes about as long as reading a quarter. `read`: what a stream may read at one
 * turn. Less would be read between two pauses than its socket receives: undici 8.12.4 gives back what it did not parse
 * and reads on, so the socket's buffer grows with each pause, to megabytes for each stream.
 */
export const TURN_COST = { perTurn: 64 * 1024, start: 16 * 1024, read: 64 * 1024 }
