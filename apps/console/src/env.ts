import type { HttpBindings } from '@hono/node-server'
import type { Member } from './members/current-member.ts'

/** The types of Hono's context. `member` is set only behind `requireMember`. */
export type ConsoleEnv = { Bindings: HttpBindings; Variables: { member: Member } }
