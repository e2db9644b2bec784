import type { UpstreamDialect } from '@gptget/testkit'

/** What a caller gets: the whole answer, an HTTP error, or some tokens and then one error in the stream. */
export type Outcome =
  | { is: 'whole' }
  | { is: 'refused'; reason: Reason }
  | { is: 'part'; tokens: number; reason: Reason }

/** The error's code and status, in any dialect. */
export type Reason = keyof typeof STATUS
export const STATUS = {
  provider_rate_limited: 429,
  provider_unavailable: 502,
  provider_overloaded: 503,
  timeout: 504,
} as const

/** The outcome of a fault without another route. Differences between upstreams are listed. */
export type FaultRow = {
  /** The name in the script; `refuse` is a port without a listener. */
  fault: string
  stream: Outcome
  plain: Outcome
  /** Dialects whose stream has another outcome. */
  streamOf?: Partial<Record<UpstreamDialect, Outcome>>
}

/** Tokens of a whole answer, and of one that breaks. */
export const WHOLE_TOKENS = 8
export const PART_TOKENS = 3

const whole: Outcome = { is: 'whole' }
const refused = (reason: Reason): Outcome => ({ is: 'refused', reason })
const part = (reason: Reason, tokens = PART_TOKENS): Outcome => ({ is: 'part', tokens, reason })

const harmless = (fault: string): FaultRow => ({ fault, stream: whole, plain: whole })
/** Nothing was sent yet. */
const before = (fault: string, reason: Reason): FaultRow => ({
  fault,
  stream: refused(reason),
  plain: refused(reason),
})
/** A stream has sent something; a plain answer has not. */
const midway = (fault: string, reason: Reason): FaultRow => ({
  fault: `${fault}-${PART_TOKENS}`,
  stream: part(reason),
  plain: refused(reason),
})
const atOnce = (fault: string, reason: Reason): FaultRow => ({
  ...before(fault, reason),
  fault: `${fault}-0`,
})

/** In a stream, Anthropic and Gemini report an overload where OpenAI reports a server error. */
const overloadedInStreams = (row: FaultRow): FaultRow => ({
  ...row,
  streamOf: {
    'anthropic-messages': inStead(row.stream, 'provider_overloaded'),
    gemini: inStead(row.stream, 'provider_overloaded'),
  },
})
const inStead = (outcome: Outcome, reason: Reason): Outcome =>
  outcome.is === 'whole' ? outcome : { ...outcome, reason }

export const FAULTS: FaultRow[] = [
  before('refuse', 'provider_unavailable'),
  before('reset', 'provider_unavailable'),
  before('status-429', 'provider_rate_limited'),
  before('status-500', 'provider_unavailable'),
  before('status-529', 'provider_overloaded'),
  overloadedInStreams(before('error-in-200', 'provider_unavailable')),
  before('hang-before-headers', 'timeout'),
  before('hang-after-headers', 'timeout'),
  before('html', 'provider_unavailable'),
  atOnce('cut-after', 'provider_unavailable'),
  atOnce('stall-after', 'timeout'),
  atOnce('chatter-after', 'timeout'),
  atOnce('malformed-after', 'provider_unavailable'),
  atOnce('end-after', 'provider_unavailable'),
  midway('cut-after', 'provider_unavailable'),
  midway('stall-after', 'timeout'),
  midway('chatter-after', 'timeout'),
  midway('malformed-after', 'provider_unavailable'),
  overloadedInStreams(midway('error-after', 'provider_unavailable')),
  midway('end-after', 'provider_unavailable'),
  harmless('duplicate-terminal'),
  {
    ...harmless('missing-terminal'),
    // The last event of these streams has the finish reason; the others have it one event earlier.
    streamOf: {
      'openai-responses': part('provider_unavailable', WHOLE_TOKENS),
      gemini: part('provider_unavailable', WHOLE_TOKENS),
    },
  },
  harmless('trickle-60'),
  harmless('wrong-content-type'),
  harmless('gzip'),
  harmless('crlf'),
  harmless('split-utf8'),
  harmless('no-usage'),
]
