/**
 * One server-sent event of a rendered answer. `role` tells the faults where they may strike: tokens are what a
 * caller could already have seen, the terminal is what tells a whole answer from a cut one.
 */
export type RenderedEvent = { event?: string; data: string; role: 'frame' | 'token' | 'terminal' }

/** An answer in one dialect, whole (`plain`) and as a stream. */
export type RenderedAnswer = { plain: unknown; events: RenderedEvent[] }

/** The parts of a request that shape the answer. */
export type RenderContext = { requestNumber: number; isUsageAsked: boolean; body: Record<string, unknown> }

/** A dialect as the scripted upstream speaks it. */
export type ScriptedDialect = {
  render(transcript: import('./transcript.ts').Transcript, context: RenderContext): RenderedAnswer
  errorBody(status: number, message: string, details: { type?: string; param?: string }): unknown
  /** The event that reports a failure inside a stream. */
  errorEvent(message: string): RenderedEvent
  /** An event whose data is not what the dialect says. */
  malformedEvent: RenderedEvent
}

export const frame = (data: unknown, event?: string): RenderedEvent => ({
  ...eventName(event),
  data: JSON.stringify(data),
  role: 'frame',
})
export const token = (data: unknown, event?: string): RenderedEvent => ({
  ...eventName(event),
  data: JSON.stringify(data),
  role: 'token',
})
export const terminal = (data: unknown, event?: string): RenderedEvent => ({
  ...eventName(event),
  data: typeof data === 'string' ? data : JSON.stringify(data),
  role: 'terminal',
})

const eventName = (event: string | undefined): { event?: string } => (event === undefined ? {} : { event })
