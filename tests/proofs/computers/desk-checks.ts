import { createHash } from 'node:crypto'
import type { Call } from '../../computers/desktops.ts'
import type { Chance } from '../chance.ts'

/** The outcome of one action: null if the screen shows it, or else what the screen shows instead. */
export type Seen = string | null

const SCREEN = { width: 1_280, height: 690 }
const CURSOR = 24

/** The hash of a part of the screen. */
const digestOf = async (call: Call, id: string, region?: string): Promise<string> => {
  const query = region === undefined ? '' : `?region=${region}`
  const { status, body } = await call<{ image: string }>('GET', `/computers/${id}/screenshot${query}`)
  if (status !== 200) throw new Error(`screenshot: ${status} ${JSON.stringify(body).slice(0, 200)}`)
  return createHash('sha256').update(body.image).digest('hex').slice(0, 16)
}

const act = async (call: Call, id: string, action: string, body: object): Promise<void> => {
  const answer = await call('POST', `/computers/${id}/${action}`, body)
  if (answer.status !== 200)
    throw new Error(`${action}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 200)}`)
}

const around = ({ x, y }: { x: number; y: number }): string =>
  `${Math.min(x, SCREEN.width - CURSOR)},${Math.min(y, SCREEN.height - CURSOR)},${CURSOR},${CURSOR}`

/** How long programs on a busy machine may take to draw. */
const DRAW_MS = 5_000

/** Waits until a part of the screen looks as expected. */
const comesToLook = async (
  call: Call,
  id: string,
  region: string,
  isRight: (digest: string) => boolean,
): Promise<boolean> => {
  const deadline = performance.now() + DRAW_MS
  for (;;) {
    if (isRight(await digestOf(call, id, region))) return true
    if (performance.now() > deadline) return false
  }
}

/** Moves the mouse over an empty desktop: the pointer is drawn at its new position and not at the old one. */
export const moveAndLook = async (call: Call, id: string, chance: Chance): Promise<Seen> => {
  const from = { x: chance.between(0, 500), y: chance.between(60, 600) }
  const to = { x: chance.between(640, 1_200), y: chance.between(60, 600) }
  await act(call, id, 'move', { ...from, settle: true })
  const [there, away] = [await digestOf(call, id, around(from)), await digestOf(call, id, around(to))]
  await act(call, id, 'move', to)
  if (!(await comesToLook(call, id, around(from), (digest) => digest !== there)))
    return `the mouse is still drawn at ${from.x},${from.y}`
  if (!(await comesToLook(call, id, around(to), (digest) => digest !== away)))
    return `the mouse is not drawn at ${to.x},${to.y}`
  return null
}

/** Opens the menu of the desktop with a click and closes it with a key. The screen is then as before. */
export const clickAndLook = async (call: Call, id: string, chance: Chance): Promise<Seen> => {
  const point = { x: chance.between(50, 900), y: chance.between(50, 400) }
  await act(call, id, 'move', { ...point, settle: true })
  const region = '0,0,1280,690'
  const before = await digestOf(call, id, region)
  await act(call, id, 'right_click', point)
  if (!(await comesToLook(call, id, region, (digest) => digest !== before)))
    return `a right click at ${point.x},${point.y} opened no menu`
  await act(call, id, 'key', { key: 'Escape', settle: true })
  return (await comesToLook(call, id, region, (digest) => digest === before))
    ? null
    : 'Escape did not bring the screen back'
}
