import { dropped } from '../../canonical/dropped.ts'
import { unsupported } from '../../canonical/losses.ts'
import { readResult } from '../../dialects/gemini/read-result.ts'
import { compact } from '../../json/object.ts'
import type { TranscriptionWire } from '../transcription.ts'

/** The prompt that makes a chat model only transcribe (ai.google.dev/gemini-api/docs/audio). */
const TASKS = {
  transcribe: 'Transcribe the speech in this audio word for word. Answer only with the transcript.',
  translate: 'Translate the speech in this audio into English. Answer only with the translation.',
} as const

/** Transcripts from Gemini's `generateContent`, without times. */
export const geminiTranscriptions: TranscriptionWire = {
  writeRequest: (request, { mediaType, base64 }) => {
    const { task, format, language, prompt, temperature } = request
    if (format !== 'json' && format !== 'text')
      throw unsupported('response_format', `this provider makes json or text, not ${format}.`)
    const lines = [
      TASKS[task],
      language && `It is spoken in: ${language}.`,
      prompt && `What it is about: ${prompt}`,
    ]
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
      losses: dropped(Object.keys(request.extensions)),
    }
  },
  readResult: (body) => {
    const { blocks, usage } = readResult(body)
    const texts = blocks.filter(({ block }) => block.kind === 'text').map(({ content }) => content)
    return { text: texts.join('').trim(), ...(usage ? { usage } : {}) }
  },
}
