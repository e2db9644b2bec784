import type { HttpBindings } from '@hono/node-server'
import type { Member } from './members/current-member.ts'

/** What a route finds on its context. `member` only behind `requireMember`. */
export type ConsoleEnv = { Bindings: HttpBindings; Variables: { member: Member } }
