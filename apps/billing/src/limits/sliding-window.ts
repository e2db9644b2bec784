import { LIMIT_GRANT_LIFE_MS, type LimitState, type LimitTake } from '@gptget/contracts'

const WINDOW_MS = 60_000
/** What is taken is remembered in slots of this length. A slot leaves the window as a whole, when its youngest part does. */
const SLOT_MS = 250

type Slot = { index: number; amount: number }

/** What was taken of one limit in the last minute, oldest slot first. */
export type SlidingWindow = { slots: Slot[]; used: number }

export const emptyWindow = (): SlidingWindow => ({ slots: [], used: 0 })

/** When a slot counts no more: a minute after the youngest of its grants may have been handed out last. */
const endOf = (slot: Slot): number => (slot.index + 1) * SLOT_MS + LIMIT_GRANT_LIFE_MS + WINDOW_MS

const windowOf = (slots: Slot[]): SlidingWindow => ({
  slots,
  used: slots.reduce((sum, slot) => sum + slot.amount, 0),
})

export const forgetOld = (window: SlidingWindow, nowMs: number): SlidingWindow => {
  const [oldest] = window.slots
  if (oldest === undefined || endOf(oldest) > nowMs) return window
  return windowOf(window.slots.filter((slot) => endOf(slot) > nowMs))
}

/** What may still be taken within this minute. */
export const freeOf = ({ used }: SlidingWindow, perMinute: number): number => Math.max(0, perMinute - used)

/** Counts an amount, however much is used; a negative one is given back, from the newest slots. */
export const addToWindow = (window: SlidingWindow, amount: number, nowMs: number): SlidingWindow => {
  if (amount === 0) return window
  if (amount < 0) return giveBack(window, -amount)
  const index = Math.floor(nowMs / SLOT_MS)
  const last = window.slots.at(-1)
  const slots =
    last?.index === index
      ? [...window.slots.slice(0, -1), { index, amount: last.amount + amount }]
      : [...window.slots, { index, amount }]
  return { slots, used: window.used + amount }
}

const giveBack = ({ slots }: SlidingWindow, amount: number): SlidingWindow => {
  const kept: Slot[] = []
  let left = amount
  for (const slot of slots.toReversed()) {
    const given = Math.min(left, slot.amount)
    left -= given
    if (slot.amount > given) kept.unshift({ ...slot, amount: slot.amount - given })
  }
  return windowOf(kept)
}

/** How a limit stands after it was asked for; times in milliseconds. */
export const stateOf = (
  window: SlidingWindow,
  { perMinute, need }: LimitTake,
  isGranted: boolean,
  nowMs: number,
): Omit<LimitState, 'granted'> => ({
  remaining: freeOf(window, perMinute),
  retryAfterMs: isGranted ? 0 : timeUntilFree(window, perMinute, need, nowMs),
  resetMs: timeUntilEmpty(window, nowMs),
})

/** A need above the whole limit is never met; it is told to wait for the whole limit. */
const timeUntilFree = (window: SlidingWindow, perMinute: number, need: number, nowMs: number): number => {
  let free = perMinute - window.used
  if (free >= need) return 0
  for (const slot of window.slots) {
    free += slot.amount
    if (free >= need) return Math.ceil(endOf(slot) - nowMs)
  }
  return WINDOW_MS
}

const timeUntilEmpty = (window: SlidingWindow, nowMs: number): number => {
  const last = window.slots.at(-1)
  return last === undefined ? 0 : Math.ceil(endOf(last) - nowMs)
}
