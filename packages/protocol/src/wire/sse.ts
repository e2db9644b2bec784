import { createParser } from 'eventsource-parser'

/** One server-sent event. Dialects use these and never SSE bytes. */
export type Frame = { event?: string; data: string }

/**
 * Reads server-sent events from text that is cut anywhere; returns the complete frames.
 * Comments, ids and retry hints are dropped (the SSE standard lets a reader ignore them).
 */
export const createSseReader = (): { push(text: string): Frame[] } => {
  let frames: Frame[] = []
  const parser = createParser({
    onEvent: ({ event, data }) => frames.push(event === undefined ? { data } : { event, data }),
  })
  return {
    push: (text) => {
      frames = []
      parser.feed(text)
      return frames
    },
  }
}

/**
 * Prints frames as server-sent events. `data` must not contain a line break, which JSON text never does. `firstId`: the
 * id of the first frame, from which later ones count; null for no ids.
 */
export const printSse = (frames: readonly Frame[], firstId: number | null = null): string => {
  let text = ''
  let id = firstId
  for (let index = 0; index < frames.length; index++) {
    const { event, data } = frames[index]!
    // Within the event's block: openai-python reads a block with only an id as an event without data.
    if (id !== null) text += `id: ${id++}\n`
    if (event !== undefined) text += `event: ${event}\n`
    text += `data: ${data}\n\n`
  }
  return text
}
