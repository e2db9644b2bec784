import { z } from 'zod'
import { joinTurns, type ReadReceived, type SeenPart, type SeenTurn } from './seen.ts'

/** The request body of Chat Completions, from OpenAI's API reference, without fields that no scenario uses. */
const text = z.strictObject({ type: z.literal('text'), text: z.string().min(1) })
const userPart = z.discriminatedUnion('type', [
  text,
  z.strictObject({
    type: z.literal('image_url'),
    image_url: z.strictObject({ url: z.string(), detail: z.string().optional() }),
  }),
  z.strictObject({
    type: z.literal('file'),
    file: z.strictObject({ filename: z.string(), file_data: z.string().startsWith('data:') }),
  }),
  z.strictObject({
    type: z.literal('input_audio'),
    input_audio: z.strictObject({ data: z.base64(), format: z.enum(['wav', 'mp3']) }),
  }),
])
const call = z.strictObject({
  id: z.string().min(1).max(40),
  type: z.literal('function'),
  function: z.strictObject({ name: z.string(), arguments: z.string() }),
  index: z.number().optional(),
})
const message = z.discriminatedUnion('role', [
  z.strictObject({
    role: z.enum(['system', 'developer']),
    content: z.union([z.string(), z.array(text)]),
  }),
  z.strictObject({
    role: z.literal('user'),
    content: z.union([z.string().min(1), z.array(userPart).min(1)]),
  }),
  // Callers send answers back with all fields, and OpenAI-compatible servers ignore unknown ones.
  z.looseObject({
    role: z.literal('assistant'),
    content: z.union([z.string(), z.array(text), z.null()]).optional(),
    tool_calls: z.array(call).min(1).optional(),
  }),
  z.strictObject({
    role: z.literal('tool'),
    tool_call_id: z.string(),
    content: z.union([z.string(), z.array(text)]),
    name: z.string().optional(),
  }),
])
const body = z.strictObject({
  model: z.string(),
  messages: z.array(message).min(1),
  stream: z.boolean().optional(),
  stream_options: z.strictObject({ include_usage: z.literal(true) }).optional(),
  max_tokens: z.int().optional(),
  max_completion_tokens: z.int().optional(),
  tools: z
    .array(
      z.strictObject({
        type: z.literal('function'),
        function: z.strictObject({
          name: z.string(),
          description: z.string(),
          parameters: z.looseObject({ type: z.literal('object') }),
          strict: z.boolean().optional(),
        }),
      }),
    )
    .min(1)
    .optional(),
  tool_choice: z
    .union([
      z.enum(['auto', 'none', 'required']),
      z.strictObject({ type: z.literal('function'), function: z.strictObject({ name: z.string() }) }),
    ])
    .optional(),
  parallel_tool_calls: z.boolean().optional(),
  response_format: z
    .discriminatedUnion('type', [
      z.strictObject({ type: z.literal('text') }),
      z.strictObject({ type: z.literal('json_object') }),
      z.strictObject({
        type: z.literal('json_schema'),
        json_schema: z.strictObject({
          name: z.string(),
          description: z.string().optional(),
          strict: z.boolean().optional(),
          schema: z.looseObject({}),
        }),
      }),
    ])
    .optional(),
  reasoning_effort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']).optional(),
  stop: z.union([z.string(), z.array(z.string()).max(4)]).optional(),
  temperature: z.number().optional(),
  top_p: z.number().optional(),
})
type Body = z.output<typeof body>
type Message = z.output<typeof message>

export const readOpenAiChat: ReadReceived = (json) => {
  const request = body.parse(json)
  const { tool_choice: choice, response_format: format } = request
  const tools = (request.tools ?? []).map(({ function: tool }) => ({
    name: tool.name,
    description: tool.description,
    schema: tool.parameters,
  }))
  return {
    system: request.messages
      .flatMap((item) => (item.role === 'system' || item.role === 'developer' ? [textOf(item.content)] : []))
      .join('\n'),
    turns: joinTurns(request.messages.flatMap(turnsOf)).map(withShownImages),
    tools,
    toolChoice: typeof choice === 'object' ? choice.function : (choice ?? 'auto'),
    output: outputOf(format),
    reasons: request.reasoning_effort !== undefined && request.reasoning_effort !== 'none',
    maxOutputTokens: request.max_completion_tokens ?? request.max_tokens,
    stop: [request.stop ?? []].flat(),
    marksCache: false,
  }
}

const outputOf = (format: Body['response_format']) => {
  if (format?.type === 'json_schema') return { schema: format.json_schema.schema }
  return format?.type === 'json_object' ? 'json' : 'text'
}

const textOf = (content: string | { text: string }[] | null | undefined): string =>
  typeof content === 'string' ? content : (content ?? []).map((part) => part.text).join('')

const turnsOf = (item: Message): SeenTurn[] => {
  switch (item.role) {
    case 'system':
    case 'developer':
      return []
    case 'user':
      return [{ role: 'user', parts: userParts(item.content) }]
    case 'tool':
      return [{ role: 'user', parts: [{ result: textOf(item.content), of: item.tool_call_id }] }]
    case 'assistant':
      return [{ role: 'assistant', parts: assistantParts(item) }]
  }
}

const userParts = (content: Extract<Message, { role: 'user' }>['content']): SeenPart[] => {
  if (typeof content === 'string') return [{ text: content }]
  return content.map((part) => {
    switch (part.type) {
      case 'text':
        return { text: part.text }
      case 'image_url':
        return { image: part.image_url.url }
      case 'file':
        return { pdf: part.file.file_data }
      case 'input_audio':
        return { audio: `data:audio/${part.input_audio.format};base64,${part.input_audio.data}` }
    }
  })
}

/** A tool message contains only text. Other results follow in a user message that names the tool. */
const withShownImages = ({ role, parts }: SeenTurn): SeenTurn => {
  const shown = parts.flatMap((part, index) => {
    const next = parts[index + 1]
    const id = 'text' in part ? /^Returned by tool call (.+):$/.exec(part.text)?.[1] : undefined
    return id !== undefined && next && 'image' in next && !('result' in next)
      ? [{ index, id, image: next.image }]
      : []
  })
  return {
    role,
    parts: parts
      .filter((_, place) => !shown.some(({ index }) => place === index || place === index + 1))
      .map((part) => {
        const image = 'result' in part ? shown.find(({ id }) => id === part.of)?.image : undefined
        return image === undefined ? part : { ...part, image }
      }),
  }
}

const assistantParts = (item: Extract<Message, { role: 'assistant' }>): SeenPart[] => {
  const said = textOf(item.content)
  const calls = (item.tool_calls ?? []).map(({ id, function: { name, arguments: json } }) => ({
    call: name,
    input: JSON.parse(json) as unknown,
    id,
  }))
  return [...(said === '' ? [] : [{ text: said }]), ...calls]
}
