import { GENERATION_ERRORS } from '../error-sets.ts'
import type { Operation } from '../operation.ts'
import {
  speechEventSchema,
  speechRequestDescription,
  transcriptEventSchema,
  transcriptionRequestDescription,
  transcriptSchema,
  translationRequestDescription,
} from '../schemas/audio.ts'
import { z } from 'zod'
import { openAiJavaScript, openAiPython } from './samples.ts'

export const createSpeech: Operation = {
  route: 'POST /v1/audio/speech',
  path: '/v1/audio/speech',
  operationId: 'createSpeech',
  tag: 'Audio',
  summary: 'Create speech',
  description:
    'Converts text to speech. Use any model with `speech` among its output modalities. The response body is the audio, streamed as it is generated. Its receipt is at `/v1/generation?id=…`, with the id from the `x-generation-id` header. If the audio breaks off, the connection is closed.',
  dialect: 'openai-chat',
  request: {
    schema: speechRequestDescription,
    examples: {
      'A sentence': {
        model: 'openai/tts-1',
        input: 'Hello from GptGet!',
        voice: 'alloy',
        response_format: 'mp3',
      },
    },
  },
  answer: {
    description: 'The sound.',
    schema: z.string(),
    example: '',
    binary: ['audio/mpeg', 'audio/ogg', 'audio/aac', 'audio/flac', 'audio/wav', 'audio/pcm'],
  },
  stream: {
    description: 'With `"stream_format": "sse"`: pieces of the audio, then a final event with the cost.',
    event: speechEventSchema,
    example: `data: {"type":"speech.audio.delta","audio":"SUQzBAAAAAAA…"}

data: {"type":"speech.audio.done","usage":{"input_tokens":5,"output_tokens":32,"total_tokens":37,"cost":0.00027}}

`,
  },
  errors: GENERATION_ERRORS,
  samples: [
    openAiPython(`answer = client.audio.speech.create(
    model="openai/tts-1",
    voice="alloy",
    input="Hello from GptGet!",
)
answer.write_to_file("speech.mp3")`),
    openAiJavaScript(`const answer = await client.audio.speech.create({
  model: 'openai/tts-1',
  voice: 'alloy',
  input: 'Hello from GptGet!',
})
await writeFile('speech.mp3', Buffer.from(await answer.arrayBuffer()))`),
  ],
}

export const createTranscription: Operation = {
  route: 'POST /v1/audio/transcriptions',
  path: '/v1/audio/transcriptions',
  operationId: 'createTranscription',
  tag: 'Audio',
  summary: 'Create a transcription',
  description:
    'Transcribes speech. Use any model with `transcription` among its output modalities. Send the audio as a file in a form, as OpenAI’s SDKs do, or in JSON as `input_audio`. For prices per minute, the duration is measured from the samples.',
  dialect: 'openai-chat',
  request: {
    schema: transcriptionRequestDescription,
    examples: {
      'Audio in JSON': {
        model: 'openai/whisper-1',
        input_audio: { data: 'UklGRiQAAABXQVZF…', format: 'wav' },
      },
    },
  },
  answer: {
    description: 'The transcript; as text, `srt` or `vtt` if requested.',
    schema: transcriptSchema,
    example: {
      text: 'Hello from GptGet, this is the transcribed audio.',
      usage: { type: 'duration', seconds: 4, cost: 0.0004 },
    },
  },
  stream: {
    description: 'With `"stream": true`: pieces of the text, then the whole text with its cost.',
    event: transcriptEventSchema,
    example: `data: {"type":"transcript.text.delta","delta":"Hello from GptGet."}

data: {"type":"transcript.text.done","text":"Hello from GptGet.","usage":{"type":"duration","seconds":2,"cost":0.0002}}

`,
  },
  errors: [...GENERATION_ERRORS, 'storage_quota_exceeded'],
  samples: [
    openAiPython(`with open("audio.mp3", "rb") as sound:
    answer = client.audio.transcriptions.create(model="openai/whisper-1", file=sound)
print(answer.text)`),
    openAiJavaScript(`const answer = await client.audio.transcriptions.create({
  model: 'openai/whisper-1',
  file: createReadStream('audio.mp3'),
})
console.log(answer.text)`),
  ],
}

export const createTranslation: Operation = {
  ...createTranscription,
  route: 'POST /v1/audio/translations',
  path: '/v1/audio/translations',
  operationId: 'createTranslation',
  summary: 'Translate speech to English',
  description:
    'Transcribes speech in any language into English text, with models whose provider supports it. Send the audio as for transcriptions.',
  request: {
    schema: translationRequestDescription,
    examples: {
      'Audio in JSON': {
        model: 'openai/whisper-large-v3',
        input_audio: { data: 'UklGRiQAAABXQVZF…', format: 'wav' },
      },
    },
  },
  samples: [
    openAiPython(`with open("speech.mp3", "rb") as sound:
    answer = client.audio.translations.create(model="openai/whisper-large-v3", file=sound)
print(answer.text)`),
  ],
}
