import { z } from 'zod'
import { defineBroadcast } from '../subject.ts'

/** What a host of computers can take: said every few seconds, and a last time when it stops. */
export const computerHostAnnounced = defineBroadcast(
  'computers.hosts.announced',
  z.object({
    hostId: z.string(),
    /** Where other hosts reach it: each computer is served by the one that has its disk. */
    url: z.url({ protocol: /^https?$/ }),
    regions: z.array(z.string()).min(1),
    /** Whether another computer can be started on it now. */
    hasRoom: z.boolean(),
    running: z.number().int().nonnegative(),
    /** Of all its memory, and of all its processors: what is free, from 0 to 1. */
    freeMemoryShare: z.number().min(0).max(1),
    freeCpuShare: z.number().min(0).max(1),
    /** Its first announcement since it started: the others announce themselves at once, so that it knows them. */
    isArriving: z.boolean().default(false),
    isLeaving: z.boolean(),
  }),
)
export type ComputerHost = z.output<(typeof computerHostAnnounced)['message']>
