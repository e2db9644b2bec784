import { LIMIT_GRANT_LIFE_MS, type LimitGrant, type LimitRequest } from '@gptget/bus'

const WINDOW_MS = 60_000
/** Grants are remembered in slots of this length. A slot leaves the window as a whole, when its youngest grant does. */
const SLOT_MS = 250

type Slot = { index: number; amount: number }

/** What was granted of one limit in the last minute, oldest slot first. */
export type SlidingWindow = { slots: Slot[]; used: number }

export const emptyWindow = (): SlidingWindow => ({ slots: [], used: 0 })

/** When a slot's grants count no more: a minute after the youngest may have been handed out last. */
const endOf = (slot: Slot): number => (slot.index + 1) * SLOT_MS + LIMIT_GRANT_LIFE_MS + WINDOW_MS

export const forgetOld = (window: SlidingWindow, nowMs: number): SlidingWindow => {
  const slots = window.slots.filter((slot) => endOf(slot) > nowMs)
  return { slots, used: slots.reduce((sum, slot) => sum + slot.amount, 0) }
}

/**
 * Takes from a limit such that no 60 seconds ever see more than `perMinute`: `need` or nothing, and towards `want`
 * an eighth of what remains. Answers the grant and the window after it; times in milliseconds.
 */
export const takeFromWindow = (
  before: SlidingWindow,
  request: LimitRequest,
  nowMs: number,
): { grant: LimitGrant; window: SlidingWindow } => {
  const window = forgetOld(before, nowMs)
  const need = request.need ?? 1
  const free = Math.max(0, request.perMinute - window.used)
  const granted = free < need ? 0 : Math.max(need, Math.min(request.want, Math.floor(free / 8)))
  const after = granted === 0 ? window : addGrant(window, granted, nowMs)
  const grant = {
    granted,
    remaining: Math.max(0, request.perMinute - after.used),
    retryAfterMs: granted > 0 ? 0 : timeUntilFree(window, request.perMinute, need, nowMs),
    resetMs: timeUntilEmpty(after, nowMs),
  }
  return { grant, window: after }
}

const addGrant = (window: SlidingWindow, amount: number, nowMs: number): SlidingWindow => {
  const index = Math.floor(nowMs / SLOT_MS)
  const last = window.slots.at(-1)
  const slots =
    last?.index === index
      ? [...window.slots.slice(0, -1), { index, amount: last.amount + amount }]
      : [...window.slots, { index, amount }]
  return { slots, used: window.used + amount }
}

/** A need above the whole limit is never met; it is told to wait for the whole limit. */
const timeUntilFree = (window: SlidingWindow, perMinute: number, need: number, nowMs: number): number => {
  let free = perMinute - window.used
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
