import { PublicError } from '@gptget/errors'
import { errorFormOf, publicErrorOf } from '@gptget/protocol'
import type { ErrorForm, Fault } from '@gptget/protocol'
import type { Route } from '../../catalog/catalog.ts'
import { namesOf } from '../generation/generation.ts'
import type { Generation } from '../generation/generation.ts'
import { printFor } from '../relay/write-answer.ts'

/** The error for the caller: the last failure, with the earlier ones. */
export const errorOf = (generation: Generation, fault: Fault, wasMoneySpent: boolean): PublicError => {
  const error = publicErrorOf(fault)
  const previous = generation.attempts.map(({ provider, error: failure, status }) => ({
    provider,
    code: failure?.code ?? null,
    status,
  }))
  const metadata = { provider_name: generation.attempts.at(-1)?.provider ?? null, previous_errors: previous }
  const isHopeless = wasMoneySpent || (generation.isExhausted && isPointless(fault))
  const details = { ...error.details, metadata, ...(isHopeless ? { isRetryable: false } : {}) }
  return new PublicError(error.code, error.message, details, fault.raw)
}

/** Every route was tried: a retry only helps if a provider said so. */
const isPointless = ({ code, retryAfterMs }: Fault): boolean =>
  code !== 'provider_rate_limited' && retryAfterMs === undefined

/** Errors in the caller's dialect. */
export const errorForm = (generation: Generation): ErrorForm =>
  errorFormOf(generation.stream.head.operation, generation.stream.head.dialect)

/**
 * Ends a stream whose headers were sent with an error in the caller's dialect. `route`: whose answer broke off, if any.
 * @throws the error if the answer is not a stream of events: only a cut connection shows that the rest is missing
 */
export const writeErrorEvents = async (
  generation: Generation,
  route: Route | null,
  error: PublicError,
): Promise<void> => {
  if (!generation.stream.head.isStream) throw error
  const names = namesOf(generation, route ?? generation.stream.head)
  const events = errorForm(generation).events(error, { ...names, eventCount: generation.eventCount })
  await generation.stream.write(printFor(generation, events, true))
}
