import { z } from 'zod'
import { defineBroadcast } from '../subject.ts'

/** The capacity of a host of computers: sent every few seconds, and a last time when it stops. */
export const computerHostAnnounced = defineBroadcast(
  'computers.hosts.announced',
  z.object({
    hostId: z.string(),
    /** Its address for other hosts: each computer is served by the one with its disk. null: it is starting. */
    url: z.url({ protocol: /^https?$/ }).nullable(),
    regions: z.array(z.string()).min(1),
    /** Whether it can start another computer now. */
    hasRoom: z.boolean(),
    running: z.number().int().nonnegative(),
    /** The free share of all its memory, and of all its processors, from 0 to 1. */
    freeMemoryShare: z.number().min(0).max(1),
    freeCpuShare: z.number().min(0).max(1),
    /** Its first announcement since it started: the others answer at once, so that it knows them. */
    isArriving: z.boolean().default(false),
    isLeaving: z.boolean(),
  }),
)
export type ComputerHost = z.output<(typeof computerHostAnnounced)['message']>
