import { arrayOf, objectOf, parseJson, placeOf, textOf, type JsonObject } from '../../json/object.ts'
import type { Frame } from '../../wire/sse.ts'

/** The stored events of a stream, to end it before its provider does. */
export type Trail = {
  /** The first event about the response. */
  created: string | null
  /** The events about complete items. */
  items: string[]
  /** The events of the open item. */
  open: string[]
  last: string | null
}

export const newTrail = (): Trail => ({ created: null, items: [], open: [], last: null })

/** A cheap check instead of parsing: quotes in texts are escaped, so no text of the model matches. */
export const remember = (trail: Trail, data: string): void => {
  trail.last = data
  if (trail.created === null && data.includes('"response"')) trail.created = data
  else if (data.includes('"response.output_item.added"')) trail.open = [data]
  else if (data.includes('"response.output_item.done"')) {
    trail.items.push(data)
    trail.open = []
  } else if (trail.open.length > 0) trail.open.push(data)
}

/** The events that close an open item, and the event that ends the response as if it had reached its maximum length. */
export const cutOff = ({ created, items, open, last }: Trail): { frames: Frame[]; last: Frame } => {
  let sequence = placeOf(objectOf(parseJson(last ?? ''))['sequence_number'])
  const frameOf = (type: string, fields: JsonObject): Frame => ({
    event: type,
    data: JSON.stringify({ type, sequence_number: ++sequence, ...fields }),
  })
  const output = items.map((data) => objectOf(objectOf(parseJson(data))['item']))
  const frames: Frame[] = []
  if (open.length > 0) {
    const item = readOpen(open)
    for (const { type, fields } of item.closing) frames.push(frameOf(type, fields))
    frames.push(frameOf('response.output_item.done', { output_index: item.outputIndex, item: item.whole }))
    output.push(item.whole)
  }
  const response = {
    ...objectOf(objectOf(parseJson(created ?? ''))['response']),
    status: 'incomplete',
    incomplete_details: { reason: 'max_output_tokens' },
    output,
    usage: null,
  }
  return { frames, last: frameOf('response.incomplete', { response }) }
}

type Closing = { type: string; fields: JsonObject }
/** A part of an item: a text, a refusal, or a summary of reasoning. */
type Part = { list: 'content' | 'summary'; index: number; value: JsonObject; isOpen: boolean }

/** The open item with its content so far. */
const readOpen = (
  events: readonly string[],
): { outputIndex: unknown; whole: JsonObject; closing: Closing[] } => {
  const [added, ...rest] = events.map((data) => objectOf(parseJson(data)))
  const whole: JsonObject = { ...objectOf(added?.['item']), status: 'incomplete' }
  const parts: Part[] = []
  for (const event of rest) readEvent(whole, parts, event)
  for (const list of ['content', 'summary'] as const) {
    const own = parts.filter((part) => part.list === list)
    if (own.length > 0) whole[list] = own.map(({ value }) => value)
  }
  const place = { item_id: whole['id'], output_index: added?.['output_index'] }
  const closing = parts.filter(({ isOpen }) => isOpen).flatMap((part) => closingOf(part, place))
  return { outputIndex: added?.['output_index'], whole, closing }
}

const readEvent = (whole: JsonObject, parts: Part[], event: JsonObject): void => {
  const type = textOf(event['type'])
  const delta = textOf(event['delta'])
  const list = type.startsWith('response.reasoning_summary') ? 'summary' : 'content'
  const index = placeOf(event[list === 'summary' ? 'summary_index' : 'content_index'])
  const part = parts.find((known) => known.list === list && known.index === index)
  if (type.endsWith('part.added'))
    parts.push({ list, index, value: { ...objectOf(event['part']) }, isOpen: true })
  else if (type.endsWith('part.done') && part) Object.assign(part, { value: event['part'], isOpen: false })
  else if (type === 'response.function_call_arguments.delta') append(whole, 'arguments', delta)
  else if (type === 'response.custom_tool_call_input.delta') append(whole, 'input', delta)
  else if (type === 'response.output_text.annotation.added' && part)
    part.value['annotations'] = [...arrayOf(part.value['annotations']), event['annotation']]
  else if (type.endsWith('.delta') && part)
    append(part.value, part.value['type'] === 'refusal' ? 'refusal' : 'text', delta)
}

const append = (value: JsonObject, field: string, text: string): void => {
  value[field] = textOf(value[field]) + text
}

const closingOf = ({ list, index, value }: Part, item: JsonObject): Closing[] => {
  const place = { ...item, [list === 'summary' ? 'summary_index' : 'content_index']: index }
  if (list === 'summary')
    return [
      { type: 'response.reasoning_summary_text.done', fields: { ...place, text: value['text'] } },
      { type: 'response.reasoning_summary_part.done', fields: { ...place, part: value } },
    ]
  const said =
    value['type'] === 'refusal'
      ? { type: 'response.refusal.done', fields: { ...place, refusal: value['refusal'] } }
      : { type: 'response.output_text.done', fields: { ...place, text: value['text'], logprobs: [] } }
  return [said, { type: 'response.content_part.done', fields: { ...place, part: value } }]
}
