import { gzipSync } from 'node:zlib'
import { SCRIPTED_SURFACES, type UpstreamCall } from './dialects.ts'
import type { Fault } from './fault.ts'
import type { RenderedEvent, ScriptedDialect } from './transcripts/rendered.ts'
import type { Answer } from './script-name.ts'
import { cut, end, hang, head, respond, wait, write, type Step } from './step.ts'
import type { Transcript } from './transcripts/transcript.ts'

const JSON_HEADERS = { 'content-type': 'application/json', 'x-request-id': 'req_upstream' }
const SSE_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache',
  'x-request-id': 'req_upstream',
}
const HTML = '<!doctype html><html><body><h1>Service temporarily unavailable</h1></body></html>'

/** Plans the writes, waits and breaks of an answer with its faults. Pure: the same call returns the same steps. */
export const planAnswer = (answer: Answer, call: UpstreamCall, requestNumber: number): Step[] => {
  const dialect = SCRIPTED_SURFACES[call.dialect]
  const find = finder(answer.faults)
  const late = find('late')
  const before = late ? [wait(late.ms)] : []
  const instead = planInstead(find, dialect, call)
  if (instead) return [...before, ...instead]
  const context = { requestNumber, isUsageAsked: call.isUsageAsked, body: call.body }
  const rendered = dialect.render(applyToTranscript(answer.transcript, find), context)
  const body = call.isStream
    ? planStream(rendered.events, find, dialect)
    : planPlain(rendered.plain, find, dialect)
  const headers = {
    ...(call.isStream ? SSE_HEADERS : JSON_HEADERS),
    ...(find('gzip') ? { 'content-encoding': 'gzip' } : {}),
    ...(find('wrong-content-type') ? { 'content-type': 'text/plain' } : {}),
  }
  return [...before, head(200, headers), ...shapeWrites(body, find)]
}

type Find = <K extends Fault['kind']>(kind: K) => Extract<Fault, { kind: K }> | undefined

const finder =
  (faults: Fault[]): Find =>
  (kind) =>
    faults.find((fault): fault is Extract<Fault, { kind: typeof kind }> => fault.kind === kind)

/** Plans faults that replace the whole answer. */
const planInstead = (find: Find, dialect: ScriptedDialect, call: UpstreamCall): Step[] | undefined => {
  const status = find('status')
  if (status) {
    const message = status.message ?? `scripted failure ${status.status}`
    const body = dialect.errorBody(status.status, message, status)
    return respond(status.status, { ...JSON_HEADERS, ...status.headers }, JSON.stringify(body))
  }
  if (find('reset')) return [cut]
  if (find('hang-before-headers')) return [hang]
  if (find('hang-after-headers')) return [head(200, call.isStream ? SSE_HEADERS : JSON_HEADERS), hang]
  if (find('html')) return respond(200, { 'content-type': 'text/html' }, HTML)
  if (find('error-in-200') && !call.isStream) {
    return respond(
      200,
      JSON_HEADERS,
      JSON.stringify(dialect.errorBody(500, 'scripted error inside a 200', {})),
    )
  }
  return undefined
}

const applyToTranscript = (transcript: Transcript, find: Find): Transcript => {
  const huge = find('huge-event')
  return {
    ...transcript,
    ...(find('no-usage') ? { usagePlacement: 'absent' } : {}),
    ...(huge ? { text: [...transcript.text, 'x'.repeat(huge.bytes)] } : {}),
  }
}

const planStream = (events: RenderedEvent[], find: Find, dialect: ScriptedDialect): Step[] => {
  const lineEnd = find('crlf') ? '\r\n' : '\n'
  const between = find('comments') ? `: keep-alive${lineEnd}${lineEnd}` : ''
  const print = (event: RenderedEvent): Step => write(between + printEvent(event, lineEnd))
  const trickle = find('trickle')
  const bom = find('bom') ? [write('\uFEFF')] : []
  const broken = breakStream(events, find, dialect)
  const steps = broken.events.flatMap((event) =>
    trickle && event.role === 'token' ? [wait(trickle.ms), print(event)] : [print(event)],
  )
  return [...bom, ...steps, ...broken.after]
}

const printEvent = ({ event, data }: RenderedEvent, lineEnd: string): string =>
  `${event === undefined ? '' : `event: ${event}${lineEnd}`}data: ${data}${lineEnd}${lineEnd}`

/** A pause before a break, so that the reader gets the earlier bytes separately. */
const FLUSH_MS = 30

/** Applies a fault to a stream: the events before it, and its end. */
const breakStream = (
  events: RenderedEvent[],
  find: Find,
  dialect: ScriptedDialect,
): { events: RenderedEvent[]; after: Step[] } => {
  const upTo = (tokens: number): RenderedEvent[] => events.slice(0, indexAfterTokens(events, tokens))
  const pauseMs = find('pause')?.ms ?? FLUSH_MS
  const cutAfter = find('cut-after')
  if (cutAfter) return { events: upTo(cutAfter.tokens), after: [wait(pauseMs), cut] }
  const stallAfter = find('stall-after')
  if (stallAfter) return { events: upTo(stallAfter.tokens), after: [hang] }
  const chatterAfter = find('chatter-after')
  if (chatterAfter) return { events: upTo(chatterAfter.tokens), after: chatter(': still here\n\n') }
  const endAfter = find('end-after')
  if (endAfter) return { events: upTo(endAfter.tokens), after: [end] }
  const errorAfter = find('error-after') ?? (find('error-in-200') && { tokens: 0 })
  const last = find('malformed-after') ?? errorAfter
  if (last) {
    const event = errorAfter ? dialect.errorEvent('scripted error event') : dialect.malformedEvent
    const pause = last.tokens > 0 ? [wait(pauseMs)] : []
    return { events: upTo(last.tokens), after: [...pause, write(printEvent(event, '\n')), end] }
  }
  if (find('missing-terminal'))
    return { events: events.filter((event) => event.role !== 'terminal'), after: [end] }
  const terminal = events.at(-1)
  if (find('duplicate-terminal') && terminal) return { events: [...events, terminal], after: [end] }
  return { events, after: [end] }
}

const CHATTER_INTERVAL_MS = 100
/** Longer than any reader waits for content. */
const CHATTER_FOR_MS = 60_000

const chatter = (text: string): Step[] =>
  Array.from({ length: CHATTER_FOR_MS / CHATTER_INTERVAL_MS }, () => [
    wait(CHATTER_INTERVAL_MS),
    write(text),
  ]).flat()

/** The index of the first event after `tokens` tokens. */
const indexAfterTokens = (events: RenderedEvent[], tokens: number): number => {
  let seen = 0
  for (const [index, event] of events.entries()) {
    if (event.role !== 'token') continue
    if (seen === tokens) return index
    seen += 1
  }
  return events.length
}

/** Plans a plain answer. A fault breaks it in the middle of its JSON; faults for streams do not apply. */
const planPlain = (plain: unknown, find: Find, dialect: ScriptedDialect): Step[] => {
  const text = JSON.stringify(plain)
  const half = text.slice(0, Math.floor(text.length / 2))
  const bom = find('bom') ? '\uFEFF' : ''
  if (find('cut-after')) return [write(half), wait(FLUSH_MS), cut]
  if (find('stall-after')) return [write(half), hang]
  if (find('chatter-after')) return [write(half), ...chatter('\n')]
  if (find('malformed-after') ?? find('end-after')) return [write(half), end]
  if (find('error-after'))
    return [write(JSON.stringify(dialect.errorBody(500, 'scripted error inside a 200', {}))), end]
  const trickle = find('trickle')
  if (trickle) return [write(bom + half), wait(trickle.ms), write(text.slice(half.length)), end]
  return [write(bom + text), end]
}

/** Applies faults of the bytes, which do not change the content. */
const shapeWrites = (steps: Step[], find: Find): Step[] => {
  if (find('gzip')) return gzipWrites(steps)
  if (find('split-utf8'))
    return steps.flatMap((step) => (step.do === 'write' ? splitInsideCharacters(step.bytes) : [step]))
  return steps
}

const gzipWrites = (steps: Step[]): Step[] => {
  const writes = steps.filter((step) => step.do === 'write')
  const rest = steps.filter((step) => step.do === 'hang' || step.do === 'cut' || step.do === 'end')
  return [write(gzipSync(Buffer.concat(writes.map((step) => step.bytes)))), ...rest]
}

/** Splits before every continuation byte of a character, with pauses, so that each piece is read separately. */
const splitInsideCharacters = (bytes: Uint8Array): Step[] => {
  const steps: Step[] = []
  let from = 0
  for (let index = 1; index <= bytes.length; index++) {
    const isInside = index < bytes.length && ((bytes[index] ?? 0) & 0xc0) === 0x80
    if (!isInside && index < bytes.length) continue
    steps.push(write(bytes.subarray(from, index)), ...(isInside ? [wait(1)] : []))
    from = index
  }
  return steps
}
