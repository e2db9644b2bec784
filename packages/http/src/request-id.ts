/** Visible ASCII of limited length: the id appears in headers, logs and receipts. */
const USABLE_ID = /^[!-~]{1,128}$/

/**
 * The id of a request: the `x-request-id` of its caller or a proxy, so that their logs and ours can be joined. A new
 * one, with `randomText` in it, if there is none or it is not 1 to 128 visible ASCII characters.
 */
export const requestIdOf = (given: string | string[] | undefined, randomText: string): string =>
  typeof given === 'string' && USABLE_ID.test(given) ? given : `req_${randomText}`
