import { z } from 'zod'
import { defineBroadcast } from './subject.ts'

/**
 * The address at which a process of a service answers callers' HTTP requests: sent when it starts and stops, every few
 * seconds, and on request. Edges forward the paths that are not their own.
 */
export const serviceAnnounced = defineBroadcast(
  'services.announced',
  z.object({
    service: z.string(),
    /** Identifies the process. */
    processId: z.string(),
    url: z.url({ protocol: /^https?$/ }),
    /** `/docs`, or `/docs/*` for everything below. */
    paths: z.array(z.string().startsWith('/')),
    isLeaving: z.boolean(),
  }),
)
export type ServiceAnnouncement = z.output<(typeof serviceAnnounced)['message']>

/** Asks every service to announce itself, because an edge has started. */
export const announcementsWanted = defineBroadcast('services.wanted', z.object({}))
