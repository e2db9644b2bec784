/**
 * How sessions are closed (docs/realtime.md). OpenAI's clients reconnect after 1011, 1012 and 1013, but not after 1000
 * and 1008 (`openai` 7.57, `internal/ws.js`).
 */
export const CLOSE_CODES = {
  /** It was idle for too long, reached its maximum age, or was closed over HTTP. */
  normal: 1000,
  /** The wallet is empty, or the key was revoked. */
  policy: 1008,
  /** The connection to the provider was lost. */
  upstreamLost: 1011,
  /** The service restarts: reconnect. */
  restart: 1012,
  /** The service is overloaded. */
  overload: 1013,
} as const
export type CloseReason = keyof typeof CLOSE_CODES

/** A reason may have 123 bytes. */
export const reasonText = (text: string): string => {
  let short = text
  while (Buffer.byteLength(short) > 120) short = `${short.slice(0, short.length - 4)}…`
  return short
}
