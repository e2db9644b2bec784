import { createApiKey } from '@gptget/keys'
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { request } from 'undici'
import { Connections } from '../callers/connections.ts'
import { leaveAtEveryMoment, leaveSocketsUnread, leaveUnread, sendSlowly } from './connection-attacks.ts'
import { chat, keyOf, type Target } from './target.ts'

export type Attack = {
  name: string
  /** Attacks until the time is up. Resolves to the answers by status, so that attacks that never arrive are noticed. */
  run(target: Target): Promise<Map<string, number>>
  /** How many MiB the edge and the router may grow by. */
  maxGrowthMib: number
}

const MIB = 1024 * 1024
const TIMEOUTS = { headersTimeout: 60_000, bodyTimeout: 60_000 }
const connections = new Connections(TIMEOUTS)
/** A request refused before it is fully sent breaks its connection, so each request uses a new one. */
const largeConnections = new Connections({ ...TIMEOUTS, pipelining: 0 })
const LARGE_BYTES = 1024 * 1024

export const closeAttackers = async (): Promise<void> => {
  await Promise.all([connections.close(), largeConnections.close()])
}

type Sent = {
  path?: string
  key: string
  /** Without one it is read. */
  body?: Buffer | string
  headers?: Record<string, string>
  signal?: AbortSignal
}

/** Sends one request and discards its answer. @returns the status, or how it failed */
const send = async (
  target: Target,
  { path = '/v1/chat/completions', key, body, headers, signal }: Sent,
): Promise<string> => {
  try {
    const answer = await request(target.url + path, {
      method: body === undefined ? 'GET' : 'POST',
      dispatcher: (Buffer.byteLength(body ?? '') > LARGE_BYTES ? largeConnections : connections).dispatcher,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}`, ...headers },
      body,
      signal,
    })
    await answer.body.dump({ limit: 512 * MIB, signal: AbortSignal.timeout(60_000) })
    return String(answer.statusCode)
  } catch (error) {
    return (error as Error).name
  }
}

/** Repeats an attack on several parallel lanes until the time is up. */
const repeat =
  (lanes: number, attack: (target: Target, turn: number) => Promise<string>, pauseMs = 0) =>
  async (target: Target): Promise<Map<string, number>> => {
    const outcomes = new Map<string, number>()
    const lane = async (first: number): Promise<void> => {
      for (let turn = first; performance.now() < target.untilMs; turn += lanes) {
        const outcome = await attack(target, turn)
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
        await sleep(TOLD_TO_WAIT.has(outcome) ? Math.max(pauseMs, REFUSED_PAUSE_MS) : pauseMs)
      }
    }
    await Promise.all(Array.from({ length: lanes }, (_, index) => lane(index)))
    return outcomes
  }

/** An attack that does not reach the services proves nothing. */
const TOLD_TO_WAIT = new Set(['429', '503', 'SocketError', 'Error'])
const REFUSED_PAUSE_MS = 250

/** Field names that a header cannot contain without encoding. */
const HEADER_BREAKERS = ['a\r\nx-injected: yes', 'b\nc', 'nul\u0000', 'Größe', '名前', 'x'.repeat(20_000)]

const filled = (start: string, piece: string, end: string, bytes: number): Buffer =>
  Buffer.concat([
    Buffer.from(start),
    Buffer.from(piece.repeat(Math.floor(bytes / Buffer.byteLength(piece)))),
    Buffer.from(end),
  ])

/** Large bodies in the shapes that are most expensive to parse. */
const SHAPES: readonly (() => Buffer)[] = [
  () => filled('', '[', '', 49 * MIB),
  () => filled('[', '{},', '{}]', 49 * MIB),
  () => filled('{"messages":[', '{"role":"user","content":"a"},', '{}]}', 49 * MIB),
  () => filled('{"messages":"', '\\u0041', '"}', 49 * MIB),
  () => filled('{"a":', '{"a":', '', 49 * MIB),
]

let packed: Buffer[] | null = null
const packedShapes = (): Buffer[] => (packed ??= SHAPES.map((make) => gzipSync(make(), { level: 1 })))

let longest: Buffer | null = null
/** Created once: an attacker can prepare bodies in advance. */
const longName = (): Buffer => (longest ??= filled('{"model":"', 'x', '"}', 50 * MIB - 100))

/** About the maximum number of values in a body, in messages or tools of a few bytes. */
const MANY = 160_000
/** The maximum size of a body, less the text around its filling. */
const LARGE = 49 * MIB

const SERVED_SHAPES = 7

/** Bodies that are read, translated and sent to a provider, in the most expensive shapes. */
const servedShapes = ({ models }: Target, key: string): readonly (() => Sent)[] => [
  // One text full of escapes.
  () => ({
    key,
    body: kept('escapes', () => chatOf(models.otherDialect, filled('"', '\\u0041', '"', LARGE))),
  }),
  // Many small messages, and a long one of characters with two bytes in memory.
  () => ({
    key,
    body: kept('messages', () => {
      const many = '{"role":"user","content":"a"},'.repeat(MANY)
      return filled(
        `${headOf(models.otherDialect)}${many}{"role":"user","content":"`,
        'ж',
        '"}]}',
        LARGE - MANY * 30,
      )
    }),
  }),
  // To a provider with the same dialect: passed on unchanged.
  () => ({ key, body: kept('passed', () => chatOf(models.sameDialect, filled('"', 'x', '"', LARGE))) }),
  // Fields that the answer repeats, in a dialect that does so.
  () => ({
    key,
    path: '/v1/responses',
    body: kept('instructions', () =>
      filled(
        `{"model":"${models.otherDialect}","stream":true,"store":false,"input":"a","instructions":"`,
        'x',
        '"}',
        LARGE,
      ),
    ),
  }),
  // Stored with the answer.
  () => ({
    key,
    path: '/v1/responses',
    body: kept('stored', () =>
      filled(`{"model":"${models.sameDialect}","max_output_tokens":8,"input":"`, 'x', '"}', 30 * MIB),
    ),
  }),
  // Many tools.
  () => ({
    key,
    path: '/v1/messages',
    body: kept('tools', () => {
      const tools = Array.from(
        { length: MANY / 4 },
        (_, index) => `{"name":"t${index}","input_schema":{"type":"object"}}`,
      )
      const start = `{"model":"${models.sameDialect}","max_tokens":8,"tools":[${tools.join(',')}],"messages":[{"role":"user","content":"`
      return filled(start, 'x', '"}]}', LARGE - start.length)
    }),
  }),
  // Items for a conversation.
  () => ({
    key,
    path: '/v1/conversations',
    body: kept('items', () => filled('{"items":[{"role":"user","content":"', 'x', '"}]}', 30 * MIB)),
  }),
]

/** A form with a picture of 20 MiB, as for an edit. */
const pictureForm = (): Buffer =>
  kept('form', () =>
    filled(
      '--x\r\ncontent-disposition: form-data; name="image"; filename="a.png"\r\ncontent-type: image/png\r\n\r\n',
      'x',
      '\r\n--x--\r\n',
      20 * MIB,
    ),
  )

const bodies = new Map<string, Buffer>()
const kept = (name: string, make: () => Buffer): Buffer => {
  const body = bodies.get(name) ?? make()
  bodies.set(name, body)
  return body
}

const headOf = (model: string): string => `{"model":"${model}","max_tokens":8,"messages":[`

const chatOf = (model: string, content: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${headOf(model)}{"role":"user","content":`), content, Buffer.from('}]}')])

/** What every account may read, from each service with tables. */
const READS = ['/v1/ledger', '/v1/activity', '/v1/tasks', '/v1/responses/resp_none', '/v1/media']

/** More than one message between processes holds. */
const LONG_TEXT = 'x'.repeat(1_200_000)
const LONG_FIELDS = ['prompt_cache_key', 'user', 'safety_identifier']

/** As many items as a new conversation may have. */
const STORED_ITEMS = {
  items: Array.from({ length: 20 }, () => ({ role: 'user', content: 'x'.repeat(2_500) })),
}

/** Of one account, as many at once as it may have open. */
const LISTS_AT_ONCE = 480

/** Reads the longest pages that one account has. */
const readLists = async (target: Target): Promise<Map<string, number>> => {
  const key = target.payingKeys[0]!
  const { statusCode, body } = await request(`${target.url}/v1/conversations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify(STORED_ITEMS),
  })
  if (statusCode !== 200) throw new Error(`no conversation to read: ${statusCode} ${await body.text()}`)
  const { id } = (await body.json()) as { id: string }
  const lists = [`/v1/conversations/${id}/items?limit=100`, '/v1/tasks?limit=100', '/v1/ledger?limit=100']
  const read = repeat(LISTS_AT_ONCE, (each, turn) => send(each, { key, path: lists[turn % lists.length]! }))
  return read(target)
}

export const ATTACKS: readonly Attack[] = [
  {
    name: 'field names that no header can contain',
    maxGrowthMib: 100,
    run: repeat(4, (target, turn) => {
      const name = HEADER_BREAKERS[turn % HEADER_BREAKERS.length]!
      const body = JSON.stringify(chat(target.models.otherDialect, { [name]: 1, stream: turn % 2 === 0 }))
      return send(target, { key: keyOf(target, turn), body })
    }),
  },
  {
    name: 'compressed bodies of 49 MiB, without credit',
    maxGrowthMib: 400,
    run: repeat(2, (target, turn) => {
      const body = packedShapes()[turn % SHAPES.length]!
      return send(target, { key: target.emptyKey, body, headers: { 'content-encoding': 'gzip' } })
    }),
  },
  {
    name: 'served bodies of 50 MiB in the most expensive shapes',
    maxGrowthMib: 400,
    run: repeat(4, (target, turn) =>
      send(target, servedShapes(target, keyOf(target, turn))[Math.floor(turn / 4) % SERVED_SHAPES]!()),
    ),
  },
  {
    name: '64 bodies of 50 MiB at once',
    maxGrowthMib: 400,
    run: repeat(64, (target, turn) => send(target, { key: keyOf(target, turn), body: longName() })),
  },
  {
    // Two at once, repeatedly: the lines themselves, and garbage that is not collected yet. A single one stays below
    // 100 MiB: tests/hostile-upstreams.test.ts.
    name: 'a provider’s line without end',
    maxGrowthMib: 150,
    run: repeat(2, (target, turn) =>
      send(target, {
        key: keyOf(target, turn),
        body: JSON.stringify(chat(target.models.endlessLine, { stream: true })),
      }),
    ),
  },
  {
    name: 'a provider’s compressed answer of 100 MiB',
    maxGrowthMib: 150,
    run: repeat(2, (target, turn) => {
      const body = JSON.stringify(chat(target.models.gzipBomb, { stream: turn % 2 === 0 }))
      return send(target, { key: target.payingKeys[0]!, body })
    }),
  },
  {
    name: 'timeouts that no provider can meet',
    maxGrowthMib: 100,
    run: repeat(
      2,
      (target) => {
        const body = JSON.stringify(
          chat(target.models.shared, { provider: { timeouts: { first_token_ms: 1 } } }),
        )
        return send(target, { key: target.payingKeys[0]!, body })
      },
      20,
    ),
  },
  {
    name: 'streams whose caller disconnects at once',
    maxGrowthMib: 100,
    run: repeat(
      8,
      (target) => {
        const body = JSON.stringify(chat(target.models.shared, { stream: true, max_tokens: 64 }))
        return send(target, { key: target.payingKeys[0]!, body, signal: AbortSignal.timeout(30) })
      },
      10,
    ),
  },
  {
    name: 'a queue full of background runs',
    maxGrowthMib: 100,
    run: repeat(8, (target) => {
      const body = JSON.stringify({
        model: target.models.shared,
        input: 'Hello!',
        background: true,
        max_output_tokens: 8,
      })
      return send(target, { path: '/v1/responses', key: target.payingKeys[0]!, body })
    }),
  },
  {
    name: 'conversations stored without credit',
    maxGrowthMib: 100,
    run: repeat(4, (target) => {
      const content = [{ type: 'input_text', text: 'x'.repeat(256 * 1024) }]
      const body = JSON.stringify({ items: [{ type: 'message', role: 'user', content }] })
      return send(target, { path: '/v1/conversations', key: target.emptyKey, body })
    }),
  },
  {
    name: 'keys that do not exist',
    maxGrowthMib: 100,
    run: repeat(16, (target) =>
      send(target, {
        // Each key must be looked up.
        key: createApiKey(randomBytes).apiKey,
        body: JSON.stringify(chat(target.models.shared)),
      }),
    ),
  },
  {
    name: 'hundreds of reads at once',
    maxGrowthMib: 150,
    run: repeat(300, (target, turn) =>
      send(target, { key: keyOf(target, turn), path: READS[turn % READS.length]! }),
    ),
  },
  {
    name: 'lists of one account',
    maxGrowthMib: 150,
    run: readLists,
  },
  {
    // The router keeps answers so that they can be resumed, up to its limit for all of them.
    name: 'streams that nobody reads',
    maxGrowthMib: 350,
    run: leaveUnread,
  },
  {
    name: 'WebSockets that nobody reads',
    maxGrowthMib: 350,
    run: leaveSocketsUnread,
  },
  {
    name: 'hundreds of generations of one account at once',
    maxGrowthMib: 200,
    run: repeat(300, (target) =>
      send(target, { key: target.payingKeys[0]!, body: JSON.stringify(chat(target.models.sameDialect)) }),
    ),
  },
  {
    name: 'streams of one account at full speed',
    maxGrowthMib: 350,
    run: repeat(100, (target) =>
      send(target, {
        key: target.payingKeys[0]!,
        body: JSON.stringify(chat(target.models.long, { stream: true, max_tokens: 100_000 })),
      }),
    ),
  },
  {
    name: 'callers that leave at every moment',
    maxGrowthMib: 150,
    run: leaveAtEveryMoment,
  },
  {
    name: 'forms of 20 MiB, without credit',
    maxGrowthMib: 150,
    run: repeat(8, (target) =>
      send(target, {
        key: target.emptyKey,
        path: '/v1/images/edits',
        headers: { 'content-type': 'multipart/form-data; boundary=x' },
        body: pictureForm(),
      }),
    ),
  },
  {
    name: 'fields of more than a million characters',
    // The thread for large bodies starts with the first one.
    maxGrowthMib: 250,
    run: repeat(2, (target, turn) => {
      const name = LONG_FIELDS[turn % LONG_FIELDS.length]!
      const body = JSON.stringify(chat(target.models.otherDialect, { [name]: LONG_TEXT }))
      return send(target, { key: keyOf(target, turn), body })
    }),
  },
  {
    name: 'headers that are sent one byte at a time',
    maxGrowthMib: 100,
    run: sendSlowly(
      ({ payingKeys: [key] }) =>
        `POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\n`,
    ),
  },
  {
    name: 'forms that are sent one byte at a time',
    maxGrowthMib: 100,
    run: sendSlowly(
      ({ payingKeys: [key] }) =>
        `POST /v1/images/edits HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\n` +
        'content-type: multipart/form-data; boundary=x\r\ncontent-length: 1000000\r\n\r\n' +
        '--x\r\ncontent-disposition: form-data; name="prompt"\r\n\r\n',
    ),
  },
]
