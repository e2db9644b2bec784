import { estimateInputTokens } from '@gptget/protocol'
import { Hono } from 'hono'
import { authenticate } from '../access/authenticate.ts'
import type { EdgeEnv } from '../app.ts'
import type { EdgeContext } from '../context.ts'
import { parseJsonBody, readBody } from '../generation/read-body.ts'
import { readRequestOf } from '../generation/read-request.ts'

/** Anthropic's `count_tokens`: free, and an estimate, since most providers' tokenizers are not ours to run. */
export const countTokensRoute = ({ catalog, keys, now }: EdgeContext): Hono<EdgeEnv> =>
  new Hono<EdgeEnv>().post('/v1/messages/count_tokens', async (c) => {
    await authenticate(c.env.incoming, keys, now())
    const body = parseJsonBody(await readBody(c.env.incoming))
    // The endpoint takes everything a message does but its length.
    const request = readRequestOf('anthropic-messages', body, { max_tokens: 1 })
    catalog.model(request.model)
    return c.json({ input_tokens: estimateInputTokens(request) })
  })
