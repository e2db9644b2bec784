import type { Dialect } from '@gptget/contracts'
import type { EdgeContext } from '../context.ts'
import type { InboundRequest } from '../pipeline/request/inbound-request.ts'

/** A stream that is read again from a position, and the dialect of its errors. */
export type RecordedStream = {
  dialect: Dialect
  serve: (context: EdgeContext, inbound: InboundRequest) => Promise<void>
}

export type Query = Record<string, string>

export const parseQuery = (query: string): Query => Object.fromEntries(new URLSearchParams(query))
