import type { ComputerTool } from '@gptget/contracts'
import type { Asked, Call } from '../action.ts'
import type { CallResult, Entry, Shot, Turn, UserPart } from '../conversation.ts'
import { PRUNED } from '../pruning.ts'
import { cutOff, StreamFailure } from '../style.ts'
import type { Heard, Reader, Scale, Style, StyleRequest } from '../style.ts'
import { readBash, readEdit } from '../verbs/read-tools.ts'
import { readVerb } from '../verbs/read-verb.ts'

/*
 * Anthropic's computer tools (docs: agents-and-tools/tool-use/computer-use-tool). The toolset has a tool for each
 * action and needs no header; the earlier ones are one tool with an `action`, the display's size, and a beta header.
 */

export type AnthropicTool = Extract<ComputerTool, `computer_${string}`>

const BETAS: Record<AnthropicTool, string | null> = {
  computer_toolset_20260801: null,
  computer_20251124: 'computer-use-2025-11-24',
  computer_20250124: 'computer-use-2025-01-24',
}

const DEFAULT_MAX_TOKENS = 8_192
const TOOLSET = 'computer'
/** Anthropic allows four: one on the tools, the others on the newest results. */
const MARKED_RESULTS = 3
const MARK = { cache_control: { type: 'ephemeral' } }

type Fields = Record<string, unknown>
type Block = { type: string } & Fields

const computerTool = (tool: AnthropicTool, { sentWidth, sentHeight }: Scale): object =>
  tool === 'computer_toolset_20260801'
    ? { type: tool }
    : {
        type: tool,
        name: 'computer',
        display_width_px: sentWidth,
        display_height_px: sentHeight,
        ...(tool === 'computer_20251124' ? { enable_zoom: true } : {}),
      }

const writeRequest =
  (tool: AnthropicTool) =>
  ({ model, instructions, entries, scale, maxTokens, temperature, effort }: StyleRequest) => ({
    path: '/v1/messages',
    headers: {
      'anthropic-version': '2023-06-01',
      ...(BETAS[tool] === null ? {} : { 'anthropic-beta': BETAS[tool] }),
    },
    body: {
      model,
      stream: true,
      max_tokens: maxTokens ?? DEFAULT_MAX_TOKENS,
      // Tools come before it in the cache: one marker covers both.
      system: [{ type: 'text', text: instructions, ...MARK }],
      messages: withMarks(entries.map((entry) => writeEntry(entry, tool))),
      tools: [
        computerTool(tool, scale),
        { type: 'bash_20250124', name: 'bash' },
        { type: 'text_editor_20250728', name: 'str_replace_based_edit_tool' },
      ],
      ...(temperature === null ? {} : { temperature }),
      ...(effort === null ? {} : { output_config: { effort } }),
    },
  })

type Message = { role: string; content: Block[] }

/** Marks the end of the cached part: the last block of the newest user messages. */
const withMarks = (messages: Message[]): Message[] => {
  const marked = new Set(
    messages.flatMap(({ role }, index) => (role === 'user' ? [index] : [])).slice(-MARKED_RESULTS),
  )
  return messages.map((message, index) =>
    marked.has(index)
      ? {
          ...message,
          content: message.content.map((block, at) =>
            at === message.content.length - 1 ? { ...block, ...MARK } : block,
          ),
        }
      : message,
  )
}

const writeEntry = (entry: Entry, tool: AnthropicTool): Message => {
  switch (entry.type) {
    case 'user':
      return { role: 'user', content: entry.parts.map(writePart) }
    case 'said':
      return { role: 'assistant', content: [{ type: 'text', text: entry.text }] }
    case 'turn':
      return { role: 'assistant', content: entry.turn.native as Block[] }
    case 'results':
      return {
        role: 'user',
        content: [
          ...entry.results.map((result) => writeResult(result, tool)),
          ...entry.notes.map((text) => ({ type: 'text', text })),
        ],
      }
  }
}

const writeShot = ({ mediaType, base64 }: Shot): Block => ({
  type: 'image',
  source: { type: 'base64', media_type: mediaType, data: base64 },
})

const writePart = (part: UserPart): Block => {
  if (part.type === 'text') return part
  if (part.type === 'shot')
    return part.shot === 'pruned' ? { type: 'text', text: PRUNED } : writeShot(part.shot)
  const [, mediaType, data] = /^data:([^;,]+);base64,(.*)$/s.exec(part.url) ?? []
  const source =
    data === undefined ? { type: 'url', url: part.url } : { type: 'base64', media_type: mediaType, data }
  return { type: 'image', source }
}

const isOfToolset = (tool: AnthropicTool, { name }: Call): boolean =>
  tool === 'computer_toolset_20260801' && name !== 'bash' && name !== 'str_replace_based_edit_tool'

const writeResult = ({ call, texts, isError, image }: CallResult, tool: AnthropicTool): Block => ({
  type: 'tool_result',
  tool_use_id: call.id,
  ...(isOfToolset(tool, call) ? { toolset_name: TOOLSET } : {}),
  ...(isError ? { is_error: true } : {}),
  content: [
    ...texts.map((text) => ({ type: 'text', text })),
    ...(image === null ? [] : image === 'pruned' ? [{ type: 'text', text: PRUNED }] : [writeShot(image)]),
  ],
})

type StreamEvent = {
  type: string
  index?: number
  content_block?: Block
  delta?: Fields
  error?: { message?: string }
}

const createReader = (scale: Scale): Reader => {
  const blocks: Block[] = []
  const inputs = new Map<number, string>()
  let finish: string | null = null
  return {
    push: (data) => {
      const event = JSON.parse(data) as StreamEvent
      if (event.type === 'error') throw new StreamFailure(event.error?.message ?? 'The model failed.')
      if (event.type === 'message_delta')
        finish = (event.delta?.['stop_reason'] as string | undefined) ?? finish
      if (event.type === 'content_block_start') blocks[event.index!] = { ...event.content_block! }
      return event.type === 'content_block_delta' ? take(blocks[event.index!]!, inputs, event) : []
    },
    end: () => {
      if (finish === null) throw cutOff()
      for (const [index, json] of inputs) blocks[index]!['input'] = parseInput(json)
      return turnOf(blocks.filter(Boolean), finish, scale)
    },
  }
}

/** Adds a piece to its block of any kind: text, thinking, its signature, the input of a call. */
const take = (block: Block, inputs: Map<number, string>, { index, delta = {} }: StreamEvent): Heard[] => {
  switch (delta['type']) {
    case 'text_delta':
      block['text'] = String(block['text'] ?? '') + String(delta['text'])
      return [{ type: 'text', text: String(delta['text']) }]
    case 'thinking_delta':
      block['thinking'] = String(block['thinking'] ?? '') + String(delta['thinking'])
      return [{ type: 'reasoning', text: String(delta['thinking']) }]
    case 'signature_delta':
      block['signature'] = String(block['signature'] ?? '') + String(delta['signature'])
      return []
    case 'input_json_delta':
      inputs.set(index!, (inputs.get(index!) ?? '') + String(delta['partial_json']))
      return []
    default:
      return []
  }
}

const parseInput = (json: string): unknown => {
  try {
    return json === '' ? {} : JSON.parse(json)
  } catch {
    return {}
  }
}

const turnOf = (blocks: Block[], finish: string, scale: Scale): Turn => {
  const calls = blocks.filter(({ type }) => type === 'tool_use').map((block) => readCall(block, scale))
  return {
    text: blocks.flatMap(({ type, text }) => (type === 'text' ? [String(text ?? '')] : [])).join(''),
    native: blocks,
    calls,
    finish:
      calls.length > 0
        ? 'calls'
        : finish === 'max_tokens'
          ? 'length'
          : finish === 'refusal'
            ? 'refusal'
            : 'stop',
  }
}

const readCall = ({ id, name, input }: Block, scale: Scale): Call => ({
  id: String(id),
  name: String(name),
  asked: [readInput(String(name), (input ?? {}) as Fields, scale)],
  checks: [],
})

const readInput = (name: string, input: Fields, scale: Scale): Asked => {
  if (name === 'bash') return readBash(input)
  if (name === 'str_replace_based_edit_tool') return readEdit(input)
  return readVerb(name === 'computer' ? input['action'] : name, input, scale)
}

export const anthropicTool = (tool: AnthropicTool): Style => ({
  write: writeRequest(tool),
  read: createReader,
})
