import { actionOf, type Asked } from '../action.ts'
import { pointOnShot } from '../points.ts'
import type { Scale } from '../style.ts'

type Fields = Record<string, unknown>
type Read = (input: Fields, scale: Scale) => Asked

/** A point if there is one; undefined means the position of the mouse. */
const at = (input: Fields, scale: Scale, act: (point: object) => Asked): Asked => {
  if ((input['coordinate'] ?? null) === null) return act({})
  const point = pointOnShot(input['coordinate'], scale)
  return 'error' in point ? point : act(point)
}

const held = ({ text }: Fields): object => (typeof text === 'string' && text !== '' ? { keys: text } : {})

const click =
  (fields: object): Read =>
  (input, scale) =>
    at(input, scale, (point) => actionOf({ type: 'click', ...fields, ...point, ...held(input) }))

const press =
  (type: 'mouse_down' | 'mouse_up'): Read =>
  (input, scale) =>
    at(input, scale, (point) => actionOf({ type, ...point }))

const drag: Read = (input, scale) => {
  const end = pointOnShot(input['coordinate'], scale)
  if ('error' in end) return end
  const fields = { type: 'drag' as const, end_x: end.x, end_y: end.y, ...held(input) }
  if ((input['start_coordinate'] ?? null) === null) return actionOf(fields)
  const start = pointOnShot(input['start_coordinate'], scale, 'start_coordinate')
  return 'error' in start ? start : actionOf({ ...fields, start_x: start.x, start_y: start.y })
}

const zoom: Read = ({ region }, scale) => {
  if (!Array.isArray(region) || region.length !== 4) return { error: 'region: expected [x0, y0, x1, y1].' }
  const from = pointOnShot(region.slice(0, 2), scale, 'region')
  if ('error' in from) return from
  // The second corner is after the last pixel.
  const to = pointOnShot([Number(region[2]) - 1, Number(region[3]) - 1], scale, 'region')
  if ('error' in to) return to
  if (to.x < from.x || to.y < from.y) return { error: 'region: its second corner is before the first.' }
  const size = { width: to.x - from.x + 1, height: to.y - from.y + 1 }
  return { action: { type: 'zoom', region: { x: from.x, y: from.y, ...size } } }
}

/** The verbs of Anthropic's computer tool, which our own function has too. */
const VERBS: Readonly<Record<string, Read>> = {
  screenshot: () => ({ action: { type: 'screenshot' } }),
  cursor_position: () => ({ action: { type: 'cursor_position' } }),
  zoom,
  left_click: click({}),
  right_click: click({ button: 'right' }),
  middle_click: click({ button: 'middle' }),
  double_click: click({ count: 2 }),
  triple_click: click({ count: 3 }),
  left_click_drag: drag,
  left_mouse_down: press('mouse_down'),
  left_mouse_up: press('mouse_up'),
  mouse_move: (input, scale) => {
    const point = pointOnShot(input['coordinate'], scale)
    return 'error' in point ? point : actionOf({ type: 'move', ...point })
  },
  scroll: (input, scale) =>
    at(input, scale, (point) =>
      actionOf({
        type: 'scroll',
        direction: input['scroll_direction'],
        amount: input['scroll_amount'] ?? 3,
        ...point,
        ...held(input),
      }),
    ),
  type: ({ text }) => actionOf({ type: 'type', text }),
  key: ({ text, repeat }) => actionOf({ type: 'key', key: text, repeat: repeat ?? 1 }),
  hold_key: ({ text, duration }) => actionOf({ type: 'hold_key', key: text, duration }),
  wait: ({ duration }) => actionOf({ type: 'wait', duration: duration ?? 1 }),
}

export const VERB_NAMES = Object.keys(VERBS)

/** An action from its verb and its fields. */
export const readVerb = (verb: unknown, input: Fields, scale: Scale): Asked => {
  const read = typeof verb === 'string' && Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined
  return read?.(input, scale) ?? { error: `There is no action "${String(verb).slice(0, 60)}".` }
}
