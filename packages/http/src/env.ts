import type { ResolvedKey } from '@gptget/contracts'
import type { HttpBindings } from '@hono/node-server'

/** What a route finds in its context. `key` only behind `requireKey`. */
export type HttpEnv = { Bindings: HttpBindings; Variables: { requestId: string; key: ResolvedKey } }
