import { FaultError } from '../canonical/faults.ts'
import { readResult } from '../dialects/gemini/read-result.ts'
import { malformedFault } from '../dialects/read-fault.ts'
import { requireKnown } from '../tasks/require.ts'
import type { LoadedTask } from '../tasks/wire.ts'
import type { SongWire } from './song.ts'

/**
 * Songs by Gemini's `generateContent`: Lyria 3, an MP3 file and its lyrics as text
 * (ai.google.dev/gemini-api/docs/music-generation). The prompt sets its length and lyrics.
 */
export const geminiSongs: SongWire = {
  writeRequest: (task) => {
    requireKnown(task, { fields: ['lyrics', 'title', 'tags', 'isInstrumental'] })
    const value = {
      contents: [{ role: 'user', parts: [{ text: promptOf(task) }] }],
      generationConfig: { responseModalities: ['AUDIO', 'TEXT'] },
    }
    return { method: 'POST', path: '/models/{model}:generateContent', body: { type: 'json', value } }
  },
  readResult: (body) => {
    const { blocks, finish } = readResult(body)
    const songs = blocks.flatMap(({ block, content }) =>
      block.kind === 'audio' ? [{ base64: content, mediaType: `audio/${block.format ?? 'mpeg'}` }] : [],
    )
    if (songs.length > 0) return songs
    throw new FaultError(
      finish.reason === 'content-filter'
        ? { code: 'content_policy_violation', message: 'The model refused to make this song.' }
        : malformedFault(body),
    )
  },
}

const promptOf = ({ prompt, title, tags, isInstrumental, lyrics }: LoadedTask): string =>
  [
    prompt,
    title === undefined ? undefined : `Title: ${title}`,
    tags === undefined ? undefined : `Style: ${tags}`,
    isInstrumental === true ? 'Instrumental only, no vocals.' : undefined,
    lyrics === undefined ? undefined : `Lyrics:\n${lyrics}`,
  ]
    .filter((line) => line !== undefined)
    .join('\n')
