import type { RouterContext } from '../../context.ts'
import { streamHeadersOf } from './write-answer.ts'
import type { Generation } from '../generation/generation.ts'

/**
 * Sends the headers of a stream after a long silence, because clients and proxies give up on a silent connection.
 * Before that a failure has its own HTTP status; afterwards the stream reports it. The answering provider is not known
 * then, so no header names it. Returns a function that ends the wait.
 */
export const respondAhead = ({ config }: RouterContext, generation: Generation): (() => void) => {
  const { stream, catalog } = generation
  if (!stream.head.isStream) return () => {}
  const timer = setTimeout(() => {
    if (generation.hasHead || stream.signal.aborted) return
    generation.hasHead = true
    const headers = streamHeadersOf(generation)
    stream.respond({ status: 200, headers, priceVersion: catalog.priceVersion, isAhead: true })
  }, config.headAfterMs)
  return () => clearTimeout(timer)
}
