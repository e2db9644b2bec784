import { unsupported } from '../../canonical/losses.ts'
import type { Loss } from '../../canonical/losses.ts'
import { readResult } from '../../dialects/gemini/read-result.ts'
import { compact } from '../../json/object.ts'
import type { TranscriptionRequest, TranscriptionWire } from '../transcription.ts'

/** A model that chats and hears is told to do nothing else (ai.google.dev/gemini-api/docs/audio). */
const TASK = 'Transcribe the speech in this audio word for word. Answer with the transcript alone.'

/** Transcripts by Gemini's `generateContent`: it hears, and knows no times. */
export const geminiTranscriptions: TranscriptionWire = {
  writeRequest: (request, { mediaType, base64 }) => {
    const { format, language, prompt, temperature } = request
    if (format !== 'json' && format !== 'text')
      throw unsupported('response_format', `this provider makes json or text, not ${format}.`)
    const lines = [TASK, language && `It is spoken in: ${language}.`, prompt && `What it is about: ${prompt}`]
    const parts = [
      { text: lines.filter(Boolean).join('\n') },
      { inlineData: { mimeType: mediaType, data: base64 } },
    ]
    return {
      body: {
        type: 'json',
        value: {
          contents: [{ role: 'user', parts }],
          generationConfig: compact({
            temperature: temperature ?? undefined,
            responseMimeType: 'text/plain',
          }),
        },
      },
      losses: droppedOf(request),
    }
  },
  readResult: (body) => {
    const { blocks, usage } = readResult(body)
    const texts = blocks.filter(({ block }) => block.kind === 'text').map(({ content }) => content)
    return { text: texts.join('').trim(), ...(usage ? { usage } : {}) }
  },
}

const droppedOf = ({ extensions }: TranscriptionRequest): Loss[] =>
  Object.keys(extensions).map((param) => ({
    param,
    action: 'dropped',
    reason: 'the provider has no word for it',
  }))
