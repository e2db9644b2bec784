import { workFor } from '@gptget/callers'

/** Where a request names the account that it is for: at its top, or of the generation that it is about. */
type OfAccount = { accountId?: unknown; generation?: { accountId?: unknown } }

/** Runs a handler for the account that its request is for; if it names none, for the process itself. */
export const workForAccountIn = <Result>(request: unknown, handle: () => Result): Result => {
  const asked = (request ?? {}) as OfAccount
  const accountId = asked.accountId ?? asked.generation?.accountId
  return typeof accountId === 'string' ? workFor(accountId, handle) : handle()
}
