import type { compactionSchema } from '@gptget/api/schemas/stored-responses'
import { readBody } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { writeCompaction } from '@gptget/protocol'
import { workOn } from '@gptget/threads'
import { Hono } from 'hono'
import type { z } from 'zod'
import type { EdgeContext } from '../../context.ts'
import { askSelf, readAll } from '../../ask-self.ts'
import { turnOf } from '../../requests/read-body-of.ts'
import { writeCompactionRequest } from '../../bodies/read-stored-body.ts'
import { requireCaller } from '../../requests/require-caller.ts'

/** The request to the model; its answer replaces the conversation. */
const PROMPT =
  'Summarize this conversation so that another model can continue it: what was asked for, what was decided and found out, every name, path and number that still matters, and what is left to do. Answer only with the summary.'

type Answered = { id: string; created_at: number; output_text: string; usage: Record<string, unknown> }

/**
 * Shortens a conversation, with any model: a summary replaces it. It is a generation like any other, with a charge and
 * a receipt.
 */
export const compactResponseRoute = (context: EdgeContext): Hono<HttpEnv> =>
  new Hono<HttpEnv>().post('/v1/responses/compact', requireCaller(context), async (c) => {
    const sent = await readBody(c.env.incoming, context.bodies.open(c.var.key.accountId, c.env.outgoing))
    const works = { writeCompactionRequest }
    const { asked } = await workOn(context.threads, works, sent, { prompt: PROMPT }, turnOf(c))
    const { headers } = c.env.incoming
    const answer = await askSelf(context.self, { path: '/v1/responses', headers, body: asked })
    const text = await readAll(answer)
    if (answer.statusCode !== 200)
      return c.body(text, answer.statusCode as 400, { 'content-type': 'application/json' })
    return c.json(compactionOf(JSON.parse(text) as Answered))
  })

const compactionOf = ({
  id,
  created_at,
  output_text,
  usage,
}: Answered): z.output<typeof compactionSchema> => ({
  id,
  object: 'response.compaction',
  created_at,
  output: [writeCompaction(`cmp_${id.replace(/^resp_/, '')}`, output_text)],
  usage,
})
