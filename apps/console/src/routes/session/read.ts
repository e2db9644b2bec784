import type { Handler } from 'hono'
import type { ConsoleEnv } from '../../env.ts'
import { describeSession } from '../../members/describe-session.ts'

/** `GET /console/api/session`: the person, the organization, and what they may do there. */
export const readSession: Handler<ConsoleEnv> = (c) => c.json(describeSession(c.var.member))
