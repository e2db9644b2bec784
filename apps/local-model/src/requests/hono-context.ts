import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'

/** A request with Node's response object, to which streams are written. */
export type HonoContext = Context<{ Bindings: HttpBindings }>
