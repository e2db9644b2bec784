import { providerSchema } from '@gptget/api/schemas/preferences'
import { runFields } from '@gptget/api/schemas/runs'
import type { UserPart } from '@gptget/computer-use'
import { parseAt } from '@gptget/protocol'
import { z } from 'zod'
import { conversationFrom, type AskedRun } from './asked-run.ts'

const part = z.union([
  z.looseObject({ type: z.enum(['input_text', 'output_text', 'text']), text: z.string() }),
  z.looseObject({ type: z.literal('input_image'), image_url: z.string() }),
])
const message = z.looseObject({
  type: z.literal('message', 'expected message').optional(),
  role: z.enum(['user', 'assistant', 'system', 'developer']),
  content: z.union([z.string(), z.array(part)]),
})

const requestSchema = z.strictObject({
  model: z.string().min(1).max(300),
  input: z.union([z.string(), z.array(message).max(1_000)]),
  instructions: z.string().nullish(),
  ...runFields,
  stream: z.boolean().nullish(),
  store: z.boolean().nullish(),
  max_output_tokens: z.int().min(1).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  reasoning: z.looseObject({ effort: z.string().nullish() }).nullish(),
  provider: providerSchema.nullish(),
  user: z.string().nullish(),
  metadata: z.looseObject({}).nullish(),
})

/** A response that names a computer. `thread_id` continues a conversation. @throws PublicError 400 naming the field */
export const readResponses = (body: unknown): AskedRun => {
  const {
    input,
    instructions,
    stream,
    store: _store,
    max_output_tokens,
    reasoning,
    metadata: _metadata,
    ...rest
  } = parseAt(requestSchema, body)
  const said = typeof input === 'string' ? (input === '' ? [] : [{ role: 'user', content: input }]) : input
  const first = instructions ? [{ role: 'system', parts: partsOf(instructions) }] : []
  const words = said.map(({ role, content }) => ({ role, parts: partsOf(content) }))
  return {
    request: {
      ...rest,
      stream: stream ?? false,
      max_tokens: max_output_tokens,
      reasoning_effort: reasoning?.effort,
    },
    ...conversationFrom([...first, ...words]),
  }
}

const partsOf = (content: z.output<typeof message>['content']): UserPart[] =>
  typeof content === 'string'
    ? [{ type: 'text', text: content }]
    : content.map((each) =>
        each.type === 'input_image'
          ? { type: 'image', url: each.image_url }
          : { type: 'text', text: each.text },
      )
