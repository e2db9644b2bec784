/** A fault of an answer. `tokens` is the number of tokens sent before it. */
export type Fault =
  | {
      kind: 'status'
      status: number
      headers?: Record<string, string>
      message?: string
      type?: string
      param?: string
    }
  /** HTTP 200 with an error inside: a JSON error body, or an error event instead of the first token. */
  | { kind: 'error-in-200' }
  | { kind: 'reset' }
  | { kind: 'hang-before-headers' }
  | { kind: 'hang-after-headers' }
  | { kind: 'cut-after'; tokens: number }
  | { kind: 'stall-after'; tokens: number }
  /** Continues forever without content: comments and blank lines in a stream, spaces in a plain answer. */
  | { kind: 'chatter-after'; tokens: number }
  | { kind: 'malformed-after'; tokens: number }
  | { kind: 'error-after'; tokens: number }
  /** The body ends normally without a terminal event. */
  | { kind: 'end-after'; tokens: number }
  | { kind: 'duplicate-terminal' }
  | { kind: 'missing-terminal' }
  /** Waits before the headers. */
  | { kind: 'late'; ms: number }
  /** Waits before each token. */
  | { kind: 'trickle'; ms: number }
  /** Waits before the break, so that a busy reader has read the earlier bytes separately. */
  | { kind: 'pause'; ms: number }
  | { kind: 'html' }
  /** The right bytes with a wrong content-type. */
  | { kind: 'wrong-content-type' }
  | { kind: 'gzip' }
  | { kind: 'crlf' }
  /** Splits writes inside multi-byte characters. */
  | { kind: 'split-utf8' }
  | { kind: 'no-usage' }
  /** One event with this many bytes of text. */
  | { kind: 'huge-event'; bytes: number }
  | { kind: 'bom' }
  /** SSE comments and blank lines between events. */
  | { kind: 'comments' }

const SIMPLE = [
  'error-in-200',
  'reset',
  'hang-before-headers',
  'hang-after-headers',
  'duplicate-terminal',
  'missing-terminal',
  'html',
  'wrong-content-type',
  'gzip',
  'crlf',
  'split-utf8',
  'no-usage',
  'bom',
  'comments',
] as const

const COUNTED = [
  'cut-after',
  'stall-after',
  'chatter-after',
  'malformed-after',
  'error-after',
  'end-after',
] as const

const STATUS_HEADERS: Record<number, Record<string, string>> = {
  429: { 'retry-after': '2' },
  529: { 'retry-after': '1' },
}

/** The fault called `name` (`cut-after-3`, `status-429`, `trickle-20`), or undefined for an unknown name. */
export const namedFault = (name: string): Fault | undefined => {
  const simple = SIMPLE.find((kind) => kind === name)
  if (simple) return { kind: simple }
  const [, base, digits] = /^(.*)-(\d+)$/.exec(name) ?? []
  const number = Number(digits)
  const counted = COUNTED.find((kind) => kind === base)
  if (counted) return { kind: counted, tokens: number }
  switch (base) {
    case 'status':
      return { kind: 'status', status: number, headers: STATUS_HEADERS[number] ?? {} }
    case 'late':
      return { kind: 'late', ms: number }
    case 'trickle':
      return { kind: 'trickle', ms: number }
    case 'pause':
      return { kind: 'pause', ms: number }
    case 'huge-event':
      return { kind: 'huge-event', bytes: number }
    default:
      return undefined
  }
}
