import path from 'node:path'
import { CliError } from '../cli-error.ts'
import { EXIT } from '../exit-codes.ts'
import { configFolder } from './paths.ts'
import { readText, writePrivate } from './private-file.ts'

/** The contents of `config.json`. It holds the key only if there is no keychain. */
export type Settings = {
  base_url?: string
  api_key?: string
  key_store?: 'keychain' | 'file'
  model?: string
}

export const settingsFile = (env: NodeJS.ProcessEnv): string => path.join(configFolder(env), 'config.json')

export const readSettings = async (env: NodeJS.ProcessEnv): Promise<Settings> => {
  const file = settingsFile(env)
  const text = await readText(file)
  if (text === null) return {}
  try {
    return JSON.parse(text) as Settings
  } catch (cause) {
    throw new CliError(`${file} is not JSON.`, {
      exitCode: EXIT.misused,
      advice: 'Correct it, or remove it and run `gptget login` again.',
      cause,
    })
  }
}

export const writeSettings = (env: NodeJS.ProcessEnv, settings: Settings): Promise<void> =>
  writePrivate(settingsFile(env), `${JSON.stringify(settings, null, 2)}\n`)
