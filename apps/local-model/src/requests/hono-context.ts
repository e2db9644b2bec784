import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'

/** A request together with Node's own response, which streams are written to. */
export type HonoContext = Context<{ Bindings: HttpBindings }>
