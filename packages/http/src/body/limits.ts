/** The largest decompressed body of a request. */
export const MAX_BODY_BYTES = 50 * 1024 * 1024
