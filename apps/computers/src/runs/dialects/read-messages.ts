import { providerSchema } from '@gptget/api/schemas/preferences'
import { runFields } from '@gptget/api/schemas/runs'
import type { UserPart } from '@gptget/computer-use'
import { parseAt } from '@gptget/protocol'
import { z } from 'zod'
import { conversationFrom, type AskedRun } from './asked-run.ts'

const text = z.looseObject({ type: z.literal('text'), text: z.string() })
const image = z.looseObject({
  type: z.literal('image'),
  source: z.discriminatedUnion('type', [
    z.looseObject({ type: z.literal('base64'), media_type: z.string(), data: z.string() }),
    z.looseObject({ type: z.literal('url'), url: z.string() }),
  ]),
})
const content = z.union([z.string(), z.array(z.discriminatedUnion('type', [text, image]))])

const requestSchema = z.strictObject({
  model: z.string().min(1).max(300),
  max_tokens: z.int('Field required').min(1),
  system: z.union([z.string(), z.array(text)]).optional(),
  messages: z.array(z.looseObject({ role: z.enum(['user', 'assistant', 'system']), content })).max(1_000),
  ...runFields,
  stream: z.boolean().default(false),
  temperature: z.number().min(0).max(1).optional(),
  provider: providerSchema.nullish(),
  metadata: z.looseObject({}).nullish(),
})

/** A message of Anthropic's that names a computer. @throws PublicError 400 naming the field */
export const readMessages = (body: unknown): AskedRun => {
  const { messages, system, metadata: _metadata, ...request } = parseAt(requestSchema, body)
  const first = system === undefined ? [] : [{ role: 'system', parts: partsOf(system) }]
  const words = messages.map(({ role, content: said }) => ({ role, parts: partsOf(said) }))
  return { request, ...conversationFrom([...first, ...words]) }
}

const partsOf = (said: z.output<typeof content>): UserPart[] =>
  typeof said === 'string' ? [{ type: 'text', text: said }] : said.map(partOf)

const partOf = (part: z.output<typeof text> | z.output<typeof image>): UserPart => {
  if (part.type === 'text') return { type: 'text', text: part.text }
  const { source } = part
  if (source.type === 'url') return { type: 'image', url: source.url }
  return { type: 'image', url: `data:${source.media_type};base64,${source.data}` }
}
