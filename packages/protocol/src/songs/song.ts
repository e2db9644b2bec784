import type { LoadedTask, TaskCall } from '../tasks/wire.ts'

/** A song from a provider's answer: its bytes. */
export type MadeSong = { base64: string; mediaType: string }

/** How a provider is asked for a song that its one answer holds. */
export type SongWire = {
  /** @throws PublicError naming what it cannot do */
  writeRequest(task: LoadedTask): TaskCall
  /** @throws FaultError when the body is no answer, or a refusal */
  readResult(body: unknown): MadeSong[]
}
