import { askEdge, readText, type Caller } from '../ask/ask-edge.ts'
import type { Context } from '../context.ts'

export type Transcript = {
  text: string
  usage: Record<string, unknown> | null
  generationId: string | null
}

export type Transcribing = {
  model: string
  wav: Buffer
  language?: string | undefined
  prompt?: string | undefined
  signal: AbortSignal
}

/** Transcribes a WAV file. @throws PublicError as the API refused it; the signal's reason */
export const transcribe = async (
  context: Context,
  caller: Caller,
  { model, wav, language, prompt, signal }: Transcribing,
): Promise<Transcript> => {
  const asked = {
    model,
    input_audio: { data: wav.toString('base64'), format: 'wav' },
    response_format: 'json',
    language,
    prompt,
  }
  const { generationId, chunks } = await askEdge(context, caller, {
    path: '/v1/audio/transcriptions',
    body: Buffer.from(JSON.stringify(asked)),
    signal,
  })
  const { text, usage } = JSON.parse(await readText(chunks)) as Transcript
  return { text: text.trim(), usage: usage ?? null, generationId }
}
