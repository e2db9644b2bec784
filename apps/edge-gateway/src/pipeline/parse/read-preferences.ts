import type { RoutingPreferences } from '@gptget/contracts'
import { parseUsdPerMillion } from '@gptget/money'
import { parseAt } from '@gptget/protocol'
import { createHash } from 'node:crypto'
import type { z } from 'zod'
import { preferencesSchema } from '@gptget/api/schemas/preferences'

/** The routing preferences of a request; `models` as the caller wrote them. */
export type RequestedPreferences = {
  models: readonly string[]
  preferences: RoutingPreferences | null
  /** Whether an answer may end when the credit ends. */
  allowsTruncation: boolean
  /** Whether images of a chat are stored and returned as URLs. */
  storesImages: boolean
}

const NONE: RequestedPreferences = {
  models: [],
  preferences: null,
  allowsTruncation: true,
  storesImages: false,
}

/** Reads our fields of a body. `sessionId` is its `x-session-id`. @throws PublicError 400 naming the field. */
export const readPreferences = (
  body: Readonly<Record<string, unknown>>,
  sessionId: string | null,
): RequestedPreferences => {
  const { provider, models, prompt_cache_key, allow_truncation, image_response_format } = body
  const asked = { provider, models, prompt_cache_key, allow_truncation, image_response_format }
  if (sessionId === null && Object.values(asked).every((value) => (value ?? null) === null)) return NONE
  const read = parseAt(preferencesSchema, asked)
  const stickyKey = sessionId ?? read.prompt_cache_key
  return {
    models: read.models ?? [],
    allowsTruncation: read.allow_truncation ?? true,
    storesImages: read.image_response_format === 'url',
    preferences: withoutAbsent({
      ...(read.provider ? readProvider(read.provider) : {}),
      stickyKey: stickyKey ? shortened(stickyKey) : undefined,
    }),
  }
}

const MAX_STICKY_KEY_LENGTH = 256

/** Callers choose any length, and routers only compare it. */
const shortened = (text: string): string =>
  text.length <= MAX_STICKY_KEY_LENGTH ? text : createHash('sha256').update(text).digest('base64url')

type Provider = NonNullable<z.output<typeof preferencesSchema>['provider']>

const readProvider = ({ max_price, timeouts, ...asked }: Provider) => ({
  order: names(asked.order),
  only: names(asked.only),
  ignore: names(asked.ignore),
  allowsFallbacks: asked.allow_fallbacks ?? undefined,
  sort: asked.sort ?? undefined,
  maxPrice:
    max_price &&
    withoutAbsent({
      prompt: nanoUsd(max_price.prompt),
      completion: nanoUsd(max_price.completion),
      request: nanoUsd(max_price.request),
    }),
  requiresParameters: asked.require_parameters ?? undefined,
  timeouts:
    timeouts &&
    withoutAbsent({
      connectMs: timeouts.connect_ms ?? undefined,
      firstTokenMs: timeouts.first_token_ms ?? undefined,
      idleMs: timeouts.idle_ms ?? undefined,
    }),
  hedgeAfterMs: asked.hedge_after_ms ?? undefined,
})

/** An empty list means no preference: many clients send one for an empty form field. */
const names = (list: string[] | null | undefined): string[] | undefined =>
  list && list.length > 0 ? list : undefined

const nanoUsd = (price: number | string | null | undefined): string | undefined =>
  price === null || price === undefined ? undefined : parseUsdPerMillion(price).toString()

/** Removes undefined members: the bus does not carry them, and exact optional types refuse them. */
const withoutAbsent = <Fields extends Record<string, unknown>>(fields: Fields) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null)) as {
    [Name in keyof Fields]?: NonNullable<Fields[Name]>
  }
