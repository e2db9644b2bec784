/** Visible ASCII, and not much of it: the id stands in headers, logs and receipts. */
const USABLE_ID = /^[!-~]{1,128}$/

/**
 * The id that a request goes by: the `x-request-id` that its caller or a proxy gave it, so that their logs and ours can
 * be joined. A new one, with `randomText` in it, where none is given or it is not 1 to 128 visible ASCII characters.
 */
export const requestIdOf = (given: string | string[] | undefined, randomText: string): string =>
  typeof given === 'string' && USABLE_ID.test(given) ? given : `req_${randomText}`
