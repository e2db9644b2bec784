import { LIMIT_GRANT_LIFE_MS, type LimitState, type LimitTake } from '@gptget/contracts'

const WINDOW_MS = 60_000
/** Use is recorded in slots of this length. A slot leaves the window as a whole, with its youngest part. */
const SLOT_MS = 250

/** A release that is late is expected again after this time. */
const OVERDUE_MS = 1_000

/** `returning`: what running requests will probably release by `returnsAtMs`. */
type Slot = { index: number; amount: number; returning: number; returnsAtMs: number }

type Returns = NonNullable<LimitTake['returns']>
const NO_RETURNS: Returns = { amount: 0, inMs: 0 }

/** The use of one limit in the last minute, oldest slot first. */
export type SlidingWindow = { slots: Slot[]; used: number }

export const emptyWindow = (): SlidingWindow => ({ slots: [], used: 0 })

/** When a slot no longer counts: a minute after its latest grant may have been used last. */
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

/** Counts an amount, however much is used; a negative one is returned, from the newest slots. */
export const addToWindow = (
  window: SlidingWindow,
  amount: number,
  nowMs: number,
  returns = NO_RETURNS,
): SlidingWindow => {
  if (amount === 0) return window
  if (amount < 0) return takeFrom(window, 'amount', -amount)
  const index = Math.floor(nowMs / SLOT_MS)
  const last = window.slots.at(-1)
  const before = last?.index === index ? last : { amount: 0, returning: 0, returnsAtMs: 0 }
  const slot = {
    index,
    amount: before.amount + amount,
    returning: before.returning + returns.amount,
    returnsAtMs: Math.max(before.returnsAtMs, nowMs + returns.inMs),
  }
  const slots = last?.index === index ? window.slots.slice(0, -1) : window.slots
  return { slots: [...slots, slot], used: window.used + amount }
}

/** Removes the expected release of finished requests. */
export const forgetReturns = (window: SlidingWindow, amount: number): SlidingWindow =>
  amount === 0 ? window : takeFrom(window, 'returning', amount)

/** Whether running requests will probably release something. */
export const expectsReturns = ({ slots }: SlidingWindow): boolean =>
  slots.some(({ returning }) => returning > 0)

/** Takes an amount from the newest slots. Older ones stay as they are: a busy limit has 240 of them. */
const takeFrom = (window: SlidingWindow, of: 'amount' | 'returning', amount: number): SlidingWindow => {
  const { slots } = window
  const changed: Slot[] = []
  let [left, used, at] = [amount, window.used, slots.length]
  while (left > 0 && at > 0) {
    const slot = slots[--at]!
    const taken = Math.min(left, slot[of])
    left -= taken
    const rest = { ...slot, [of]: slot[of] - taken }
    used += rest.amount - slot.amount
    if (rest.amount > 0) changed.push({ ...rest, returning: Math.min(rest.returning, rest.amount) })
  }
  return { slots: [...slots.slice(0, at), ...changed.toReversed()], used }
}

/** The state of a limit after a call; times in milliseconds. */
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

/** A need above the whole limit is never met; it waits for the whole limit. */
const timeUntilFree = (window: SlidingWindow, perMinute: number, need: number, nowMs: number): number => {
  let free = perMinute - window.used
  if (free >= need) return 0
  const gains = window.slots.flatMap((slot) => [
    { atMs: Math.max(slot.returnsAtMs, nowMs + OVERDUE_MS), amount: slot.returning },
    { atMs: endOf(slot), amount: slot.amount - slot.returning },
  ])
  for (const { atMs, amount } of gains.toSorted((a, b) => a.atMs - b.atMs)) {
    free += amount
    if (free >= need) return Math.ceil(atMs - nowMs)
  }
  return WINDOW_MS
}

const timeUntilEmpty = (window: SlidingWindow, nowMs: number): number => {
  const last = window.slots.at(-1)
  return last === undefined ? 0 : Math.ceil(endOf(last) - nowMs)
}
