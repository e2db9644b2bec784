import { actionOf, type Asked, type Call, type SafetyCheck } from '../action.ts'
import type { CallResult, Entry, Shot, Turn, UserPart } from '../conversation.ts'
import { pointOnGrid } from '../points.ts'
import { PRUNED } from '../pruning.ts'
import { cutOff, StreamFailure } from '../style.ts'
import type { Heard, Reader, Scale, Style, StyleRequest } from '../style.ts'
import { readBash } from '../verbs/read-tools.ts'

/*
 * Gemini's computer use (docs: gemini-api/docs/computer-use): the tool's own set of functions, whose points are
 * thousandths of the screen, and which may require a person's approval (`safety_decision`).
 */

type Fields = Record<string, unknown>
type Part = Fields
type Content = { role: string; parts: Part[] }

const BASH = {
  name: 'bash',
  description:
    'Runs a command in a shell of the desktop, which stays open between calls. Returns its output.',
  parameters: { type: 'object', properties: { command: { type: 'string' } }, required: ['command'] },
}

const writeRequest = ({ model, instructions, entries, maxTokens, temperature, effort }: StyleRequest) => ({
  path: `/v1beta/models/${model}:streamGenerateContent?alt=sse`,
  headers: {},
  body: {
    systemInstruction: { parts: [{ text: instructions }] },
    contents: entries.map(writeEntry),
    tools: [{ computerUse: { environment: 'ENVIRONMENT_DESKTOP' } }, { functionDeclarations: [BASH] }],
    generationConfig: {
      ...(maxTokens === null ? {} : { maxOutputTokens: maxTokens }),
      ...(temperature === null ? {} : { temperature }),
      ...(effort === null ? {} : { thinkingConfig: { thinkingLevel: effort } }),
    },
  },
})

const writeEntry = (entry: Entry): Content => {
  switch (entry.type) {
    case 'user':
      return { role: 'user', parts: entry.parts.map(writePart) }
    case 'said':
      return { role: 'model', parts: [{ text: entry.text }] }
    case 'turn':
      return { role: 'model', parts: entry.turn.native as Part[] }
    case 'results':
      return {
        role: 'user',
        parts: [...entry.results.map(writeResult), ...entry.notes.map((text) => ({ text }))],
      }
  }
}

const writeShot = ({ mediaType, base64 }: Shot): Part => ({
  inlineData: { mimeType: mediaType, data: base64 },
})

const writePart = (part: UserPart): Part => {
  if (part.type === 'text') return { text: part.text }
  if (part.type === 'shot') return part.shot === 'pruned' ? { text: PRUNED } : writeShot(part.shot)
  const [, mimeType, data] = /^data:([^;,]+);base64,(.*)$/s.exec(part.url) ?? []
  return data === undefined ? { fileData: { fileUri: part.url } } : { inlineData: { mimeType, data } }
}

const writeResult = ({ call, texts, isError, image, acknowledged }: CallResult): Part => ({
  functionResponse: {
    // Only newer versions of Gemini have ids for calls.
    ...(call.id.startsWith(OWN_ID) ? {} : { id: call.id }),
    name: call.name,
    response: {
      ...(isError ? { error: texts.join('\n') } : { output: texts.join('\n') || 'Done.' }),
      ...(image === 'pruned' ? { note: PRUNED } : {}),
      ...(acknowledged.length === 0 ? {} : { safety_acknowledgement: 'true' }),
    },
    ...(image === null || image === 'pruned' ? {} : { parts: [writeShot(image)] }),
  },
})

/** Ids that we gave to calls without one. */
const OWN_ID = 'call-'

type Chunk = {
  error?: { message?: string }
  candidates?: { content?: Partial<Content>; finishReason?: string }[]
  promptFeedback?: { blockReason?: string }
}

const createReader = (scale: Scale): Reader => {
  const parts: Part[] = []
  let finish: string | null = null
  return {
    push: (data) => {
      const chunk = JSON.parse(data) as Chunk
      if (chunk.error) throw new StreamFailure(chunk.error.message ?? 'The model failed.')
      const candidate = chunk.candidates?.[0]
      finish =
        candidate?.finishReason ?? (chunk.promptFeedback?.blockReason === undefined ? finish : 'SAFETY')
      return (candidate?.content?.parts ?? []).flatMap((part) => take(parts, part))
    },
    end: () => {
      if (finish === null) throw cutOff()
      return turnOf(parts, finish, scale)
    },
  }
}

/**
 * Pieces of one text are one part; a part with a signature stays separate, because its signature belongs to it alone.
 */
const take = (parts: Part[], part: Part): Heard[] => {
  const last = parts.at(-1)
  const isText = typeof part['text'] === 'string'
  const joins =
    isText &&
    typeof last?.['text'] === 'string' &&
    Boolean(last['thought']) === Boolean(part['thought']) &&
    last['thoughtSignature'] === undefined &&
    part['thoughtSignature'] === undefined
  if (joins) last['text'] = `${String(last['text'])}${String(part['text'])}`
  else parts.push({ ...part })
  if (!isText || part['text'] === '') return []
  return [{ type: part['thought'] === true ? 'reasoning' : 'text', text: String(part['text']) }]
}

const turnOf = (parts: Part[], finish: string, scale: Scale): Turn => {
  const calls = parts.flatMap(({ functionCall }, index) =>
    functionCall ? [readCall(functionCall as Fields, index, scale)] : [],
  )
  return {
    text: parts
      .flatMap(({ text, thought }) => (typeof text === 'string' && thought !== true ? [text] : []))
      .join(''),
    native: parts,
    calls,
    finish:
      calls.length > 0
        ? 'calls'
        : finish === 'MAX_TOKENS'
          ? 'length'
          : finish === 'STOP'
            ? 'stop'
            : 'refusal',
  }
}

const readCall = ({ id, name, args }: Fields, index: number, scale: Scale): Call => {
  const input = (args ?? {}) as Fields
  const called = String(name)
  return {
    id: typeof id === 'string' && id !== '' ? id : `${OWN_ID}${index}`,
    name: called,
    asked: [called === 'bash' ? readBash(input) : readFunction(called, input, scale)].flat(),
    checks: checksOf(input, index),
  }
}

/** `{decision: 'require_confirmation', explanation}`. */
const checksOf = ({ safety_decision: decision }: Fields, index: number): SafetyCheck[] => {
  const { decision: verdict, explanation } = (decision ?? {}) as Fields
  if (verdict !== 'require_confirmation') return []
  return [
    {
      id: `safety-${index}`,
      code: 'require_confirmation',
      message: typeof explanation === 'string' ? explanation : 'The model wants a person to approve this.',
    },
  ]
}

type Read = (input: Fields, scale: Scale) => Asked | Asked[]

const at = ({ x, y }: Fields, scale: Scale, act: (point: object) => Asked): Asked => {
  if (x === undefined && y === undefined) return act({})
  const point = pointOnGrid(x, y, scale)
  return 'error' in point ? point : act(point)
}

const click =
  (fields: object): Read =>
  (input, scale) =>
    at(input, scale, (point) => actionOf({ type: 'click', ...fields, ...point }))

const press =
  (type: 'mouse_down' | 'mouse_up'): Read =>
  (input, scale) =>
    at(input, scale, (point) => actionOf({ type, ...point }))

const move: Read = (input, scale) => at(input, scale, (point) => actionOf({ type: 'move', ...point }))

/** `['control', 'c']`, `control+c`; keys have browsers' names. */
const chord = (keys: unknown): string =>
  (Array.isArray(keys) ? keys.map(String) : [String(keys ?? '')]).join('+')
const key =
  (type: 'key' | 'key_down' | 'key_up'): Read =>
  (input) =>
    actionOf({ type, key: chord(input['keys'] ?? input['key']) })

const drag: Read = (input, scale) => {
  const start = pointOnGrid(
    input['start_x'] ?? input['x'],
    input['start_y'] ?? input['y'],
    scale,
    'start_x, start_y',
  )
  if ('error' in start) return start
  const end = pointOnGrid(
    input['end_x'] ?? input['destination_x'],
    input['end_y'] ?? input['destination_y'],
    scale,
    'end_x, end_y',
  )
  if ('error' in end) return end
  return actionOf({ type: 'drag', start_x: start.x, start_y: start.y, end_x: end.x, end_y: end.y })
}

const WHEEL_PIXELS = 100
const scroll: Read = (input, scale) =>
  at(input, scale, (point) => {
    const pixels = Number(input['magnitude_in_pixels'] ?? input['magnitude'] ?? 300)
    const amount = Math.min(100, Math.max(1, Math.round(pixels / WHEEL_PIXELS)))
    return actionOf({ type: 'scroll', direction: input['direction'], amount, ...point })
  })

/** Clicks into a field and types there, replacing its content by default. */
const typeAt: Read = (input, scale) => [
  at(input, scale, (point) => actionOf({ type: 'click', ...point })),
  ...(input['clear_before_typing'] === false ? [] : [actionOf({ type: 'key', key: 'ctrl+a' })]),
  actionOf({
    type: 'type',
    text: input['press_enter'] === false ? input['text'] : `${String(input['text'])}\n`,
  }),
]

const FUNCTIONS: Readonly<Record<string, Read>> = {
  click: click({}),
  click_at: click({}),
  double_click: click({ count: 2 }),
  triple_click: click({ count: 3 }),
  right_click: click({ button: 'right' }),
  middle_click: click({ button: 'middle' }),
  mouse_down: press('mouse_down'),
  mouse_up: press('mouse_up'),
  move,
  hover_at: move,
  type_text_at: typeAt,
  type: ({ text, press_enter }) =>
    actionOf({ type: 'type', text: press_enter === true ? `${String(text)}\n` : text }),
  drag_and_drop: drag,
  wait: ({ seconds }) => actionOf({ type: 'wait', duration: seconds ?? 1 }),
  wait_5_seconds: () => actionOf({ type: 'wait', duration: 5 }),
  press_key: key('key'),
  hotkey: key('key'),
  key_combination: key('key'),
  key_down: key('key_down'),
  key_up: key('key_up'),
  take_screenshot: () => ({ action: { type: 'screenshot' } }),
  scroll,
  scroll_at: scroll,
  scroll_document: scroll,
  navigate: ({ url }) => actionOf({ type: 'open', target: url }),
  open_web_browser: () => actionOf({ type: 'open', target: 'chromium' }),
  go_back: () => actionOf({ type: 'key', key: 'alt+Left' }),
  go_forward: () => actionOf({ type: 'key', key: 'alt+Right' }),
}

const readFunction = (name: string, input: Fields, scale: Scale): Asked | Asked[] =>
  (Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name]!(input, scale) : undefined) ?? {
    error: `There is no function "${name.slice(0, 60)}".`,
  }

export const geminiTool: Style = { write: writeRequest, read: createReader }
