/**
 * What one account may cost in one turn of the event loop, in bytes of a stream: reading that many takes some two
 * milliseconds. Starting a generation takes about as long as reading a quarter.
 */
export const TURN_COST = { perTurn: 64 * 1024, start: 16 * 1024 }
