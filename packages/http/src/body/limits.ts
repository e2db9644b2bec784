/** The largest body of a request, unpacked. */
export const MAX_BODY_BYTES = 50 * 1024 * 1024
