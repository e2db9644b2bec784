import { actionOf, type Asked, type Call, type SafetyCheck } from '../action.ts'
import { dataUrlOf } from '../conversation.ts'
import type { CallResult, Entry, Turn, UserPart } from '../conversation.ts'
import { pointOnShot } from '../points.ts'
import { PRUNED } from '../pruning.ts'
import { cutOff, StreamFailure } from '../style.ts'
import type { Reader, Scale, Style, StyleRequest } from '../style.ts'
import { readBash } from '../verbs/read-tools.ts'

/*
 * OpenAI's tool `computer` of the Responses API (docs: guides/tools-computer-use): one `computer_call` contains several
 * actions, and is answered with one screenshot. Nothing is stored there: the whole conversation is sent each time, with
 * unchanged reasoning items.
 */

const BASH = {
  type: 'function',
  name: 'bash',
  description:
    'Runs a command in a shell of the desktop, which stays open between calls. Returns its output.',
  parameters: { type: 'object', properties: { command: { type: 'string' } }, required: ['command'] },
}

type Fields = Record<string, unknown>
type Item = { type: string } & Fields

const writeRequest = ({ model, instructions, entries, maxTokens, temperature, effort }: StyleRequest) => ({
  path: '/v1/responses',
  headers: {},
  body: {
    model,
    stream: true,
    store: false,
    include: ['reasoning.encrypted_content'],
    instructions,
    input: entries.flatMap(writeEntry),
    tools: [{ type: 'computer' }, BASH],
    ...(maxTokens === null ? {} : { max_output_tokens: maxTokens }),
    ...(temperature === null ? {} : { temperature }),
    ...(effort === null ? {} : { reasoning: { effort } }),
  },
})

const message = (content: object[]): object => ({ type: 'message', role: 'user', content })
const text = (words: string): object => ({ type: 'input_text', text: words })

const writeEntry = (entry: Entry, index: number, entries: readonly Entry[]): object[] => {
  switch (entry.type) {
    case 'user':
      return [message(entry.parts.map(writePart))]
    case 'said':
      return [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: entry.text }] }]
    case 'turn':
      // A call is answered by a screenshot only: without one the call is removed too, and described as text.
      return isPruned(entries[index + 1]) ? [] : (entry.turn.native as object[])
    case 'results':
      return isPruned(entry)
        ? [message([text(`${PRUNED} Until then: ${entry.results.map(inWords).join('; ')}.`)])]
        : [...entry.results.map(writeResult), ...notesOf(entry)]
  }
}

const isPruned = (entry: Entry | undefined): boolean =>
  entry?.type === 'results' && entry.results.some(({ image }) => image === 'pruned')

const inWords = ({ call, texts }: CallResult): string =>
  [
    call.asked.map((asked) => ('action' in asked ? JSON.stringify(asked.action) : asked.error)).join(', '),
    ...texts,
  ].join(': ')

/** The output of a computer call has no field for failures. */
const notesOf = ({ results, notes }: Extract<Entry, { type: 'results' }>): object[] => {
  const told = results.filter(({ call }) => call.name === 'computer').flatMap(({ texts }) => texts)
  return [...told, ...notes].length === 0 ? [] : [message([...told, ...notes].map(text))]
}

const writePart = (part: UserPart): object => {
  if (part.type === 'text') return text(part.text)
  if (part.type === 'image') return { type: 'input_image', image_url: part.url, detail: 'auto' }
  return part.shot === 'pruned'
    ? text(PRUNED)
    : { type: 'input_image', image_url: dataUrlOf(part.shot), detail: 'original' }
}

const writeResult = ({ call, texts, image, acknowledged }: CallResult): object =>
  call.name === 'computer'
    ? {
        type: 'computer_call_output',
        call_id: call.id,
        ...(acknowledged.length === 0 ? {} : { acknowledged_safety_checks: acknowledged }),
        output: {
          type: 'computer_screenshot',
          image_url: image === null || image === 'pruned' ? BLANK : dataUrlOf(image),
          detail: 'original',
        },
      }
    : { type: 'function_call_output', call_id: call.id, output: texts.join('\n') || 'Done.' }

/** One white pixel: for a call of several in one turn that does not show the screen. */
const BLANK =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR4nGP4/x8AAwAB/2+Bq7YAAAAASUVORK5CYII='

type StreamEvent = {
  type: string
  delta?: string
  message?: string
  response?: { output?: Item[]; status?: string; error?: { message?: string } | null }
}

const createReader = (scale: Scale): Reader => {
  let response: StreamEvent['response']
  return {
    push: (data) => {
      if (data === '[DONE]') return []
      const event = JSON.parse(data) as StreamEvent
      switch (event.type) {
        case 'error':
          throw new StreamFailure(event.message ?? 'The model failed.')
        case 'response.failed':
          throw new StreamFailure(event.response?.error?.message ?? 'The model failed.')
        case 'response.completed':
        case 'response.incomplete':
          response = event.response
          return []
        case 'response.output_text.delta':
          return [{ type: 'text', text: event.delta ?? '' }]
        case 'response.reasoning_summary_text.delta':
          return [{ type: 'reasoning', text: event.delta ?? '' }]
        default:
          return []
      }
    },
    end: () => {
      if (response === undefined) throw cutOff()
      return turnOf(response.output ?? [], response.status ?? 'completed', scale)
    },
  }
}

const turnOf = (items: Item[], status: string, scale: Scale): Turn => {
  const calls = items.flatMap((item) => readCall(item, scale))
  return {
    text: items.flatMap(textOf).join(''),
    native: items,
    calls,
    finish: calls.length > 0 ? 'calls' : status === 'incomplete' ? 'length' : 'stop',
  }
}

const textOf = ({ type, content }: Item): string[] =>
  type === 'message' && Array.isArray(content)
    ? (content as Fields[]).flatMap(({ type: kind, text: words }) =>
        kind === 'output_text' ? [String(words)] : [],
      )
    : []

const readCall = (item: Item, scale: Scale): Call[] => {
  const id = String(item['call_id'])
  if (item.type === 'function_call')
    return [{ id, name: String(item['name']), asked: [readFunction(item)], checks: [] }]
  if (item.type !== 'computer_call') return []
  const actions = (item['actions'] ?? (item['action'] ? [item['action']] : [])) as Fields[]
  const checks = ((item['pending_safety_checks'] ?? []) as Fields[]).map(readCheck)
  return [{ id, name: 'computer', asked: actions.map((action) => readAction(action, scale)), checks }]
}

const readCheck = ({ id, code, message: words }: Fields): SafetyCheck => ({
  id: String(id),
  code: typeof code === 'string' ? code : null,
  message: typeof words === 'string' ? words : 'The provider wants a person to approve this.',
})

const readFunction = (item: Item): Asked => {
  if (item['name'] !== 'bash') return { error: `There is no tool "${String(item['name']).slice(0, 60)}".` }
  try {
    return readBash(JSON.parse(String(item['arguments'] ?? '{}')))
  } catch {
    return { error: 'The arguments are no JSON.' }
  }
}

const BUTTONS: Readonly<Record<string, object>> = {
  left: { button: 'left' },
  right: { button: 'right' },
  wheel: { button: 'middle' },
}
/** A click of the wheel is about a hundred pixels. */
const WHEEL_PIXELS = 100

const chord = (keys: unknown): string | null =>
  Array.isArray(keys) && keys.length > 0 ? keys.map(String).join('+') : null
const held = (keys: unknown): object => (chord(keys) === null ? {} : { keys: chord(keys) })

const readAction = (action: Fields, scale: Scale): Asked => {
  const at = (act: (point: { x: number; y: number }) => Asked): Asked => {
    const point = pointOnShot([action['x'], action['y']], scale, 'x, y')
    return 'error' in point ? point : act(point)
  }
  const keys = held(action['keys'])
  switch (action['type']) {
    case 'screenshot':
      return { action: { type: 'screenshot' } }
    case 'click':
      return at((point) => readClick(String(action['button'] ?? 'left'), { ...point, ...keys }))
    case 'double_click':
      return at((point) => actionOf({ type: 'click', count: 2, ...point, ...keys }))
    case 'move':
      return at((point) => actionOf({ type: 'move', ...point }))
    case 'scroll':
      return at((point) => readScroll(action, { ...point, ...keys }))
    case 'drag':
      return readDrag(action['path'], keys, scale)
    case 'keypress':
      return actionOf({ type: 'key', key: chord(action['keys']) ?? '' })
    case 'type':
      return actionOf({ type: 'type', text: action['text'] })
    case 'wait':
      return actionOf({ type: 'wait', duration: 2 })
    default:
      return { error: `There is no action "${String(action['type']).slice(0, 60)}".` }
  }
}

/** The back and forward buttons of a mouse are the browser keys for that. */
const readClick = (button: string, fields: object): Asked => {
  if (button === 'back') return actionOf({ type: 'key', key: 'alt+Left' })
  if (button === 'forward') return actionOf({ type: 'key', key: 'alt+Right' })
  const known = BUTTONS[button]
  return known
    ? actionOf({ type: 'click', ...known, ...fields })
    : { error: `button: there is no "${button}".` }
}

const readScroll = ({ scroll_x, scroll_y }: Fields, fields: object): Asked => {
  const [x, y] = [Number(scroll_x ?? 0), Number(scroll_y ?? 0)]
  const isUpright = Math.abs(y) >= Math.abs(x)
  const pixels = isUpright ? y : x
  const direction = isUpright ? (pixels < 0 ? 'up' : 'down') : pixels < 0 ? 'left' : 'right'
  const amount = Math.min(100, Math.max(1, Math.round(Math.abs(pixels) / WHEEL_PIXELS)))
  return actionOf({ type: 'scroll', direction, amount, ...fields })
}

const readDrag = (path: unknown, keys: object, scale: Scale): Asked => {
  const points: { x: number; y: number }[] = []
  for (const each of Array.isArray(path) ? (path as Fields[]) : []) {
    const point = pointOnShot([each['x'], each['y']], scale, 'path')
    if ('error' in point) return point
    points.push(point)
  }
  const [first, ...rest] = points
  if (first === undefined || rest.length === 0) return { error: 'path: expected two points or more.' }
  return actionOf({ type: 'drag', start_x: first.x, start_y: first.y, path: rest, ...keys })
}

export const openaiTool: Style = { write: writeRequest, read: createReader }
