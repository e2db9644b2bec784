import type { LoadedTask, TaskCall } from '../tasks/wire.ts'

/** A song from a provider's answer: its bytes. */
export type MadeSong = { base64: string; mediaType: string }

/** The format of songs that are in a provider's single answer. */
export type SongWire = {
  /** @throws PublicError naming an unsupported feature */
  writeRequest(task: LoadedTask): TaskCall
  /** @throws FaultError if the body is not an answer, or is a refusal */
  readResult(body: unknown): MadeSong[]
}
