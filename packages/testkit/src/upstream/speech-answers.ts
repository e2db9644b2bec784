import { head, respond, write, end, type Step } from './step.ts'

/*
 * Answers of providers of speech and transcription, by their documentation. Used with a rule, like image answers.
 */

const json = (value: unknown): Step[] =>
  respond(200, { 'content-type': 'application/json' }, JSON.stringify(value))

/** OpenAI: `/audio/speech`, with audio in pieces (openai 7.57.0, `resources/audio/speech.d.ts`). */
export const openAiSpeechAnswer = (pieces: readonly Uint8Array[], contentType = 'audio/mpeg'): Step[] => [
  head(200, { 'content-type': contentType }),
  ...pieces.map((piece) => write(piece)),
  end,
]

/** Gemini: `generateContent` with samples (ai.google.dev/gemini-api/docs/speech-generation). */
export const geminiSpeechAnswer = (samples: Uint8Array): Step[] =>
  json({
    candidates: [
      {
        content: {
          role: 'model',
          parts: [
            {
              inlineData: {
                mimeType: 'audio/L16;codec=pcm;rate=24000',
                data: Buffer.from(samples).toString('base64'),
              },
            },
          ],
        },
        finishReason: 'STOP',
        index: 0,
      },
    ],
    usageMetadata: {
      promptTokenCount: 5,
      candidatesTokenCount: 32,
      totalTokenCount: 37,
      promptTokensDetails: [{ modality: 'TEXT', tokenCount: 5 }],
      candidatesTokensDetails: [{ modality: 'AUDIO', tokenCount: 32 }],
    },
  })

/** OpenAI: `/audio/transcriptions` as `json` (openai 7.57.0, `resources/audio/transcriptions.d.ts`). */
export const openAiTranscriptAnswer = (text: string, usage?: object): Step[] =>
  json({ text, ...(usage && { usage }) })

/** OpenAI: the same as `verbose_json`. */
export const openAiTimedAnswer = (texts: readonly string[]): Step[] =>
  json({
    task: 'transcribe',
    language: 'english',
    duration: texts.length,
    text: texts.join(' '),
    segments: texts.map((text, id) => ({
      id,
      start: id,
      end: id + 1,
      text: ` ${text}`,
      no_speech_prob: 0.01,
    })),
  })

/** Gemini: a transcript as a chat answer. */
export const geminiTranscriptAnswer = (text: string): Step[] =>
  json({
    candidates: [{ content: { role: 'model', parts: [{ text }] }, finishReason: 'STOP', index: 0 }],
    usageMetadata: {
      promptTokenCount: 90,
      candidatesTokenCount: 4,
      totalTokenCount: 94,
      promptTokensDetails: [
        { modality: 'TEXT', tokenCount: 26 },
        { modality: 'AUDIO', tokenCount: 64 },
      ],
    },
  })

/** ElevenLabs: `/text-to-speech/{voice_id}/stream` (elevenlabs.io/docs/api-reference/text-to-speech/stream). */
export const elevenLabsSpeechAnswer = (pieces: readonly Uint8Array[], contentType = 'audio/mpeg'): Step[] => [
  head(200, { 'content-type': contentType, 'character-cost': '12' }),
  ...pieces.map((piece) => write(piece)),
  end,
]

/** ElevenLabs: `/speech-to-text` (elevenlabs.io/docs/api-reference/speech-to-text/convert). */
export const elevenLabsTranscriptAnswer = (words: readonly { text: string; speaker?: string }[]): Step[] =>
  json({
    language_code: 'eng',
    language_probability: 0.98,
    text: words.map(({ text }) => text).join(' '),
    words: words.flatMap(({ text, speaker = 'speaker_0' }, at) => [
      ...(at === 0 ? [] : [{ text: ' ', start: at, end: at, type: 'spacing', speaker_id: speaker }]),
      { text, start: at, end: at + 0.5, type: 'word', speaker_id: speaker, logprob: -0.1 },
    ]),
    transcription_id: 'upstream-transcription',
  })

/** Deepgram: `/listen` (developers.deepgram.com/reference/speech-to-text/listen-pre-recorded). */
export const deepgramAnswer = (words: readonly { text: string; speaker?: number }[]): Step[] =>
  json({
    metadata: { request_id: 'upstream-request', duration: words.length, channels: 1, models: ['nova'] },
    results: {
      channels: [
        {
          detected_language: 'en',
          language_confidence: 0.99,
          alternatives: [
            {
              transcript: words.map(({ text }) => text).join(' '),
              confidence: 0.99,
              words: words.map(({ text, speaker }, at) => ({
                word: text.toLowerCase().replace(/\W/g, ''),
                punctuated_word: text,
                start: at,
                end: at + 0.5,
                confidence: 0.99,
                ...(speaker === undefined ? {} : { speaker, speaker_confidence: 0.9 }),
              })),
            },
          ],
        },
      ],
    },
  })
