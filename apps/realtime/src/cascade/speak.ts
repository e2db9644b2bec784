import { askEdge, type Caller } from '../ask/ask-edge.ts'
import type { Context } from '../context.ts'

export type Speaking = {
  model: string
  voice: string | { id: string }
  speed: number
  text: string
  signal: AbortSignal
}

/** A sentence as samples of 24 kHz, in pieces as they are made. @throws PublicError; the signal's reason */
export async function* speak(context: Context, caller: Caller, asked: Speaking): AsyncGenerator<Buffer> {
  const { model, voice, speed, text, signal } = asked
  const body = { model, voice, input: text, response_format: 'pcm', ...(speed === 1 ? {} : { speed }) }
  const answer = await askEdge(context, caller, {
    path: '/v1/audio/speech',
    body: Buffer.from(JSON.stringify(body)),
    signal,
  })
  for await (const piece of answer) yield Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength)
}
