import { z } from 'zod'
import { defineBroadcast, defineStream } from '../subject.ts'

/**
 * Served by any edge, for services that work on behalf of a key: a request to one of the edge's own paths, with that
 * key's limits, prices, providers and charge, as if its owner had sent it. The answer is the same as over HTTP.
 */
export const answerForKey = defineStream(
  'edge.answer',
  z.object({
    /** The hex SHA-256 of the key. */
    keyHash: z.string().length(64),
    method: z.enum(['GET', 'POST']),
    /** With its query. */
    path: z.string().startsWith('/v1'),
    headers: z.record(z.string(), z.string()),
  }),
  z.object({ status: z.number().int(), headers: z.record(z.string(), z.string()) }),
  z.null(),
)

/**
 * The caller of a run has disconnected, and did not ask that it continue. `reference`: the edge's id of the request.
 */
export const runCallerLeft = defineBroadcast('edge.run_caller_left', z.object({ reference: z.string() }))
