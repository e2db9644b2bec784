import type { Dialect } from '@gptget/contracts'
import { geminiSongs } from '../songs/gemini.ts'
import type { SongWire } from '../songs/song.ts'

const SONG_WIRES: Partial<Record<Dialect, SongWire>> = { gemini: geminiSongs }

/** How providers of a dialect are asked for a song that their answer holds; null where they have none. */
export const songWireOf = (dialect: Dialect): SongWire | null => SONG_WIRES[dialect] ?? null
