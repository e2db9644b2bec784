import { setTimeout as sleep } from 'node:timers/promises'
import type { Action } from '@gptget/api/schemas/computer-actions'
import { invalidAt } from '@gptget/protocol'
import { z } from 'zod'
import { askAgentFor } from '../agent/ask-agent.ts'
import type { LiveComputer } from '../live/live-computers.ts'
import { parseKeys, type Chord } from '../screen/keysyms.ts'
import type { Button, Point, Screen } from '../screen/screen.ts'

/** Waits that end when the caller disconnects. */
export type PerformOptions = { signal: AbortSignal }

type Of<Type extends Action['type']> = Extract<Action, { type: Type }>

/**
 * Performs one action on a computer. In any case, no key or button that the action pressed stays down.
 * @throws PublicError 400 for a point outside of the screen or an unknown key
 */
export const perform = async (
  live: LiveComputer,
  screen: Screen,
  action: Action,
  { signal }: PerformOptions,
): Promise<{ pid?: number }> => {
  switch (action.type) {
    case 'click':
      return click(screen, action, action.button, action.double ? 2 : action.count)
    case 'double_click':
      return click(screen, action, action.button, 2)
    case 'triple_click':
      return click(screen, action, action.button, 3)
    case 'right_click':
      return click(screen, action, 'right', 1)
    case 'middle_click':
      return click(screen, action, 'middle', 1)
    case 'move':
      screen.move(onScreen(screen, action))
      return {}
    case 'mouse_down':
      moveIfAsked(screen, action)
      screen.press(action.button)
      return {}
    case 'mouse_up':
      moveIfAsked(screen, action)
      screen.release(action.button)
      return {}
    case 'drag':
      return drag(screen, action, signal)
    case 'scroll':
      moveIfAsked(screen, action)
      await holding(screen, chordOf(action.keys), async () => screen.scroll(action.direction, action.amount))
      return {}
    case 'type':
      await screen.type(action.text, {
        delayMs: action.delay_ms,
        lendKeys: (keysyms) => lendKeys(live, keysyms),
        signal,
      })
      return {}
    case 'key': {
      const chords = parseKeys(action.key)
      for (let count = 0; count < action.repeat; count += 1) for (const chord of chords) screen.strike(chord)
      return {}
    }
    case 'key_down':
      for (const chord of parseKeys(action.key)) screen.hold(chord)
      return {}
    case 'key_up':
      for (const chord of parseKeys(action.key)) screen.letGo(chord)
      return {}
    case 'hold_key':
      return holdKey(screen, action, signal)
    case 'wait':
      await sleep(action.duration * 1_000, undefined, { signal })
      return {}
    case 'open':
      return open(live, action)
  }
}

const click = async (
  screen: Screen,
  { x, y, keys }: { x?: number | undefined; y?: number | undefined; keys?: string | undefined },
  button: Button,
  count: number,
) => {
  moveIfAsked(screen, { x, y })
  await holding(screen, chordOf(keys), () => screen.click(button, count))
  return {}
}

const drag = async (screen: Screen, action: Of<'drag'>, signal: AbortSignal): Promise<object> => {
  const { start_x: startX, start_y: startY, end_x: endX, end_y: endY, path, button, keys, duration } = action
  const start = pointOf(screen, { x: startX, y: startY }, ['start_x', 'start_y'])
  const end = pointOf(screen, { x: endX, y: endY }, ['end_x', 'end_y'])
  const points = [
    ...(path ?? []).map((point, index) => onScreen(screen, point, [`path[${index}].x`, `path[${index}].y`])),
    ...(end === null ? [] : [end]),
  ]
  if (points.length === 0) throw invalidAt('end_x', 'expected an end (end_x, end_y) or a path.')
  const chord = chordOf(keys)
  if (start !== null) screen.move(start)
  screen.hold(chord)
  screen.press(button)
  try {
    await screen.glide(points, duration * 1_000, signal)
  } finally {
    screen.release(button)
    screen.letGo(chord)
  }
  return {}
}

const holdKey = async (
  screen: Screen,
  { key, duration }: Of<'hold_key'>,
  signal: AbortSignal,
): Promise<object> => {
  const chord = parseKeys(key).flat()
  screen.hold(chord)
  try {
    await sleep(duration * 1_000, undefined, { signal })
  } finally {
    screen.letGo(chord)
  }
  return {}
}

const opened = z.object({ pid: z.int() })

const open = (live: LiveComputer, { target }: Of<'open'>): Promise<{ pid: number }> =>
  askAgentFor(live, opened, { method: 'POST', path: '/open', json: { target } })

const lent = z.object({ has_reset: z.boolean() })

const lendKeys = async (live: LiveComputer, keysyms: readonly number[]): Promise<{ hasReset: boolean }> => {
  const asked = { method: 'POST', path: '/lend-keys', json: { keysyms } } as const
  return { hasReset: (await askAgentFor(live, lent, asked)).has_reset }
}

const chordOf = (keys: string | undefined): Chord =>
  keys === undefined ? [] : parseKeys(keys, 'keys').flat()

const holding = async (screen: Screen, chord: Chord, act: () => Promise<void>): Promise<void> => {
  screen.hold(chord)
  try {
    await act()
  } finally {
    screen.letGo(chord)
  }
}

type MaybePoint = { x?: number | undefined; y?: number | undefined }
type Names = readonly [x: string, y: string]
const PLAIN_NAMES: Names = ['x', 'y']

const moveIfAsked = (screen: Screen, point: MaybePoint): void => {
  const asked = pointOf(screen, point, PLAIN_NAMES)
  if (asked !== null) screen.move(asked)
}

const pointOf = (screen: Screen, { x, y }: MaybePoint, names: Names): Point | null => {
  if (x === undefined && y === undefined) return null
  if (x === undefined) throw invalidAt(names[0], 'is missing.')
  if (y === undefined) throw invalidAt(names[1], 'is missing.')
  return onScreen(screen, { x, y }, names)
}

/** Never clamped: a click somewhere else would be worse than none. */
const onScreen = ({ width, height }: Screen, { x, y }: Point, names: Names = PLAIN_NAMES): Point => {
  if (x >= width) throw invalidAt(names[0], `${x} is outside of the screen, which is ${width} pixels wide.`)
  if (y >= height) throw invalidAt(names[1], `${y} is outside of the screen, which is ${height} pixels high.`)
  return { x, y }
}
