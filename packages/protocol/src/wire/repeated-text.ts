import type { ChatEvent } from '../canonical/events.ts'
import type { Frame } from './sse.ts'

/** A JSON string without escapes. */
// eslint-disable-next-line no-control-regex
const PLAIN = /^[^"\\\x00-\x1f]+$/

type Around = { before: string; after: string }
type Pattern = { event: string | undefined; index: number; read: Around; passed: Around }
type Passed = { events: ChatEvent[]; frames: Frame[] }

/**
 * Nearly every event of a stream equals the previous one except for its text. Such an event is read and passed on like
 * the previous one with its own text, without being parsed or searched. Only for streams that keep their dialect, in
 * which only the frame determines what is passed on.
 */
export class RepeatedText {
  #pattern: Pattern | null = null

  /** The events of a frame and its relayed form; null if more than its text differs. */
  repeat({ event, data }: Frame): Passed | null {
    if (this.#pattern === null) return null
    const { read, passed, index, event: before } = this.#pattern
    if (event !== before || !data.startsWith(read.before) || !data.endsWith(read.after)) return null
    const text = data.slice(read.before.length, -read.after.length)
    if (data.length <= read.before.length + read.after.length || !PLAIN.test(text)) return null
    return {
      events: [{ type: 'block-delta', index, delta: { kind: 'text', text } }],
      frames: [withData(event, passed.before + text + passed.after)],
    }
  }

  /** Stores the events of a frame and its relayed form. */
  learn(frame: Frame, events: readonly ChatEvent[], frames: readonly Frame[]): void {
    this.#pattern = patternOf(frame, events, frames)
  }
}

const withData = (event: string | undefined, data: string): Frame =>
  event === undefined ? { data } : { event, data }

/** null if there was more than one piece of text, or the text could be elsewhere in the frame. */
const patternOf = (
  frame: Frame,
  [said, ...others]: readonly ChatEvent[],
  [passed, ...more]: readonly Frame[],
): Pattern | null => {
  if (said?.type !== 'block-delta' || said.delta.kind !== 'text' || others.length > 0) return null
  if (passed === undefined || more.length > 0 || passed.event !== frame.event) return null
  // The first chunk of a Chat Completions choice differs from the others by its role.
  if (passed.data.includes('"role"')) return null
  const { text } = said.delta
  if (!PLAIN.test(text)) return null
  const read = around(frame.data, text)
  const written = around(passed.data, text)
  if (read === null || written === null) return null
  return { event: frame.event, index: said.index, read, passed: written }
}

/** The parts around the only string with this text; null if there are several. */
const around = (data: string, text: string): Around | null => {
  const quoted = `"${text}"`
  const at = data.indexOf(quoted)
  if (at === -1 || data.lastIndexOf(quoted) !== at) return null
  return { before: data.slice(0, at + 1), after: data.slice(at + quoted.length - 1) }
}
