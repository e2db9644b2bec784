import { createParser } from 'eventsource-parser'
import { CliError } from '../cli-error.ts'

type Failure = { error?: { message?: string } | string | null }

/** Yields the JSON of each server-sent event, up to `[DONE]`. @throws CliError for an error event in the stream */
export const readEvents = async function* <Event>(response: Response): AsyncGenerator<Event> {
  const decoder = new TextDecoder()
  let waiting: string[] = []
  const parser = createParser({ onEvent: ({ data }) => waiting.push(data) })
  for await (const bytes of chunksOf(response)) {
    parser.feed(decoder.decode(bytes, { stream: true }))
    for (const data of waiting) {
      if (data === '[DONE]') return
      yield parseEvent<Event>(data)
    }
    waiting = []
  }
}

const chunksOf = async function* (response: Response): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of response.body ?? []) yield chunk as Uint8Array
  } catch (cause) {
    if ((cause as Error).name === 'AbortError') throw cause
    throw new CliError('The connection was lost during the answer.', {
      advice: 'The text so far is valid. Send the request again for a complete answer.',
      cause,
    })
  }
}

const parseEvent = <Event>(data: string): Event => {
  const event = JSON.parse(data) as Failure
  if (!event.error || 'type' in event) return event as Event
  throw new CliError(
    typeof event.error === 'string' ? event.error : (event.error.message ?? 'The answer ended early.'),
  )
}
