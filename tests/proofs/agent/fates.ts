import { cut, end, hang, head, respond, wait, write, type Step } from '@gptget/testkit'
import type { Chance } from '../chance.ts'

/** What goes wrong in a run. */
export const FATES = [
  'nothing',
  'fault',
  'cancel',
  'takeover',
  'leave',
  'kill an edge',
  'kill the service',
] as const
export type Fate = (typeof FATES)[number]

const JSON_HEADERS = { 'content-type': 'application/json' }
const STREAM = head(200, { 'content-type': 'text/event-stream' })

/** What a provider does instead of an answer. */
export const faultOf = (chance: Chance): Step[] =>
  chance.pick<Step[]>([
    respond(503, JSON_HEADERS, '{"error":{"message":"overloaded"}}'),
    respond(429, { ...JSON_HEADERS, 'retry-after': '1' }, '{"error":{"message":"too many"}}'),
    respond(400, JSON_HEADERS, '{"error":{"message":"no"}}'),
    [STREAM, write('data: {"choices":[{"index":0,"delta":{"content":"Half'), wait(20), cut],
    [STREAM, write('data: nonsense\n\n'), end],
    [cut],
    [STREAM, write(': silent\n\n'), wait(500), cut],
  ])

/** A provider that never answers. */
export const SILENT: Step[] = [STREAM, write(': thinking\n\n'), hang]
