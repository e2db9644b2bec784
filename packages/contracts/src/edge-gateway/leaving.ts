import { z } from 'zod'
import { defineBroadcast } from '../subject.ts'

/**
 * An edge stops: services close the WebSockets that they serve through it, each after its current work, or at once with
 * `isCut`. Sent repeatedly until all of them are closed, because one may have been opened meanwhile.
 */
export const edgeLeaving = defineBroadcast(
  'edge.leaving',
  z.object({ edgeId: z.string(), isCut: z.boolean() }),
)
export type EdgeLeaving = z.output<(typeof edgeLeaving)['message']>
