import { z } from 'zod'
import { joinTurns, type ReadReceived, type SeenPart } from './seen.ts'

/** The request body of Messages, from Anthropic's API reference, without fields that no scenario uses. */
const text = z.strictObject({
  type: z.literal('text'),
  text: z.string().min(1),
  citations: z.null().optional(),
  cache_control: z
    .strictObject({ type: z.literal('ephemeral'), ttl: z.enum(['5m', '1h']).optional() })
    .optional(),
})
const imageSource = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('base64'),
    media_type: z.enum(['image/png', 'image/jpeg', 'image/gif', 'image/webp']),
    data: z.base64(),
  }),
  z.strictObject({ type: z.literal('url'), url: z.url() }),
])
const pdfSource = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('base64'), media_type: z.literal('application/pdf'), data: z.base64() }),
  z.strictObject({ type: z.literal('url'), url: z.url() }),
])
const image = z.strictObject({ type: z.literal('image'), source: imageSource })
const block = z.discriminatedUnion('type', [
  text,
  image,
  z.strictObject({ type: z.literal('document'), source: pdfSource, title: z.string().nullish() }),
  z.strictObject({ type: z.literal('thinking'), thinking: z.string(), signature: z.string().min(1) }),
  z.strictObject({
    type: z.literal('tool_use'),
    id: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
    name: z.string(),
    input: z.looseObject({}),
    caller: z.unknown().optional(),
  }),
  z.strictObject({
    type: z.literal('tool_result'),
    tool_use_id: z.string(),
    content: z.union([z.string(), z.array(z.discriminatedUnion('type', [text, image]))]),
    is_error: z.boolean().optional(),
  }),
])
const body = z.strictObject({
  model: z.string(),
  max_tokens: z.int().min(1),
  messages: z
    .array(
      z.strictObject({
        role: z.enum(['user', 'assistant']),
        content: z.union([z.string().min(1), z.array(block).min(1)]),
      }),
    )
    .min(1),
  system: z.union([z.string(), z.array(text)]).optional(),
  stream: z.boolean().optional(),
  tools: z
    .array(
      z.strictObject({
        name: z.string(),
        description: z.string(),
        input_schema: z.looseObject({ type: z.literal('object') }),
        strict: z.boolean().optional(),
        type: z.literal('custom').optional(),
        eager_input_streaming: z.boolean().optional(),
      }),
    )
    .optional(),
  tool_choice: z
    .discriminatedUnion('type', [
      z.strictObject({ type: z.enum(['auto', 'any']), disable_parallel_tool_use: z.boolean().optional() }),
      z.strictObject({ type: z.literal('none') }),
      z.strictObject({
        type: z.literal('tool'),
        name: z.string(),
        disable_parallel_tool_use: z.boolean().optional(),
      }),
    ])
    .optional(),
  thinking: z
    .discriminatedUnion('type', [
      z.strictObject({
        type: z.literal('enabled'),
        budget_tokens: z.int().min(1024),
        display: z.enum(['summarized', 'omitted']).optional(),
      }),
      z.strictObject({ type: z.literal('disabled') }),
    ])
    .optional(),
  output_config: z
    .strictObject({
      format: z.strictObject({ type: z.literal('json_schema'), schema: z.looseObject({}) }),
    })
    .optional(),
  stop_sequences: z.array(z.string()).optional(),
  temperature: z.number().optional(),
  top_p: z.number().optional(),
})

const CHOICES = { auto: 'auto', any: 'required', none: 'none' } as const

export const readAnthropicMessages: ReadReceived = (json) => {
  const request = body.parse(json)
  const { tool_choice: choice, output_config: config } = request
  // The API refuses a thinking budget that leaves no tokens for an answer.
  if (request.thinking?.type === 'enabled' && request.thinking.budget_tokens >= request.max_tokens)
    throw new Error('budget_tokens is not below max_tokens')
  const tools = (request.tools ?? []).map(({ name, description, input_schema }) => ({
    name,
    description,
    schema: input_schema,
  }))
  return {
    system: textOf(request.system ?? ''),
    turns: joinTurns(request.messages.map(({ role, content }) => ({ role, parts: partsOf(content) }))),
    tools,
    toolChoice: choice?.type === 'tool' ? { name: choice.name } : CHOICES[choice?.type ?? 'auto'],
    output: config ? { schema: config.format.schema } : 'text',
    reasons: request.thinking?.type === 'enabled',
    maxOutputTokens: request.max_tokens,
    stop: request.stop_sequences ?? [],
    marksCache: request.messages.some(
      ({ content }) =>
        typeof content !== 'string' && content.some((part) => part.type === 'text' && part.cache_control),
    ),
  }
}

const textOf = (content: string | object[]): string =>
  typeof content === 'string'
    ? content
    : content.flatMap((part) => ('text' in part ? [String(part.text)] : [])).join('\n')

const partsOf = (content: string | z.output<typeof block>[]): SeenPart[] =>
  typeof content === 'string' ? [{ text: content }] : content.map(partOf)

const partOf = (part: z.output<typeof block>): SeenPart => {
  switch (part.type) {
    case 'text':
      return { text: part.text }
    case 'image':
      return { image: addressOf(part.source) }
    case 'document':
      return { pdf: addressOf(part.source) }
    case 'thinking':
      return { thinking: part.thinking, signature: part.signature }
    case 'tool_use':
      return { call: part.name, input: part.input, id: part.id }
    case 'tool_result':
      return { result: textOf(part.content), of: part.tool_use_id, ...imageIn(part.content) }
  }
}

const imageIn = (
  content: string | (z.output<typeof text> | z.output<typeof image>)[],
): { image?: string } => {
  const found = typeof content === 'string' ? undefined : content.find((part) => part.type === 'image')
  return found === undefined ? {} : { image: addressOf(found.source) }
}

const addressOf = (source: z.output<typeof imageSource> | z.output<typeof pdfSource>): string =>
  source.type === 'url' ? source.url : `data:${source.media_type};base64,${source.data}`
