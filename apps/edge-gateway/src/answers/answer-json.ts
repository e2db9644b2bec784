import type { Context } from 'hono'

/** Answers with JSON that is already printed. */
export const answerJson = (c: Context, body: Buffer): Response =>
  c.body(new Uint8Array(body), 200, { 'content-type': 'application/json' })
