import { z } from 'zod'
import type { ChatRequest } from '../../canonical/request.ts'
import { compact } from '../../json/object.ts'
import { parseAt } from '../parse-at.ts'

const part = z.looseObject({ type: z.string() })

/** Callers are our own typed services, so only unusable requests are refused. */
const requestSchema = z.looseObject({
  model: z.string().min(1),
  isStream: z.boolean().default(false),
  /** From the request's head, as in every dialect. */
  stream: z.boolean().optional(),
  system: z.array(part).default([]),
  turns: z.array(z.looseObject({ role: z.enum(['user', 'assistant', 'system']), parts: z.array(part) })),
  tools: z.array(part).default([]),
  output: z.looseObject({ type: z.string() }).default({ type: 'text' }),
  sampling: z.looseObject({}).default({}),
})

/** Reads a request in the canonical form as JSON. @throws PublicError `invalid_request` naming the field. */
export const readRequest = (body: unknown): ChatRequest => {
  const { stream, ...request } = parseAt(requestSchema, body)
  const read = { ...request, isStream: stream ?? request.isStream, extensions: {}, source: 'canonical' }
  return compact(read) as unknown as ChatRequest
}
