import { rm } from 'node:fs/promises'
import path from 'node:path'
import { readText, writePrivate } from '../settings/private-file.ts'
import { stateFolder } from '../settings/paths.ts'

/**
 * A file as it was (with its rights) and as it was made; null where there was none. `folder` is the outermost folder
 * that was made for it.
 */
export type Change = {
  file: string
  before: string | null
  after: string
  mode?: number | undefined
  folder?: string | undefined
}

/** The changes of a set-up, stored so that they can be undone. */
export type SetupRecord = { tool: string; at: string; changes: Change[] }

const recordFile = (env: NodeJS.ProcessEnv, tool: string): string =>
  path.join(stateFolder(env), 'setup', `${tool}.json`)

export const readRecord = async (env: NodeJS.ProcessEnv, tool: string): Promise<SetupRecord | null> => {
  const text = await readText(recordFile(env, tool))
  return text === null ? null : (JSON.parse(text) as SetupRecord)
}

/** The record is a private file because it may contain keys. */
export const writeRecord = (env: NodeJS.ProcessEnv, record: SetupRecord): Promise<void> =>
  writePrivate(recordFile(env, record.tool), `${JSON.stringify(record, null, 2)}\n`)

export const forgetRecord = (env: NodeJS.ProcessEnv, tool: string): Promise<void> =>
  rm(recordFile(env, tool), { force: true })
