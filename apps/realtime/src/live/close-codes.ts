/**
 * How sessions are closed (docs/realtime.md). OpenAI's clients try again after 1011, 1012 and 1013, and not after 1000
 * and 1008 (`openai` 7.57, `internal/ws.js`).
 */
export const CLOSE_CODES = {
  /** It was idle for too long, or as long as a session may be, or it was closed over HTTP. */
  normal: 1000,
  /** The wallet is empty, the key was revoked. */
  policy: 1008,
  /** What it was relayed to was lost. */
  upstreamLost: 1011,
  /** The service restarts: connect again. */
  restart: 1012,
  /** Too much is going on here. */
  overload: 1013,
} as const
export type CloseReason = keyof typeof CLOSE_CODES

/** A reason has 123 bytes at most. */
export const reasonText = (text: string): string => {
  let short = text
  while (Buffer.byteLength(short) > 120) short = `${short.slice(0, short.length - 4)}…`
  return short
}
