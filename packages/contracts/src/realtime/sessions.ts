import { z } from 'zod'
import { defineBroadcast } from '../subject.ts'

/** A session is to end: the process that has it closes it. */
export const sessionClosed = defineBroadcast('realtime.session.closed', z.object({ sessionId: z.string() }))
