export type SseEvent = { event: string | null; data: string }

/**
 * Reads server-sent events from bytes cut anywhere, as the standard specifies. It shares no code with the gateway, so
 * that it can judge it.
 */
export const createEventReader = (): { push(bytes: Uint8Array): SseEvent[] } => {
  const decoder = new TextDecoder()
  let rest = ''
  let event: string | null = null
  let data: string[] = []
  const take = (line: string, events: SseEvent[]): void => {
    if (line === '') {
      if (data.length > 0) events.push({ event, data: data.join('\n') })
      event = null
      data = []
    } else if (line.startsWith('data:')) data.push(line.slice(5).trimStart())
    else if (line.startsWith('event:')) event = line.slice(6).trim()
  }
  return {
    push: (bytes) => {
      const lines = (rest + decoder.decode(bytes, { stream: true })).split(/\r?\n/)
      rest = lines.pop() ?? ''
      const events: SseEvent[] = []
      for (const line of lines) take(line, events)
      return events
    },
  }
}
