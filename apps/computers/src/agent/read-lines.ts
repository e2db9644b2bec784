import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { PublicError } from '@gptget/errors'
import { z } from 'zod'
import { readAs } from './ask-agent.ts'

const line = z.discriminatedUnion('type', [
  z.object({ type: z.literal('output'), data: z.string() }),
  z.object({
    type: z.literal('exit'),
    exit_code: z.int().nullable(),
    timed_out: z.boolean(),
    truncated: z.boolean().default(false),
    session_ended: z.boolean().default(false),
    error: z.string().optional(),
    error_type: z.string().optional(),
  }),
  z.object({ type: z.literal('refused'), message: z.string() }),
])

export type OutputLine = { type: 'output'; data: string }
export type ExitLine = Extract<z.output<typeof line>, { type: 'exit' }>

/**
 * The output of a command, and finally its exit. @throws PublicError 409 if the agent refuses it, 503 if the connection
 * breaks off
 */
export async function* readLines(answer: Readable): AsyncGenerator<OutputLine | ExitLine> {
  let isOver = false
  for await (const text of createInterface({ input: answer, crlfDelay: Infinity })) {
    const read = readAs(line, text)
    if (read.type === 'refused') throw new PublicError('conflict', read.message, { param: 'session' })
    yield read
    isOver = read.type === 'exit'
  }
  if (!isOver) throw new PublicError('service_unavailable', 'The desktop ended before the command did.')
}
