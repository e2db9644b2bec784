/** How long a router has to say that it has the record of a generation. */
export const FIND_TIMEOUT_MS = 500
