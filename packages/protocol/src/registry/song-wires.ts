import type { Dialect } from '@gptget/contracts'
import { geminiSongs } from '../songs/gemini.ts'
import type { SongWire } from '../songs/song.ts'

const SONG_WIRES: Partial<Record<Dialect, SongWire>> = { gemini: geminiSongs }

/** The format of songs in answers of a dialect; null if it has none. */
export const songWireOf = (dialect: Dialect): SongWire | null => SONG_WIRES[dialect] ?? null
