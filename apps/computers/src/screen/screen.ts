import { setTimeout as sleep } from 'node:timers/promises'
import { Turn } from '@gptget/runtime'
import type { Chord } from './keysyms.ts'
import { keysymOf } from './keysyms.ts'
import type { Rectangle, RfbConnection } from './rfb.ts'

export type Point = { x: number; y: number }
export type Button = 'left' | 'middle' | 'right'
export type Direction = 'up' | 'down' | 'left' | 'right'
export type Settled = { settled: boolean; ms: number }
export type SettleOptions = {
  quietMs: number
  timeoutMs: number
  /** How long to wait for a first change. Default: `quietMs`. */
  firstMs?: number
  /** Ends the wait. */
  signal?: AbortSignal
  /** Called whenever nothing has changed for a moment, after which the screen usually stays the same. */
  onPause?: () => void
}

const BUTTONS: Record<Button, number> = { left: 1, middle: 2, right: 4 }
const WHEELS: Record<Direction, number> = { up: 8, down: 16, left: 32, right: 64 }

/** Smaller changes come from blinking carets and clocks. */
const SMALL_DAMAGE_PIXELS = 1_024
/** Longer than the time between two frames of a video. */
const PAUSE_MS = 45
/** While no one waits, a video on the screen must not use a whole processor. */
const PACE_MS = 40
/** A screen that has been unused for this long is not followed. */
const REST_AFTER_MS = 10_000
const FENCE_TIMEOUT_MS = 5_000
/** After this many characters typing waits for the server, which must not be flooded. */
const TYPED_AT_ONCE = 32
/** Well below the time within which two clicks are a double click. */
const BETWEEN_CLICKS_MS = 40
/** Characters without a key temporarily get a key code each; the desktop has a few more than these. */
const LENT_AT_ONCE = 36

/**
 * Assigns key codes to keysyms, after the active program has read the previous input. `hasReset`: the previous
 * assignments are gone.
 */
export type LendKeys = (keysyms: readonly number[]) => Promise<{ hasReset: boolean }>

/** How to type text. When aborted, typing ends between two characters. */
type Typing = { delayMs: number; lendKeys: LendKeys; signal: AbortSignal }

/** Whether a US keyboard has no key for it. */
const isOnNoKey = (keysym: number): boolean => keysym > 0x7e && (keysym < 0xff00 || keysym > 0xffff)

/** A text as keysyms, in parts with no more unusual ones than can be assigned at once. */
const piecesOf = (text: string): number[][] => {
  const pieces: number[][] = [[]]
  let unusual = new Set<number>()
  for (const character of text) {
    const keysym = keysymOf(character)
    if (isOnNoKey(keysym)) unusual.add(keysym)
    if (unusual.size > LENT_AT_ONCE) {
      pieces.push([])
      unusual = new Set([keysym])
    }
    pieces.at(-1)!.push(keysym)
  }
  return pieces
}

/**
 * The screen, keyboard and mouse of one desktop, over one connection. It follows changes, so it knows when the screen
 * has settled and has each frame ready.
 */
export class Screen {
  readonly #rfb: RfbConnection
  readonly #now: () => number
  #pointer: Point & { buttons: number } = { x: 0, y: 0, buttons: 0 }
  readonly #heldKeys = new Set<number>()
  readonly #lentKeys = new Set<number>()
  #hasInput = false
  #lastDamageAt = 0
  /** Of any size: a blinking caret too. */
  #lastChangeAt = 0
  #changes = 0
  #usedAt: number
  #wake: (() => void) | null = null
  #fence: { x: number; reached(): void } | null = null
  #fenceCount = 0
  readonly #turn = new Turn()
  #onUpdate: (() => void)[] = []
  /** Resolves with the reason when the screen is gone. */
  readonly ended: Promise<unknown>

  constructor(rfb: RfbConnection, now: () => number) {
    this.#rfb = rfb
    this.#now = now
    this.#usedAt = now()
    this.#pointer = { x: rfb.width >> 1, y: rfb.height >> 1, buttons: 0 }
    this.ended = this.#follow().then(
      () => undefined,
      (error: unknown) => error,
    )
  }

  get width(): number {
    return this.#rfb.width
  }

  get height(): number {
    return this.#rfb.height
  }

  /** Increases with each change of the screen. */
  get changes(): number {
    return this.#changes
  }

  get #whole(): Rectangle {
    return { x: 0, y: 0, width: this.width, height: this.height }
  }

  get cursor(): Point {
    return { x: this.#pointer.x, y: this.#pointer.y }
  }

  async #follow(): Promise<never> {
    this.#rfb.request(this.#whole, true)
    for (;;) {
      const damage = await this.#rfb.nextUpdate()
      this.#note(damage)
      if (this.#now() - this.#usedAt > REST_AFTER_MS)
        await new Promise<void>((resolve) => (this.#wake = resolve))
      // Someone waits for a frame, or for the screen to settle: every change counts.
      else if (this.#fence === null && this.#onUpdate.length === 0) await this.#pause(PACE_MS)
      this.#rfb.request(this.#whole, false)
    }
  }

  /** A pause that ends early when someone starts to wait. */
  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  #note(damage: Rectangle[]): void {
    const fence = this.#fence
    const pixels = damage.reduce((sum, { width, height }) => sum + width * height, 0)
    // The pixel of `reach` does not count.
    if (pixels > 1) {
      this.#lastChangeAt = this.#now()
      this.#changes += 1
    }
    if (pixels > SMALL_DAMAGE_PIXELS) this.#lastDamageAt = this.#now()
    if (fence !== null && damage.some(({ x, y, width }) => y === 0 && x <= fence.x && fence.x < x + width)) {
      this.#fence = null
      fence.reached()
    }
    for (const told of this.#onUpdate.splice(0)) told()
  }

  #use(): void {
    this.#usedAt = this.#now()
    const wake = this.#wake
    this.#wake = null
    wake?.()
  }

  /**
   * Waits until the server has processed all input, and the frame shows it. One pixel is requested: its
   * answer contains every change so far. @throws Error if the screen does not answer
   */
  reach(): Promise<void> {
    return this.#turn.take(async () => {
      // The server draws the moved mouse only after it has answered the request that came with the movement.
      const fences = this.#hasInput ? 2 : 1
      this.#hasInput = false
      for (let index = 0; index < fences; index += 1) await this.#reachAlone()
    })
  }

  async #reachAlone(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    // Another pixel each time, so that an earlier answer is not mistaken for ours.
    const x = (this.#fenceCount++ * 7) % this.width
    this.#fence = { x, reached: resolve }
    this.#use()
    // First all changes: the answer to the pixel alone would not contain them.
    this.#rfb.request(this.#whole, false)
    this.#rfb.request({ x, y: 0, width: 1, height: 1 }, true)
    const gone = this.ended.then((reason) => {
      throw new Error('the screen is gone', { cause: reason })
    })
    const late = sleep(FENCE_TIMEOUT_MS, undefined, { ref: false }).then(() => {
      throw new Error(`the screen said nothing for ${FENCE_TIMEOUT_MS} ms`)
    })
    try {
      await Promise.race([promise, gone, late])
    } finally {
      late.catch(() => {})
      gone.catch(() => {})
    }
  }

  /** The current screen. The buffer changes with the screen: copy or encode it before you wait for anything. */
  async capture(): Promise<Buffer> {
    await this.reach()
    return this.#rfb.frame
  }

  /** Waits until little has changed for a while. */
  async settle({ quietMs, timeoutMs, firstMs = quietMs, ...more }: SettleOptions): Promise<Settled> {
    const startedAt = this.#now()
    await this.reach()
    // The mouse is drawn at its new position by now: that is no change.
    const reachedAt = this.#now()
    const settled = (isAtRest: boolean): Settled => ({
      settled: isAtRest,
      ms: Math.round(this.#now() - startedAt),
    })
    let pausedAfter: number | null = null
    for (;;) {
      const now = this.#now()
      const isUntouched = this.#lastChangeAt <= reachedAt
      const changedAt = Math.max(reachedAt, this.#lastChangeAt)
      if (pausedAfter !== changedAt && now >= changedAt + PAUSE_MS) {
        pausedAfter = changedAt
        more.onPause?.()
      }
      const restsAt = isUntouched
        ? reachedAt + Math.min(firstMs, quietMs)
        : Math.max(startedAt, this.#lastDamageAt) + quietMs
      if (now >= restsAt) return settled(true)
      if (now - startedAt >= timeoutMs || more.signal?.aborted === true) return settled(false)
      const pausesAt = pausedAfter === changedAt ? restsAt : changedAt + PAUSE_MS
      await this.#change(Math.min(restsAt, pausesAt, startedAt + timeoutMs) - now, more.signal)
    }
  }

  /** Resolves with the next change, after this time, or when aborted. */
  async #change(ms: number, signal: AbortSignal | undefined): Promise<void> {
    this.#use()
    const late = sleep(ms, undefined, { ref: false, ...(signal === undefined ? {} : { signal }) })
    const changed = new Promise<void>((resolve) => this.#onUpdate.push(resolve))
    await Promise.race([late.catch(() => {}), changed])
  }

  move({ x, y }: Point): void {
    this.#send({ x, y, buttons: this.#pointer.buttons })
  }

  press(button: Button): void {
    this.#send({ ...this.#pointer, buttons: this.#pointer.buttons | BUTTONS[button] })
  }

  release(button: Button): void {
    this.#send({ ...this.#pointer, buttons: this.#pointer.buttons & ~BUTTONS[button] })
  }

  /** Clicks this often; programs treat two presses at the same moment as one. */
  async click(button: Button, count: number): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      if (index > 0) await sleep(BETWEEN_CLICKS_MS)
      this.press(button)
      this.release(button)
    }
  }

  scroll(direction: Direction, amount: number): void {
    for (let index = 0; index < amount; index += 1) {
      this.#send({ ...this.#pointer, buttons: this.#pointer.buttons | WHEELS[direction] })
      this.#send({ ...this.#pointer, buttons: this.#pointer.buttons & ~WHEELS[direction] })
    }
  }

  /** Moves along points in this time, so that programs see the movement. */
  async glide(points: readonly Point[], durationMs: number, signal: AbortSignal): Promise<void> {
    const stepMs = 10
    const steps = Math.max(1, Math.round(durationMs / stepMs / Math.max(1, points.length)))
    for (const target of points) {
      const from = this.cursor
      for (let step = 1; step <= steps; step += 1) {
        this.move({
          x: Math.round(from.x + ((target.x - from.x) * step) / steps),
          y: Math.round(from.y + ((target.y - from.y) * step) / steps),
        })
        await sleep(stepMs, undefined, { signal })
      }
    }
  }

  #send(pointer: Point & { buttons: number }): void {
    this.#use()
    this.#hasInput = true
    this.#pointer = pointer
    this.#rfb.pointer(pointer.x, pointer.y, pointer.buttons)
  }

  hold(chord: Chord): void {
    for (const keysym of chord) this.#key(keysym, true)
  }

  letGo(chord: Chord): void {
    for (const keysym of chord.toReversed()) this.#key(keysym, false)
  }

  strike(chord: Chord): void {
    this.hold(chord)
    this.letGo(chord)
  }

  /** Types any text, character by character. The keyboard changes between parts of it and never within one. */
  async type(text: string, typing: Typing): Promise<void> {
    for (const piece of piecesOf(text.replaceAll('\r\n', '\n'))) {
      await this.#lend(piece, typing.lendKeys)
      await this.#typePiece(piece, typing)
    }
  }

  async #lend(keysyms: readonly number[], lendKeys: LendKeys): Promise<void> {
    const unusual = [...new Set(keysyms.filter(isOnNoKey))]
    const missing = unusual.filter((keysym) => !this.#lentKeys.has(keysym))
    if (missing.length === 0) return
    await this.reach()
    const { hasReset } = await lendKeys(missing)
    if (hasReset) {
      this.#lentKeys.clear()
      const others = unusual.filter((keysym) => !missing.includes(keysym))
      if (others.length > 0) await lendKeys(others)
    }
    for (const keysym of unusual) this.#lentKeys.add(keysym)
  }

  async #typePiece(keysyms: readonly number[], { delayMs, signal }: Typing): Promise<void> {
    let count = 0
    for (const keysym of keysyms) {
      signal.throwIfAborted()
      this.strike([keysym])
      count += 1
      if (delayMs > 0) await sleep(delayMs, undefined, { signal })
      else if (count % TYPED_AT_ONCE === 0) await this.reach()
    }
    await this.reach()
  }

  #key(keysym: number, isDown: boolean): void {
    this.#use()
    this.#hasInput = true
    if (isDown) this.#heldKeys.add(keysym)
    else this.#heldKeys.delete(keysym)
    this.#rfb.key(keysym, isDown)
  }

  /** Releases every key and button: an interrupted action must not leave ctrl pressed. */
  releaseAll(): void {
    for (const keysym of this.#heldKeys) this.#key(keysym, false)
    if (this.#pointer.buttons !== 0) this.#send({ ...this.#pointer, buttons: 0 })
  }

  close(): void {
    this.#rfb.close()
  }
}
