import { OPENAI_VOICES } from '@gptget/protocol'
import type { SnapshotModel } from '../../snapshot.ts'

type Way = {
  provider: string
  /** The provider's name of the model. */
  model: string
  /** LiteLLM's entry, which has the price. */
  entry: string
}

/** A model for media, reranking or embeddings, which the lists of chat models lack. */
export type MediaModel = Pick<SnapshotModel, 'id' | 'name' | 'input' | 'voices' | 'replacement'> & {
  output: SnapshotModel['output'][number]
  routes: readonly Way[]
}

/** Models of one kind at one provider. LiteLLM's names are the provider's with a prefix. */
const at =
  (
    provider: string,
    prefix: string,
    { output, input }: Pick<MediaModel, 'output' | 'input'>,
  ): ((id: string, name: string, model: string, more?: Partial<MediaModel>) => MediaModel) =>
  (id, name, model, more = {}) => ({
    id,
    name,
    input,
    output,
    routes: [{ provider, model, entry: prefix + model }],
    ...more,
  })

const SPEAKS = { input: ['text'], output: 'speech' } as const satisfies Partial<MediaModel>
const HEARS = { input: ['audio'], output: 'transcription' } as const satisfies Partial<MediaModel>
const PAINTS = { input: ['text', 'image'], output: 'image' } as const satisfies Partial<MediaModel>
const FILMS = { input: ['text', 'image'], output: 'video' } as const satisfies Partial<MediaModel>
const SINGS = { input: ['text'], output: 'music' } as const satisfies Partial<MediaModel>
const RANKS = { input: ['text'], output: 'rerank' } as const satisfies Partial<MediaModel>
const EMBEDS = { input: ['text'], output: 'embeddings' } as const satisfies Partial<MediaModel>
const kind = ({
  input,
  output,
}: {
  input: readonly MediaModel['input'][number][]
  output: MediaModel['output']
}) => ({
  input: [...input],
  output,
})

const openAiSpeech = at('openai', '', kind(SPEAKS))
const openAiHearing = at('openai', '', kind(HEARS))
const openAiImage = at('openai', '', kind(PAINTS))
const geminiSpeech = at('gemini', 'gemini/', kind(SPEAKS))
const lyria = at('gemini', 'gemini/', kind(SINGS))
const elevenLabs = at('elevenlabs', 'elevenlabs/', kind(SPEAKS))
const scribe = at('elevenlabs', 'elevenlabs/', kind(HEARS))
const deepgram = at('deepgram', 'deepgram/', kind(HEARS))
const groqHearing = at('groq', 'groq/', kind(HEARS))
const groqSpeech = at('groq', 'groq/', kind(SPEAKS))
const voxtral = at('mistral', 'mistral/', kind(HEARS))
const blackForest = at('black-forest-labs', 'black_forest_labs/', kind(PAINTS))
const fal = at('fal', 'fal_ai/', { input: ['text'], output: 'image' })
const grok = at('xai', 'xai/', kind(PAINTS))
const veo = at('gemini', 'gemini/', kind(FILMS))
const veoVertex = at('vertex', 'vertex_ai/', kind(FILMS))
const runway = at('runway', 'runwayml/', kind(FILMS))
const cohereRanks = at('cohere-rerank', '', kind(RANKS))
const jinaRanks = at('jina', '', kind(RANKS))
const voyageRanks = at('voyage', 'voyage/', kind(RANKS))
const cohereVectors = at('cohere', 'cohere/', kind(EMBEDS))
const voyageVectors = at('voyage', 'voyage/', kind(EMBEDS))

const OPENAIS = { voices: [...OPENAI_VOICES] }
const TRANSCRIBER = { replacement: 'openai/gpt-transcribe' }

/** Flux 1.1, sold by its vendor and by fal. */
const flux11 = (id: string, name: string, own: string, falName: string): MediaModel => ({
  ...blackForest(id, name, own),
  routes: [
    { provider: 'black-forest-labs', model: own, entry: `black_forest_labs/${own}` },
    { provider: 'fal', model: falName, entry: `fal_ai/${falName}` },
  ],
})

const SPEECH: readonly MediaModel[] = [
  openAiSpeech('openai/tts-1', 'TTS-1', 'tts-1', OPENAIS),
  openAiSpeech('openai/tts-1-hd', 'TTS-1 HD', 'tts-1-hd', OPENAIS),
  openAiSpeech('openai/gpt-4o-mini-tts', 'GPT-4o mini TTS', 'gpt-4o-mini-tts', OPENAIS),
  geminiSpeech('google/gemini-3.8-flash-tts', 'Gemini 3.8 Flash TTS', 'gemini-3.8-flash-tts'),
  geminiSpeech('google/gemini-3.8-flash-lite-tts', 'Gemini 3.8 Flash Lite TTS', 'gemini-3.8-flash-lite-tts'),
  elevenLabs('elevenlabs/eleven-v4', 'Eleven v4', 'eleven_v4'),
  elevenLabs('elevenlabs/eleven-v4-turbo', 'Eleven v4 Turbo', 'eleven_v4_turbo'),
  elevenLabs('elevenlabs/eleven-v3', 'Eleven v3', 'eleven_v3'),
  elevenLabs('elevenlabs/eleven-multilingual-v2', 'Eleven Multilingual v2', 'eleven_multilingual_v2'),
  elevenLabs('elevenlabs/eleven-flash-v2.5', 'Eleven Flash v2.5', 'eleven_flash_v2_5'),
  // https://console.groq.com/docs/text-to-speech/orpheus
  groqSpeech('canopylabs/orpheus-v1-english', 'Orpheus v1 English', 'canopylabs/orpheus-v1-english', {
    voices: ['hannah', 'austin', 'diana', 'daniel', 'autumn', 'troy'],
  }),
  groqSpeech('canopylabs/orpheus-arabic-saudi', 'Orpheus Arabic (Saudi)', 'canopylabs/orpheus-arabic-saudi', {
    voices: ['lulwa', 'fahad', 'noura', 'sultan'],
  }),
]

const TRANSCRIPTION: readonly MediaModel[] = [
  openAiHearing('openai/gpt-transcribe', 'GPT Transcribe', 'gpt-transcribe'),
  openAiHearing('openai/whisper-1', 'Whisper', 'whisper-1', TRANSCRIBER),
  openAiHearing('openai/gpt-4o-transcribe', 'GPT-4o Transcribe', 'gpt-4o-transcribe', TRANSCRIBER),
  openAiHearing(
    'openai/gpt-4o-mini-transcribe',
    'GPT-4o mini Transcribe',
    'gpt-4o-mini-transcribe',
    TRANSCRIBER,
  ),
  openAiHearing(
    'openai/gpt-4o-transcribe-diarize',
    'GPT-4o Transcribe Diarize',
    'gpt-4o-transcribe-diarize',
    TRANSCRIBER,
  ),
  at('gemini', 'gemini/', kind(HEARS))(
    'google/gemini-3.5-transcribe',
    'Gemini 3.5 Transcribe',
    'gemini-3.5-transcribe',
  ),
  groqHearing('openai/whisper-large-v3', 'Whisper Large v3', 'whisper-large-v3'),
  groqHearing('openai/whisper-large-v3-turbo', 'Whisper Large v3 Turbo', 'whisper-large-v3-turbo'),
  deepgram('deepgram/nova-3', 'Nova-3', 'nova-3'),
  deepgram('deepgram/nova-3-medical', 'Nova-3 Medical', 'nova-3-medical'),
  deepgram('deepgram/nova-2', 'Nova-2', 'nova-2'),
  deepgram('deepgram/enhanced', 'Enhanced', 'enhanced'),
  deepgram('deepgram/base', 'Base', 'base'),
  scribe('elevenlabs/scribe-v2', 'Scribe v2', 'scribe_v2'),
  scribe('elevenlabs/scribe-v1', 'Scribe v1', 'scribe_v1'),
  voxtral('mistralai/voxtral-mini-transcribe-3', 'Voxtral Mini Transcribe 3', 'voxtral-mini-transcribe-3'),
  voxtral('mistralai/voxtral-small-transcribe-3', 'Voxtral Small Transcribe 3', 'voxtral-small-transcribe-3'),
]

const IMAGES: readonly MediaModel[] = [
  openAiImage('openai/gpt-image-2.6-flare', 'GPT Image 2.6 Flare', 'gpt-image-2.6-flare'),
  openAiImage('openai/gpt-image-2.6-sunburst', 'GPT Image 2.6 Sunburst', 'gpt-image-2.6-sunburst'),
  grok('x-ai/grok-imagine-image', 'Grok Imagine Image', 'grok-imagine-image'),
  grok('x-ai/grok-imagine-image-2.0', 'Grok Imagine Image 2.0', 'grok-imagine-image-2.0'),
  flux11('black-forest-labs/flux-1.1-pro', 'FLUX 1.1 Pro', 'flux-pro-1.1', 'fal-ai/flux-pro/v1.1'),
  flux11(
    'black-forest-labs/flux-1.1-pro-ultra',
    'FLUX 1.1 Pro Ultra',
    'flux-pro-1.1-ultra',
    'fal-ai/flux-pro/v1.1-ultra',
  ),
  blackForest('black-forest-labs/flux-kontext-pro', 'FLUX Kontext Pro', 'flux-kontext-pro'),
  blackForest('black-forest-labs/flux-kontext-max', 'FLUX Kontext Max', 'flux-kontext-max'),
  blackForest('black-forest-labs/flux-dev', 'FLUX Dev', 'flux-dev'),
  fal('black-forest-labs/flux-schnell', 'FLUX Schnell', 'fal-ai/flux/schnell'),
  fal('google/imagen-4', 'Imagen 4', 'fal-ai/imagen4/preview'),
  fal('google/imagen-4-fast', 'Imagen 4 Fast', 'fal-ai/imagen4/preview/fast'),
  fal('google/imagen-4-ultra', 'Imagen 4 Ultra', 'fal-ai/imagen4/preview/ultra'),
  fal('google/nano-banana-2', 'Nano Banana 2', 'fal-ai/nano-banana-2'),
  fal('google/nano-banana-pro', 'Nano Banana Pro', 'fal-ai/nano-banana-pro'),
  fal('recraft/recraft-v3', 'Recraft v3', 'fal-ai/recraft/v3/text-to-image'),
  fal('ideogram/ideogram-v3', 'Ideogram v3', 'fal-ai/ideogram/v3'),
  fal('bytedance/seedream-3', 'Seedream 3', 'fal-ai/bytedance/seedream/v3/text-to-image'),
]

const VIDEOS: readonly MediaModel[] = [
  veo('google/veo-3.1', 'Veo 3.1', 'veo-3.1-generate-001'),
  veo('google/veo-3.1-fast', 'Veo 3.1 Fast', 'veo-3.1-fast-generate-001'),
  veoVertex('google/veo-3.1-lite', 'Veo 3.1 Lite', 'veo-3.1-lite-generate-001'),
  runway('runway/gen-4.5', 'Gen-4.5', 'gen4.5'),
  runway('runway/gen-4-turbo', 'Gen-4 Turbo', 'gen4_turbo', { input: ['image', 'text'] }),
]

/** Without Lyria 3.5, which needs Gemini's Interactions API, which is not supported here. */
const SONGS: readonly MediaModel[] = [
  lyria('google/lyria-3-clip-preview', 'Lyria 3 Clip', 'lyria-3-clip-preview'),
  lyria('google/lyria-3-pro-preview', 'Lyria 3 Pro', 'lyria-3-pro-preview'),
]

const RERANK: readonly MediaModel[] = [
  cohereRanks('cohere/rerank-v5.0-pro', 'Rerank 5 Pro', 'rerank-v5.0-pro'),
  cohereRanks('cohere/rerank-v5.0-fast', 'Rerank 5 Fast', 'rerank-v5.0-fast'),
  cohereRanks('cohere/rerank-v4.0-pro', 'Rerank 4 Pro', 'rerank-v4.0-pro'),
  cohereRanks('cohere/rerank-v4.0-fast', 'Rerank 4 Fast', 'rerank-v4.0-fast'),
  cohereRanks('cohere/rerank-v3.5', 'Rerank 3.5', 'rerank-v3.5'),
  jinaRanks('jina/jina-reranker-v3.5', 'Jina Reranker v3.5', 'jina-reranker-v3.5'),
  jinaRanks('jina/jina-reranker-m0', 'Jina Reranker m0', 'jina-reranker-m0', { input: ['text', 'image'] }),
  jinaRanks(
    'jina/jina-reranker-v2-base-multilingual',
    'Jina Reranker v2 Base Multilingual',
    'jina-reranker-v2-base-multilingual',
  ),
  voyageRanks('voyageai/rerank-3', 'Rerank 3', 'rerank-3'),
  voyageRanks('voyageai/rerank-3-lite', 'Rerank 3 Lite', 'rerank-3-lite'),
  voyageRanks('voyageai/rerank-2.5', 'Rerank 2.5', 'rerank-2.5'),
  voyageRanks('voyageai/rerank-2.5-lite', 'Rerank 2.5 Lite', 'rerank-2.5-lite'),
]

const EMBEDDINGS: readonly MediaModel[] = [
  cohereVectors('cohere/embed-v5.0-pro', 'Embed 5 Pro', 'embed-v5.0-pro'),
  cohereVectors('cohere/embed-v5.0-fast', 'Embed 5 Fast', 'embed-v5.0-fast'),
  cohereVectors('cohere/embed-v4.0', 'Embed 4', 'embed-v4.0'),
  voyageVectors('voyageai/voyage-4-large', 'Voyage 4 Large', 'voyage-4-large'),
  voyageVectors('voyageai/voyage-4', 'Voyage 4', 'voyage-4'),
  voyageVectors('voyageai/voyage-4-lite', 'Voyage 4 Lite', 'voyage-4-lite'),
  voyageVectors('voyageai/voyage-code-4', 'Voyage Code 4', 'voyage-code-4'),
  voyageVectors('voyageai/voyage-3.5', 'Voyage 3.5', 'voyage-3.5'),
  voyageVectors('voyageai/voyage-3.5-lite', 'Voyage 3.5 Lite', 'voyage-3.5-lite'),
]

/** From LiteLLM's list of 2026-11. Each price is that of the entry in `data/sources/litellm.json`. */
export const MEDIA_MODELS: readonly MediaModel[] = [
  ...SPEECH,
  ...TRANSCRIPTION,
  ...IMAGES,
  ...VIDEOS,
  ...SONGS,
  ...RERANK,
  ...EMBEDDINGS,
]

export const MEDIA_ENTRY_NAMES: readonly string[] = MEDIA_MODELS.flatMap(({ routes }) =>
  routes.map(({ entry }) => entry),
)
