import { z } from 'zod'
import { joinTurns, type ReadReceived, type SeenPart, type SeenTurn } from './seen.ts'

/** The request body of Responses, from OpenAI's API reference, without fields that no scenario uses. */
const outputText = z.looseObject({ type: z.literal('output_text'), text: z.string() })
const inputPart = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('input_text'), text: z.string().min(1) }),
  z.strictObject({ type: z.literal('input_image'), image_url: z.string(), detail: z.string().optional() }),
  z.strictObject({
    type: z.literal('input_file'),
    filename: z.string().optional(),
    file_data: z.string().startsWith('data:').optional(),
    file_url: z.url().optional(),
  }),
])
const item = z.union([
  z.strictObject({
    type: z.literal('message').optional(),
    role: z.enum(['user', 'system', 'developer']),
    content: z.union([z.string().min(1), z.array(inputPart).min(1)]),
  }),
  z.strictObject({
    type: z.literal('message').optional(),
    role: z.literal('assistant'),
    content: z.union([z.string(), z.array(outputText)]),
    id: z.string().startsWith('msg_').optional(),
    status: z.string().optional(),
    phase: z.null().optional(),
  }),
  z.strictObject({
    type: z.literal('function_call'),
    call_id: z.string().min(1).max(64),
    name: z.string(),
    arguments: z.string(),
    id: z.string().startsWith('fc').optional(),
    status: z.string().optional(),
    parsed_arguments: z.unknown().optional(),
  }),
  z.strictObject({
    type: z.literal('function_call_output'),
    call_id: z.string(),
    output: z.union([z.string(), z.array(inputPart)]),
    status: z.string().optional(),
  }),
  z.strictObject({
    type: z.literal('reasoning'),
    id: z.string().startsWith('rs').optional(),
    summary: z.array(z.strictObject({ type: z.literal('summary_text'), text: z.string() })),
    encrypted_content: z.string().nullish(),
    status: z.string().nullish(),
    content: z.array(z.unknown()).optional(),
  }),
])
const body = z.strictObject({
  model: z.string(),
  input: z.union([z.string().min(1), z.array(item).min(1)]),
  instructions: z.string().min(1).optional(),
  store: z.boolean().optional(),
  include: z.array(z.literal('reasoning.encrypted_content')).optional(),
  stream: z.boolean().optional(),
  max_output_tokens: z.int().optional(),
  tools: z
    .array(
      z.strictObject({
        type: z.literal('function'),
        name: z.string(),
        description: z.string(),
        parameters: z.looseObject({ type: z.literal('object') }),
        // If omitted, the API assumes true and refuses schemas that are not strict.
        strict: z.boolean().nullable(),
      }),
    )
    .min(1)
    .optional(),
  tool_choice: z
    .union([
      z.enum(['auto', 'none', 'required']),
      z.strictObject({ type: z.literal('function'), name: z.string() }),
    ])
    .optional(),
  parallel_tool_calls: z.boolean().optional(),
  text: z
    .strictObject({
      format: z
        .discriminatedUnion('type', [
          z.strictObject({ type: z.literal('text') }),
          z.strictObject({ type: z.literal('json_object') }),
          z.strictObject({
            type: z.literal('json_schema'),
            name: z.string(),
            description: z.string().optional(),
            strict: z.boolean().optional(),
            schema: z.looseObject({}),
          }),
        ])
        .optional(),
    })
    .optional(),
  reasoning: z
    .strictObject({
      effort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']).optional(),
      summary: z.enum(['auto', 'concise', 'detailed']).optional(),
    })
    .optional(),
  temperature: z.number().optional(),
  top_p: z.number().optional(),
})
type Body = z.output<typeof body>
type Item = z.output<typeof item>

export const readOpenAiResponses: ReadReceived = (json) => {
  const request = body.parse(json)
  const items: Item[] =
    typeof request.input === 'string' ? [{ role: 'user', content: request.input }] : request.input
  const { tool_choice: choice } = request
  const tools = (request.tools ?? []).map(({ name, description, parameters }) => ({
    name,
    description,
    schema: parameters,
  }))
  const system = items.flatMap((entry) =>
    'role' in entry && (entry.role === 'system' || entry.role === 'developer') ? [textOf(entry.content)] : [],
  )
  return {
    system: [...(request.instructions === undefined ? [] : [request.instructions]), ...system].join('\n'),
    turns: joinTurns(items.flatMap(turnsOf)),
    tools,
    toolChoice: typeof choice === 'object' ? { name: choice.name } : (choice ?? 'auto'),
    output: outputOf(request.text?.format),
    reasons: request.reasoning?.effort !== undefined && request.reasoning.effort !== 'none',
    maxOutputTokens: request.max_output_tokens,
    stop: [],
    marksCache: false,
  }
}

const outputOf = (format: NonNullable<Body['text']>['format'] | undefined) => {
  if (format?.type === 'json_schema') return { schema: format.schema }
  return format?.type === 'json_object' ? 'json' : 'text'
}

const textOf = (content: string | object[]): string =>
  typeof content === 'string'
    ? content
    : content.map((part) => ('text' in part ? String(part.text) : '')).join('')

const turnsOf = (entry: Item): SeenTurn[] => {
  switch (entry.type) {
    case 'function_call':
      return [assistant({ call: entry.name, input: JSON.parse(entry.arguments), id: entry.call_id })]
    case 'function_call_output':
      return [
        {
          role: 'user',
          parts: [{ result: textOf(entry.output), of: entry.call_id, ...imageIn(entry.output) }],
        },
      ]
    case 'reasoning':
      return [
        assistant({
          thinking: entry.summary.map(({ text }) => text).join(''),
          signature: entry.encrypted_content ?? undefined,
        }),
      ]
    default:
      return messageTurns(entry)
  }
}

const imageIn = (output: string | z.output<typeof inputPart>[]): { image?: string } => {
  const found = typeof output === 'string' ? undefined : output.find(({ type }) => type === 'input_image')
  return found?.type === 'input_image' ? { image: found.image_url } : {}
}

const assistant = (part: SeenPart): SeenTurn => ({ role: 'assistant', parts: [part] })

const messageTurns = (entry: Extract<Item, { role: string }>): SeenTurn[] => {
  if (entry.role === 'system' || entry.role === 'developer') return []
  if (entry.role === 'assistant' || typeof entry.content === 'string') {
    const text = textOf(entry.content)
    return text === '' ? [] : [{ role: entry.role, parts: [{ text }] }]
  }
  return [{ role: 'user', parts: entry.content.map(partOf) }]
}

const partOf = (part: z.output<typeof inputPart>): SeenPart => {
  switch (part.type) {
    case 'input_text':
      return { text: part.text }
    case 'input_image':
      return { image: part.image_url }
    case 'input_file':
      return { pdf: part.file_data ?? part.file_url ?? '' }
  }
}
