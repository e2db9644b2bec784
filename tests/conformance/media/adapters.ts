import {
  blackForestAccepted,
  blackForestState,
  cohereRankAnswer,
  deepgramAnswer,
  elevenLabsSpeechAnswer,
  elevenLabsTranscriptAnswer,
  falImageAnswer,
  falState,
  geminiImageAnswer,
  geminiSpeechAnswer,
  geminiTranscriptAnswer,
  jinaRankAnswer,
  openAiImageAnswer,
  openAiSpeechAnswer,
  openAiTranscriptAnswer,
  openRouterImageAnswer,
  predictImageAnswer,
  replicatePrediction,
  respond,
  voyageRankAnswer,
  xaiImageAnswer,
  type RecordedRequest,
  type Step,
} from '@gptget/testkit'

/** The request. */
export const KINDS = ['image', 'speech', 'transcript', 'translation', 'ranks'] as const
export type Kind = (typeof KINDS)[number]

/** The content that every provider returns, in its own format. */
export type Made = {
  png: Buffer
  mp3: Buffer
  wav: Buffer
  samples: Buffer
  words: readonly string[]
  scores: number[]
}

type Asked = { request: RecordedRequest; made: Made; base: string; file: string }

/** A provider of a kind: its answer, and its path at the scripted upstream. */
export type Adapter = { id: string; title: string; path: string; model: string; answer(asked: Asked): Step[] }

const said = ({ words }: Made): string => words.join(' ')
const base64 = ({ png }: Made): string => png.toString('base64')

const openAi = (answer: Adapter['answer']): Adapter => ({
  id: 'openai',
  title: 'OpenAI',
  path: 'openai/v1',
  model: 'upstream',
  answer,
})
const gemini = (answer: Adapter['answer']): Adapter => ({
  id: 'gemini',
  title: 'Gemini',
  path: 'gemini/v1beta',
  model: 'upstream',
  answer,
})
const groq = (answer: Adapter['answer']): Adapter => ({
  id: 'groq',
  title: 'Groq',
  path: 'groq/openai/v1',
  model: 'upstream',
  answer,
})
const elevenLabs = (answer: Adapter['answer']): Adapter => ({
  id: 'elevenlabs',
  title: 'ElevenLabs',
  path: 'elevenlabs/v1',
  model: 'upstream',
  answer,
})

const hears = openAi(({ made }) => openAiTranscriptAnswer(said(made)))
const geminiHears = gemini(({ made }) => geminiTranscriptAnswer(said(made)))
const groqHears = groq(({ made }) => openAiTranscriptAnswer(said(made)))

/** Every adapter, by what it creates. */
export const ADAPTERS: Record<Kind, readonly Adapter[]> = {
  image: [
    openAi(({ made }) => openAiImageAnswer([base64(made)])),
    gemini(({ made }) => geminiImageAnswer(base64(made))),
    {
      id: 'vertex-predict',
      title: 'Imagen (predict)',
      path: 'vertex',
      model: 'imagen-4',
      answer: ({ made }) => predictImageAnswer([base64(made)]),
    },
    {
      id: 'openrouter',
      title: 'OpenRouter',
      path: 'openrouter/api/v1',
      model: 'flux',
      answer: ({ made }) => openRouterImageAnswer([base64(made)]),
    },
    {
      id: 'xai',
      title: 'xAI',
      path: 'xai/v1',
      model: 'grok-imagine',
      answer: ({ file }) => xaiImageAnswer([{ url: file }]),
    },
    {
      id: 'black-forest-labs',
      title: 'Black Forest',
      path: 'bfl/v1',
      model: 'flux-2-pro',
      answer: ({ request, base, file }) =>
        request.method === 'POST'
          ? blackForestAccepted(`${base}/get_result?id=1`)
          : blackForestState('Ready', file),
    },
    {
      id: 'fal',
      title: 'fal',
      path: 'fal',
      model: 'fal-ai/flux/schnell',
      answer: ({ request, base, file }) => {
        if (request.method === 'POST') return falState('IN_QUEUE', `${base}/fal-ai/flux`)
        return request.path.endsWith('/status')
          ? falState('COMPLETED', `${base}/fal-ai/flux`)
          : falImageAnswer([file])
      },
    },
    {
      id: 'replicate',
      title: 'Replicate',
      path: 'replicate/v1',
      model: 'google/nano-banana',
      answer: ({ request, base, file }) =>
        request.method === 'POST'
          ? replicatePrediction(base, 'starting')
          : replicatePrediction(base, 'succeeded', { output: file }),
    },
  ],
  speech: [
    openAi(({ request, made }) =>
      openAiSpeechAnswer([
        (request.json as { response_format: string }).response_format === 'mp3' ? made.mp3 : made.wav,
      ]),
    ),
    gemini(({ made }) => geminiSpeechAnswer(made.samples)),
    elevenLabs(({ request, made }) =>
      elevenLabsSpeechAnswer([request.path.includes('mp3_') ? made.mp3 : made.samples]),
    ),
    groq(({ made }) => openAiSpeechAnswer([made.wav], 'audio/wav')),
  ],
  transcript: [
    hears,
    geminiHears,
    groqHears,
    {
      id: 'deepgram',
      title: 'Deepgram',
      path: 'deepgram/v1',
      model: 'nova-3',
      answer: ({ made }) => deepgramAnswer(made.words.map((text) => ({ text }))),
    },
    elevenLabs(({ made }) => elevenLabsTranscriptAnswer(made.words.map((text) => ({ text })))),
  ],
  translation: [hears, geminiHears, groqHears],
  ranks: [
    {
      id: 'cohere-rerank',
      title: 'Cohere',
      path: 'cohere/v2',
      model: 'rerank-v3.5',
      answer: ({ made }) => cohereRankAnswer(made.scores, 1),
    },
    {
      id: 'jina',
      title: 'Jina',
      path: 'jina/v1',
      model: 'jina-reranker-v3.5',
      answer: ({ made }) => jinaRankAnswer(made.scores, 30),
    },
    {
      id: 'voyage',
      title: 'Voyage',
      path: 'voyage/v1',
      model: 'rerank-3',
      answer: ({ made }) => voyageRankAnswer(made.scores, 30),
    },
  ],
}

/** A model for each adapter of a kind: `speech/groq`. */
export const modelOf = (kind: Kind, { id }: Adapter): string => `${kind}/${id}`

/** The answer of the requested adapter, or the file that it names. */
export const answerOf = (request: RecordedRequest, url: string, made: Made): Step[] => {
  if (request.path.startsWith('/files')) return respond(200, { 'content-type': 'image/png' }, made.png)
  if (request.path.startsWith('/token'))
    return respond(200, { 'content-type': 'application/json' }, '{"access_token":"access","expires_in":3600}')
  const kind = kindOf(request)
  const adapter = ADAPTERS[kind].find((each) => request.path.startsWith(`/${each.path}`))!
  return adapter.answer({ request, made, base: `${url}/${adapter.path}`, file: `${url}/files/1.png` })
}

/** Finds the adapter by the URL, or by the body if one URL serves several. */
const KIND_MARKS: readonly [kind: Kind, mark: RegExp][] = [
  ['translation', /\/translations|Translate the speech/],
  ['transcript', /\/transcriptions|speech-to-text|\/listen|Transcribe the speech/],
  ['speech', /\/audio\/speech|text-to-speech|speechConfig/],
  ['ranks', /\/rerank/],
]

const kindOf = ({ path, body }: RecordedRequest): Kind => {
  const asked = `${path} ${body.toString('latin1')}`
  return KIND_MARKS.find(([, mark]) => mark.test(asked))?.[0] ?? 'image'
}
