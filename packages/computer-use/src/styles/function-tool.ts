import type { Call, Asked } from '../action.ts'
import { dataUrlOf } from '../conversation.ts'
import type { CallResult, Entry, Shot, Turn, UserPart } from '../conversation.ts'
import { cutOff, StreamFailure } from '../style.ts'
import type { Heard, Reader, Scale, Style, StyleRequest } from '../style.ts'
import { readBash } from '../verbs/read-tools.ts'
import { readVerb, VERB_NAMES } from '../verbs/read-verb.ts'
import { PRUNED } from '../pruning.ts'

/*
 * For every model with vision and functions: a function `computer` with the verbs of Anthropic's tool, and `bash`. In
 * OpenAI's chat format, which our routers translate for any provider.
 */

const point = { type: 'array', items: { type: 'number' }, minItems: 2, maxItems: 2 }

const COMPUTER = {
  type: 'function',
  function: {
    name: 'computer',
    description:
      'Uses mouse, keyboard and screen. Coordinates are pixels [x, y] of the newest screenshot, from its upper left corner.',
    parameters: {
      type: 'object',
      properties: {
        action: { type: 'string', enum: VERB_NAMES },
        coordinate: { ...point, description: 'Where to act. Default: the position of the mouse.' },
        start_coordinate: { ...point, description: 'For left_click_drag: where to press.' },
        text: {
          type: 'string',
          description:
            'For type: the text. For key and hold_key: keys, for example Return or ctrl+s. For clicks: keys held meanwhile.',
        },
        repeat: { type: 'integer', description: 'Of key: how many times.' },
        scroll_direction: { type: 'string', enum: ['up', 'down', 'left', 'right'] },
        scroll_amount: { type: 'integer', description: 'Clicks of the wheel.' },
        duration: { type: 'number', description: 'For wait and hold_key: seconds.' },
        region: { type: 'array', items: { type: 'number' }, description: 'Of zoom: [x0, y0, x1, y1].' },
      },
      required: ['action'],
    },
  },
}

const BASH = {
  type: 'function',
  function: {
    name: 'bash',
    description:
      'Runs a command in a shell of the desktop, which stays open between calls. Returns its output.',
    parameters: { type: 'object', properties: { command: { type: 'string' } }, required: ['command'] },
  },
}

type Fields = Record<string, unknown>
type ToolCall = { id: string; type: string; function: { name: string; arguments: string } } & Fields
type Message = { role: 'assistant'; content: string; tool_calls?: ToolCall[] } & Fields

const writeRequest = ({ model, instructions, entries, maxTokens, temperature, effort }: StyleRequest) => ({
  path: '/v1/chat/completions',
  headers: {},
  body: {
    model,
    stream: true,
    messages: [{ role: 'system', content: instructions }, ...entries.flatMap(writeEntry)],
    tools: [COMPUTER, BASH],
    ...(maxTokens === null ? {} : { max_tokens: maxTokens }),
    ...(temperature === null ? {} : { temperature }),
    ...(effort === null ? {} : { reasoning_effort: effort }),
  },
})

const writeEntry = (entry: Entry): object[] => {
  switch (entry.type) {
    case 'user':
      return [{ role: 'user', content: entry.parts.map(writePart) }]
    case 'said':
      return [{ role: 'assistant', content: entry.text }]
    case 'turn':
      return [entry.turn.native as object]
    case 'results':
      return writeResults(entry.results, entry.notes)
  }
}

const writePart = (part: UserPart): object => {
  if (part.type === 'text') return part
  if (part.type === 'image') return { type: 'image_url', image_url: { url: part.url } }
  return part.shot === 'pruned' ? { type: 'text', text: PRUNED } : writeShot(part.shot)
}

/** Results of functions cannot contain images in this format: the screen follows as a message. */
const writeResults = (results: readonly CallResult[], notes: readonly string[]): object[] => [
  ...results.map(({ call, texts, isError }) => ({
    role: 'tool',
    tool_call_id: call.id,
    content: `${isError ? 'Error: ' : ''}${texts.join('\n') || 'Done.'}`,
  })),
  {
    role: 'user',
    content: [...notes.map((text) => ({ type: 'text', text })), ...results.flatMap(writeShotOf)],
  },
]

const writeShotOf = ({ image }: CallResult): object[] => {
  if (image === null) return []
  if (image === 'pruned') return [{ type: 'text', text: PRUNED }]
  return [{ type: 'text', text: 'The screen now:' }, writeShot(image)]
}

const writeShot = (shot: Shot): object => ({
  type: 'image_url',
  image_url: { url: dataUrlOf(shot), detail: 'high' },
})

/** Fields of a delta whose pieces form one text. */
const TEXTS = ['content', 'reasoning_content', 'reasoning', 'refusal']

const createReader = (scale: Scale): Reader => {
  const message: Message = { role: 'assistant', content: '' }
  const calls: ToolCall[] = []
  let finish: string | null = null
  return {
    push: (data) => {
      if (data === '[DONE]') return []
      const chunk = JSON.parse(data) as { error?: { message?: string }; choices?: [Fields] }
      if (chunk.error) throw new StreamFailure(chunk.error.message ?? 'The model failed.')
      const choice = chunk.choices?.[0]
      if (typeof choice?.['finish_reason'] === 'string') finish = choice['finish_reason']
      return take(message, calls, (choice?.['delta'] ?? {}) as Fields)
    },
    end: () => {
      if (finish === null) throw cutOff()
      if (calls.length > 0) message.tool_calls = calls
      return turnOf(
        message,
        calls.map((call) => readCall(call, scale)),
        finish,
      )
    },
  }
}

const take = (message: Message, calls: ToolCall[], delta: Fields): Heard[] => {
  for (const [name, value] of Object.entries(delta)) {
    if (value === null || name === 'role') continue
    if (name === 'tool_calls') for (const piece of value as Fields[]) takeCall(calls, piece)
    else if (TEXTS.includes(name)) message[name] = String(message[name] ?? '') + String(value)
    else if (Array.isArray(value)) message[name] = [...((message[name] as unknown[]) ?? []), ...value]
    else message[name] = value
  }
  const { content, reasoning_content, reasoning } = delta
  const thought = reasoning_content ?? reasoning
  return [
    ...(typeof thought === 'string' && thought !== '' ? [{ type: 'reasoning' as const, text: thought }] : []),
    ...(typeof content === 'string' && content !== '' ? [{ type: 'text' as const, text: content }] : []),
  ]
}

const takeCall = (calls: ToolCall[], { index, function: told, ...rest }: Fields): void => {
  const call = (calls[Number(index ?? 0)] ??= {
    id: '',
    type: 'function',
    function: { name: '', arguments: '' },
  })
  const { name, arguments: text } = (told ?? {}) as { name?: string; arguments?: string }
  for (const [field, value] of Object.entries(rest)) if (value !== null) call[field] = value
  if (name) call.function.name += name
  if (text) call.function.arguments += text
}

const readCall = ({ id, function: { name, arguments: text } }: ToolCall, scale: Scale): Call => ({
  id,
  name,
  asked: [readArguments(name, text, scale)],
  checks: [],
})

const readArguments = (name: string, text: string, scale: Scale): Asked => {
  let input: Fields
  try {
    input = JSON.parse(text || '{}') as Fields
  } catch {
    return { error: 'The arguments are no JSON.' }
  }
  if (name === 'bash') return readBash(input)
  if (name === 'computer') return readVerb(input['action'], input, scale)
  return { error: `There is no tool "${name.slice(0, 60)}".` }
}

const turnOf = (message: Message, calls: Call[], finish: string): Turn => ({
  text: message.content,
  native: message,
  calls,
  finish:
    calls.length > 0
      ? 'calls'
      : finish === 'length'
        ? 'length'
        : finish === 'content_filter' || finish === 'refusal'
          ? 'refusal'
          : 'stop',
})

export const functionTool: Style = { write: writeRequest, read: createReader }
