import { createSseReader } from '@gptget/protocol'
import {
  jinaRankAnswer,
  openAiImageAnswer,
  openAiImageStream,
  openAiSpeechAnswer,
  openAiTranscriptAnswer,
} from '@gptget/testkit'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Operation } from '@gptget/api'
import { OPERATIONS } from '@gptget/api'
import { ERROR_SCHEMAS } from '@gptget/api/schemas/errors'
import { pngOf } from './platform/pictures.ts'
import { humOf, wavOf } from './platform/sounds.ts'
import { modelOf, scriptedConfig } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'

const world = usePlatform((upstream) => {
  const { providers, models } = scriptedConfig(upstream, ['text-5'])
  const talking = models[modelOf('text-5')] as object
  return {
    config: {
      providers,
      models: {
        ...models,
        [VECTORS]: { ...talking, output_modalities: ['embeddings'] },
        [PICTURES]: { ...talking, output_modalities: ['image'] },
        [SPEAKER]: { ...talking, output_modalities: ['speech'] },
        [LISTENER]: { ...talking, output_modalities: ['transcription'] },
        [RANKER]: { ...talking, output_modalities: ['rerank'] },
      },
    },
    computers: 1,
    realtimes: 1,
    env: { COMPUTERS_DRIVER: 'none' },
  }
})

const TALK = modelOf('text-5')
const VECTORS = 'test/vectors'
const PICTURES = 'test/pictures'
const SPEAKER = 'test/speaker'
const LISTENER = 'test/listener'
const RANKER = 'test/ranker'
const PNG = pngOf(8, 8).toString('base64')

/** The service of each operation or tag. */
const MODELS: Record<string, string> = {
  Embeddings: VECTORS,
  Images: PICTURES,
  createSpeech: SPEAKER,
  createTranscription: LISTENER,
  createTranslation: LISTENER,
  createRanks: RANKER,
}

/** Calls an operation with the reference's example, another model, and the test's changes. */
const call = (operation: Operation, query: Record<string, string> = {}, extra: object = {}, id = '') => {
  const modelId = MODELS[operation.operationId] ?? MODELS[operation.tag] ?? TALK
  const [provider, model] = modelId.split('/')
  const path = operation.path.replace('{provider}', provider!).replace('{model}', model!).replace('{id}', id)
  const url = new URL(path, world.platform.baseUrl)
  url.search = new URLSearchParams(query).toString()
  const body = Object.values(operation.request?.examples ?? {})[0]
  const inputs = INPUTS[operation.operationId]
  const isNamed = operation.dialect !== 'gemini'
  return fetch(url, {
    method: operation.route.split(' ')[0]!,
    headers: { authorization: `Bearer ${world.account.apiKey}`, 'content-type': 'application/json' },
    ...(body
      ? { body: JSON.stringify({ ...body, ...inputs, ...(isNamed ? { model: modelId } : {}), ...extra }) }
      : {}),
  })
}

const operation = (id: string): Operation => OPERATIONS.find(({ operationId }) => operationId === id)!

/** Creates an object for operations on existing ones. Returns its id. */
const makeFor = async ({ path, operationId }: Operation): Promise<string> => {
  if (!path.includes('{id}')) return ''
  const isConversation = path.startsWith('/v1/conversations')
  const made = isConversation
    ? await call(operation('createConversation'))
    : await call(operation('createResponse'), {}, { background: operationId === 'cancelResponse' })
  return ((await made.json()) as { id: string }).id
}

const SOUND = { data: wavOf(humOf(1)).toString('base64'), format: 'wav' }

/** Real ids that replace those of the examples. */
const INPUTS: Record<string, object> = {
  editImage: { image: `data:image/png;base64,${PNG}` },
  createTranscription: { input_audio: SOUND },
  createTranslation: { input_audio: SOUND },
}

/** The way to request a stream. */
const streamed = ({ dialect, operationId }: Operation): object => {
  if (dialect === 'gemini') return {}
  return operationId === 'createSpeech' ? { stream_format: 'sse' } : { stream: true }
}

let generationId: string
let streamId: string

beforeAll(async () => {
  world.upstream.script({
    match: { path: /audio/ },
    choose: ({ path }) => ({
      steps: path.endsWith('speech')
        ? openAiSpeechAnswer([Buffer.from('one'), Buffer.from('two')])
        : openAiTranscriptAnswer('Hello.'),
    }),
  })
  world.upstream.script({
    match: { path: /images/ },
    choose: ({ body, path }) => ({
      steps: /"stream"(:|\r\n\r\n)true/.test(body.toString('latin1'))
        ? openAiImageStream([PNG, PNG], PNG, path.endsWith('edits') ? 'image_edit' : 'image_generation')
        : openAiImageAnswer([PNG]),
    }),
  })
  world.upstream.script({ match: { path: /rerank/ }, steps: jinaRankAnswer([0.1, 0.9, 0.2], 30) })
  const answer = (await (await call(operation('createChatCompletion'))).json()) as { id: string }
  generationId = answer.id
  const stream = await call(operation('createChatCompletion'), {}, { stream: true })
  await stream.text()
  streamId = stream.headers.get('x-generation-id') ?? ''
})

describe('the reference’s description of an answer matches the real one', () => {
  // Resuming is a stream; storing own keys needs an encryption key: `byok.test.ts` has one.
  // `conversation-items.test.ts` has items.
  const isHeldElsewhere = new Set([
    'resumeStream',
    'storeByokKey',
    'deleteByokKey',
    'readConversationItem',
    'deleteConversationItem',
    // Management keys: `keys.test.ts`.
    'listKeys',
    'createKey',
    'readManagedKey',
    'updateKey',
    'revokeKey',
    'rotateKey',
    'listAudit',
  ])
  const answeredWhole = OPERATIONS.filter(
    // Bytes: `media-content.test.ts`, `audio.test.ts`.
    // Desktops: `computers/`.
    ({ operationId, answer, tag, service }) =>
      !isHeldElsewhere.has(operationId) && tag !== 'Media' && !answer.binary && service === undefined,
  )
  it.each(answeredWhole.map(({ operationId }) => operationId))('of %s', async (operationId) => {
    const described = operation(operationId)
    const query = operationId === 'readGeneration' ? { id: generationId } : {}
    const response = await call(described, query as Record<string, string>, {}, await makeFor(described))
    expect(response.status).toBe(200)
    expect(described.answer.schema.safeParse(await response.json()).error).toBeUndefined()
  })

  it.each(
    OPERATIONS.filter(({ stream, service }) => stream && service === undefined).map(
      ({ operationId }) => operationId,
    ),
  )('streamed by %s', async (operationId) => {
    const described = operation(operationId)
    const isGemini = described.dialect === 'gemini'
    const query = operationId === 'resumeStream' ? { id: streamId } : isGemini ? { alt: 'sse' } : {}
    const response = await call(described, query as Record<string, string>, streamed(described))
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/)
    const events = createSseReader().push(await response.text())
    expect(events.length).toBeGreaterThan(1)
    for (const { data } of events) {
      if (data === '[DONE]') continue
      expect(described.stream!.event.safeParse(JSON.parse(data)).error).toBeUndefined()
    }
  })

  const closed = OPERATIONS.filter(({ isOpen }) => !isOpen).map(({ operationId }) => operationId)
  it.each(closed)('refused by %s', async (operationId) => {
    const { route, path, dialect, errors } = operation(operationId)
    const response = await fetch(new URL(path.replaceAll(/[{}]/g, ''), world.platform.baseUrl), {
      method: route.split(' ')[0]!,
    })
    expect(response.status).toBe(401)
    expect(errors).toContain('missing_api_key')
    expect(ERROR_SCHEMAS[dialect].safeParse(await response.json()).error).toBeUndefined()
  })
})
