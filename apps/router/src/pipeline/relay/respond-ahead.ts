import type { RouterContext } from '../../context.ts'
import { streamHeadersOf } from './write-answer.ts'
import type { Generation } from '../generation/generation.ts'

/**
 * Sends the head of a stream once there has been silence for too long: clients and proxies give up on a connection
 * that says nothing. Before that a failure still has an HTTP status of its own, after it the stream tells of it.
 * Which provider will answer is not known then, so no header names it. Returns what ends the wait.
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
