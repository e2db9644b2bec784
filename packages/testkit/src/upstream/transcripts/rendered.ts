/**
 * One server-sent event of a rendered answer. Faults use `role`: tokens are visible to a caller, and the terminal
 * distinguishes a complete answer from a cut one.
 */
export type RenderedEvent = { event?: string; data: string; role: 'frame' | 'token' | 'terminal' }

/** An answer in one dialect, as a plain body and as a stream. */
export type RenderedAnswer = { plain: unknown; events: RenderedEvent[] }

/** The parts of a request that shape the answer. */
export type RenderContext = { requestNumber: number; isUsageAsked: boolean; body: Record<string, unknown> }

/** A dialect as the scripted upstream speaks it. */
export type ScriptedDialect = {
  render(transcript: import('./transcript.ts').Transcript, context: RenderContext): RenderedAnswer
  errorBody(status: number, message: string, details: { type?: string; param?: string }): unknown
  /** The event that reports a failure inside a stream. */
  errorEvent(message: string): RenderedEvent
  /** An event whose data violates the dialect. */
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
