import { clientSecretRequestSchema } from '@gptget/api/schemas/realtime'
import { readApiKey, parseJsonBody, readSmallBody, requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { hashApiKey } from '@gptget/keys'
import { parseAt } from '@gptget/protocol'
import { Hono } from 'hono'
import type { Context } from '../../context.ts'
import { liftSession } from '../../events/lift.ts'
import { defaultConfig, updateConfig } from '../../events/session-config.ts'
import { requireCaller, requireModel } from '../../handshake/admission.ts'
import { createClientSecret } from '../../secrets/client-secrets.ts'

/** A secret for one session, for a browser or a device instead of the key. */
export const createClientSecretRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().post('/v1/realtime/client_secrets', requireKey(context), async (c) => {
    const bytes = await readSmallBody(
      c.env.incoming,
      context.bodies.open(c.var.key.accountId, c.env.outgoing),
    )
    const asked = parseAt(clientSecretRequestSchema, bytes.length === 0 ? {} : parseJsonBody(bytes))
    const key = requireCaller(c.var.key)
    const { type: lifted, ...update } = liftSession(asked.session ?? {})
    const type = asked.session?.['type'] === 'transcription' ? 'transcription' : 'realtime'
    const { model } = update
    if (typeof model === 'string') requireModel(context, key, model)
    const session = updateConfig(defaultConfig(type), update)
    const { value, expiresAt } = await createClientSecret(context, {
      key,
      keyHash: hashApiKey(readApiKey(c.env.incoming)),
      session: { ...asked.session, type: asked.session?.['type'] ?? lifted },
      lifetimeMs: asked.expires_after.seconds * 1_000,
    })
    return c.json({
      value,
      expires_at: Math.floor(expiresAt.getTime() / 1_000),
      session: { ...session, object: 'realtime.session', ...(typeof model === 'string' ? { model } : {}) },
    })
  })
