import type { ChatEvent } from '../canonical/events.ts'
import type { Frame } from './sse.ts'

/** What stands between quotes in JSON as what it is: nothing in it is escaped. */
// eslint-disable-next-line no-control-regex
const PLAIN = /^[^"\\\x00-\x1f]+$/

type Around = { before: string; after: string }
type Pattern = { event: string | undefined; index: number; read: Around; passed: Around }
type Passed = { events: ChatEvent[]; frames: Frame[] }

/**
 * Nearly every event of a stream is the one before with another piece of text in it. Such a one is read and passed on
 * as the one before was, with its own text in the place of the other: it is neither parsed nor searched. Only for
 * streams that keep their dialect, where nothing but the frame decides what is passed on of it.
 */
export class RepeatedText {
  #pattern: Pattern | null = null

  /** What a frame is read as and what is passed on of it; null where it differs in more than its text. */
  repeat({ event, data }: Frame): Passed | null {
    if (this.#pattern === null) return null
    const { read, passed, index, ...before } = this.#pattern
    if (event !== before.event || !data.startsWith(read.before) || !data.endsWith(read.after)) return null
    const text = data.slice(read.before.length, -read.after.length)
    if (data.length <= read.before.length + read.after.length || !PLAIN.test(text)) return null
    return {
      events: [{ type: 'block-delta', index, delta: { kind: 'text', text } }],
      frames: [withData(event, passed.before + text + passed.after)],
    }
  }

  /** Takes note of what a frame was read as, and of what was passed on of it. */
  learn(frame: Frame, events: readonly ChatEvent[], frames: readonly Frame[]): void {
    this.#pattern = patternOf(frame, events, frames)
  }
}

const withData = (event: string | undefined, data: string): Frame =>
  event === undefined ? { data } : { event, data }

/** null where it was more than one piece of text, or the text could stand anywhere else in the frame. */
const patternOf = (
  frame: Frame,
  [said, ...others]: readonly ChatEvent[],
  [passed, ...more]: readonly Frame[],
): Pattern | null => {
  if (said?.type !== 'block-delta' || said.delta.kind !== 'text' || others.length > 0) return null
  if (passed === undefined || more.length > 0 || passed.event !== frame.event) return null
  const { text } = said.delta
  if (!PLAIN.test(text)) return null
  const read = around(frame.data, text)
  const written = around(passed.data, text)
  if (read === null || written === null) return null
  return { event: frame.event, index: said.index, read, passed: written }
}

/** What stands around the one string that is this text; null where there are several. */
const around = (data: string, text: string): Around | null => {
  const quoted = `"${text}"`
  const at = data.indexOf(quoted)
  if (at === -1 || data.lastIndexOf(quoted) !== at) return null
  return { before: data.slice(0, at + 1), after: data.slice(at + quoted.length - 1) }
}
