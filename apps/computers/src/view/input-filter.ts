/** The result of a filter: bytes to pass on, or the end. */
export type Filtered = { kind: 'pass'; bytes: Buffer } | { kind: 'refuse'; reason: string }

type Stage = 'version' | 'security' | 'init' | 'messages'

/** Longer ones are no real clipboard. */
const MAX_TEXT_BYTES = 1_000_000
/** What a viewer may announce: encodings, screens. */
const MAX_ITEMS = 1_024

const KEY_EVENT = 4
const POINTER_EVENT = 5
const CUT_TEXT = 6
const SET_DESKTOP_SIZE = 251
const QEMU = 255

/** Messages with which a viewer changes something (RFC 6143, 7.5, and the extensions of TigerVNC). */
const IS_INPUT = new Set([KEY_EVENT, POINTER_EVENT, CUT_TEXT, SET_DESKTOP_SIZE, QEMU])

/**
 * Reads a viewer's messages to a screen one by one, and removes those that change anything if the viewer may only look.
 * Data that is not a message of the protocol ends the connection in either mode, because it could hide one.
 */
export class InputFilter {
  readonly #mayControl: boolean
  readonly #onAct: () => void
  #stage: Stage = 'version'
  #waiting: Buffer = Buffer.alloc(0)

  /** `onAct`: a key or a button was pressed. A viewer who only moves the mouse may just be looking. */
  constructor(mayControl: boolean, onAct: () => void = () => {}) {
    this.#mayControl = mayControl
    this.#onAct = onAct
  }

  push(bytes: Buffer): Filtered {
    this.#waiting = this.#waiting.length === 0 ? bytes : Buffer.concat([this.#waiting, bytes])
    const passed: Buffer[] = []
    for (;;) {
      const length = this.#lengthOfNext()
      if (length === 'unknown') return { kind: 'refuse', reason: `unknown message ${this.#waiting[0]}` }
      if (length === 'more' || this.#waiting.length < length) break
      const message = this.#waiting.subarray(0, length)
      this.#waiting = this.#waiting.subarray(length)
      if (this.#mayPass(message)) passed.push(message)
    }
    return { kind: 'pass', bytes: Buffer.concat(passed) }
  }

  #mayPass(message: Buffer): boolean {
    if (this.#stage !== 'messages') {
      this.#stage = this.#stage === 'version' ? 'security' : this.#stage === 'security' ? 'init' : 'messages'
      return true
    }
    if (this.#mayControl && isPress(message)) this.#onAct()
    return this.#mayControl || !IS_INPUT.has(message[0]!)
  }

  #lengthOfNext(): number | 'more' | 'unknown' {
    if (this.#stage === 'version') return 12
    if (this.#stage !== 'messages') return 1
    const bytes = this.#waiting
    if (bytes.length === 0) return 'more'
    switch (bytes[0]) {
      case 0:
        return 20
      case 2:
        return counted(bytes, 2, 4, 4)
      case 3:
        return 10
      case KEY_EVENT:
        return 8
      case POINTER_EVENT:
        return 6
      case CUT_TEXT:
        return bytes.length < 8 ? 'more' : withText(bytes.readInt32BE(4))
      case 150:
        return 10
      case 248:
        return bytes.length < 9 ? 'more' : bytes[8]! > 64 ? 'unknown' : 9 + bytes[8]!
      case SET_DESKTOP_SIZE:
        return bytes.length < 8 ? 'more' : bytes[6]! > 16 ? 'unknown' : 8 + 16 * bytes[6]!
      case QEMU:
        return bytes.length < 2 ? 'more' : bytes[1] === 0 ? 12 : 'unknown'
      default:
        return 'unknown'
    }
  }
}

/** A key event has its direction in its second byte, a pointer event its buttons, a QEMU event a word. */
const isPress = (message: Buffer): boolean => {
  if (message[0] === KEY_EVENT || message[0] === POINTER_EVENT) return message[1] !== 0
  return message[0] === QEMU && message.readUInt16BE(2) !== 0
}

const counted = (bytes: Buffer, at: number, headBytes: number, itemBytes: number) => {
  if (bytes.length < headBytes) return 'more'
  const count = bytes.readUInt16BE(at)
  return count > MAX_ITEMS ? 'unknown' : headBytes + count * itemBytes
}

/** Negative for the extended clipboard; its absolute value is the length. */
const withText = (length: number) => (Math.abs(length) > MAX_TEXT_BYTES ? 'unknown' : 8 + Math.abs(length))
