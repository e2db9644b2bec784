import { readdirSync, readFileSync, existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { ChatEvent } from '../canonical/events.ts'
import { explode } from '../canonical/explode.ts'
import { FaultError } from '../canonical/faults.ts'
import { fold } from '../canonical/fold.ts'
import { run } from '../canonical/machine.ts'
import type { ChatRequest, Tool } from '../canonical/request.ts'
import type { ChatResult, ResultBlock } from '../canonical/result.ts'
import { emptyUsage } from '../canonical/usage.ts'
import { type AnswerContext, type Quirks } from '../dialect.ts'
import { CALLER_DIALECTS, DIALECTS, type CallerDialect, type Dialect } from '@gptget/contracts'
import { createSseReader, printSse, type Frame } from '../wire/sse.ts'
import { CLIENT_FACING, UPSTREAM_FACING } from '../registry/dialects.ts'
import { STATE_FIELDS } from './openai-responses/state-fields.ts'

const context: AnswerContext = { id: 'answer-1', model: 'provider/model', createdAtSeconds: 1730000000 }

/** Flags with which the writer leaves nothing out that its dialect can say. */
const COMPLETE: Quirks = {
  thinkingField: 'reasoning',
  cacheMarkerField: 'cache_control',
  toolResultNeedsName: true,
}

const folder = (dialect: Dialect) => `${import.meta.dirname}/${dialect}/fixtures`
const read = (path: string) => readFileSync(path, 'utf8')
const filesOf = (path: string, ending: string) =>
  existsSync(path)
    ? readdirSync(path)
        .filter((name) => name.endsWith(ending))
        .map((name) => name.slice(0, -ending.length))
    : []

const fixtures = DIALECTS.flatMap((dialect) =>
  filesOf(folder(dialect), '.sse').map((name) => ({
    dialect,
    name,
    sse: read(`${folder(dialect)}/${name}.sse`),
  })),
)
const twins = fixtures.filter(({ dialect, name }) => existsSync(`${folder(dialect)}/${name}.json`))
const requests = DIALECTS.flatMap((dialect) =>
  filesOf(`${folder(dialect)}/requests`, '.json').map((name) => ({
    dialect,
    name,
    body: JSON.parse(read(`${folder(dialect)}/requests/${name}.json`)) as unknown,
  })),
)

/** Answers that are only ever passed through, with the reason. */
const DIFFERS: Record<string, string> = {
  'openai-two-choices': 'several choices are never translated; the reader only listens to them',
}

const framesOf = (sse: string): Frame[] => createSseReader().push(sse)
const eventsOf = (dialect: CallerDialect, frames: Frame[]): ChatEvent[] =>
  run(UPSTREAM_FACING[dialect].readStream, {}, frames)
const meaningOf = (events: ChatEvent[]) => {
  try {
    return withoutIdentity(fold(events))
  } catch (error) {
    if (error instanceof FaultError) return { fault: error.fault.code }
    throw error
  }
}
/** White space in arguments carries no meaning, nor do the pieces in which a server-side tool's input came. */
const withParsedArguments = (result: ResultBlock) => {
  if (result.block.kind === 'opaque') return { kind: 'opaque', dialect: result.block.dialect }
  return result.block.kind === 'tool-call' ? { ...result, content: parsed(result.content) } : result
}

/** A chat message has one place for each kind of content: which came first cannot be told from it. */
const withMergedBlocks = (result: ChatResult) => {
  const blocks = result.blocks.filter(({ block }) => block.kind !== 'text')
  const text = result.blocks.map((one) => (one.block.kind === 'text' ? one.content : '')).join('')
  return { ...withoutIdentity({ ...result, blocks }), text }
}

/** What a usage says beside its counts, for those who charge for it: no caller is told. */
const UNSAID = { raw: undefined, terms: undefined, toolCalls: undefined }

/** What must survive: ids and the provider's own words (`raw`) are not part of an answer's meaning. */
const withoutIdentity = ({ id: _id, model: _model, ...result }: ChatResult) => ({
  ...result,
  finish: { ...result.finish, raw: undefined },
  blocks: result.blocks.map(withParsedArguments),
  usage: { ...(result.usage ?? emptyUsage()), ...UNSAID },
})

/** Every breach of the block lifecycle, in words. */
const breachesOf = (events: ChatEvent[]): string[] => {
  const breaches: string[] = []
  const open = new Set<number>()
  const seen = new Set<number>()
  events.forEach((event, place) => {
    const isLast = place === events.length - 1
    if ((event.type === 'finish' || event.type === 'fault') !== isLast)
      breaches.push(`${event.type} at ${place}`)
    if (event.type === 'block-open') {
      if (open.size > 0) breaches.push(`block ${event.index} overlaps`)
      if (seen.has(event.index)) breaches.push(`block ${event.index} opens twice`)
      open.add(event.index)
      seen.add(event.index)
    }
    if ((event.type === 'block-delta' || event.type === 'block-signature') && !open.has(event.index))
      breaches.push(`delta outside block ${event.index}`)
    if (event.type === 'block-close' && !open.delete(event.index))
      breaches.push(`block ${event.index} closes twice`)
  })
  for (const index of open) breaches.push(`block ${index} stays open`)
  return breaches
}

describe.each(fixtures)('$dialect $name', ({ dialect, sse }) => {
  const events = eventsOf(dialect, framesOf(sse))
  const isWhole = events.at(-1)?.type !== 'fault'

  it('opens and closes every block once and ends once', () => expect(breachesOf(events)).toEqual([]))

  it('is read the same wherever its bytes are split', () => {
    const bytes = Buffer.from(sse)
    for (let cut = 0; cut <= bytes.length; cut += Math.max(1, Math.floor(bytes.length / 500))) {
      const decoder = new TextDecoder()
      const reader = createSseReader()
      const head = reader.push(decoder.decode(bytes.subarray(0, cut), { stream: true }))
      expect([...head, ...reader.push(decoder.decode(bytes.subarray(cut)))]).toEqual(framesOf(sse))
    }
  })

  it('ends with a finish or a fault if it is cut after any frame', () => {
    const frames = framesOf(sse)
    for (let count = 0; count <= frames.length; count++)
      expect(breachesOf(eventsOf(dialect, frames.slice(0, count)))).toEqual([])
  })

  if (isWhole)
    it('is unchanged by folding and exploding', () => {
      expect(fold(explode(fold(events)))).toEqual(fold(events))
    })

  describe.each(CALLER_DIALECTS)('written as %s', (client) => {
    const answered = { ...context, upstream: dialect }
    const frames = run(CLIENT_FACING[client].writeStream, answered, events)

    it('matches the golden stream', async () => {
      await expect(printSse(frames)).toMatchFileSnapshot(
        `${folder(dialect)}/golden/${client}`.concat(`/${fileName(sse)}.sse`),
      )
    })

    it('is read back with every tool call and its arguments', () => {
      const again = eventsOf(client, frames)
      expect(breachesOf(again)).toEqual([])
      expect(toolCallsOf(again)).toEqual(toolCallsOf(events))
      expect(again.at(-1)?.type).toBe(events.at(-1)?.type)
    })

    if (isWhole)
      it('has the same content plain and streamed', () => {
        const upstream = UPSTREAM_FACING[client]
        const plain = upstream.readResult(
          structuredClone(CLIENT_FACING[client].writeResult(fold(events), answered)),
        )
        const compare = client === 'openai-chat' ? withMergedBlocks : withoutIdentity
        expect(compare(plain)).toEqual(compare(fold(eventsOf(client, frames))))
      })
  })

  if (!(fileName(sse) in DIFFERS))
    it('is the same answer after being written and read in its own dialect', () => {
      const answered = { ...context, upstream: dialect }
      const again = eventsOf(dialect, run(CLIENT_FACING[dialect].writeStream, answered, events))
      expect(meaningOf(again)).toEqual(meaningOf(events))
    })
})

const fileName = (sse: string) => fixtures.find((fixture) => fixture.sse === sse)!.name

const toolCallsOf = (events: ChatEvent[]) => {
  const calls = new Map<number, { name: string; json: string }>()
  for (const event of events) {
    if (event.type === 'block-open' && event.block.kind === 'tool-call')
      calls.set(event.index, { name: event.block.name, json: '' })
    if (event.type === 'block-delta' && event.delta.kind === 'arguments')
      calls.get(event.index)!.json += event.delta.json
  }
  return [...calls.values()].map(({ name, json }) => ({ name, arguments: parsed(json) }))
}

const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json || '{}')
  } catch {
    return json
  }
}

describe.each(twins)('$dialect $name', ({ dialect, name, sse }) => {
  it('has the same content streamed and plain', () => {
    const plain = UPSTREAM_FACING[dialect].readResult(JSON.parse(read(`${folder(dialect)}/${name}.json`)))
    const streamed = fold(eventsOf(dialect, framesOf(sse)))
    expect(withoutIdentity(streamed)).toEqual(withoutIdentity(plain))
    expect([streamed.id, streamed.model, streamed.finish]).toEqual([plain.id, plain.model, plain.finish])
  })
})

/** What is kept of a response, and where, we say to the provider in our words. */
const STATE = new Set<string>([...STATE_FIELDS, 'include'])
/** Without what is kept here, and the places of fields in the body they came in. */
const withoutState = ({ extensions, unread: _unread, places: _places, tools, ...request }: ChatRequest) => ({
  ...request,
  tools: tools.map(({ schemaPath: _path, ...tool }: Tool & { schemaPath?: string }) => tool),
  extensions: Object.fromEntries(Object.entries(extensions).filter(([field]) => !STATE.has(field))),
})

describe.each(requests)('request $dialect $name', ({ dialect, body }) => {
  it('is the same after being written and read in the canonical dialect', () => {
    const { extensions: _own, source: _source, ...request } = CLIENT_FACING[dialect].readRequest(body)
    const target = { model: request.model, quirks: {} }
    const full = { ...request, extensions: {}, source: 'canonical' as const }
    const written = UPSTREAM_FACING.canonical.writeRequest(full, target)
    expect(CLIENT_FACING.canonical.readRequest(JSON.parse(JSON.stringify(written)))).toEqual(full)
  })

  it('is the same after being written and read in its own dialect', () => {
    const request = CLIENT_FACING[dialect].readRequest(body)
    const written = UPSTREAM_FACING[dialect].writeRequest(request, {
      model: request.model,
      quirks: COMPLETE,
    })
    // Gemini has these two in its path.
    const inPath = { model: request.model, stream: request.isStream }
    const again = { ...(JSON.parse(JSON.stringify(written)) as object), ...inPath }
    expect(withoutState(CLIENT_FACING[dialect].readRequest(again))).toEqual(withoutState(request))
  })
})
