import { openKeychain } from './keychain.ts'
import { readSettings, settingsFile, writeSettings, type Settings } from './settings.ts'

const DEFAULT_BASE_URL = 'https://api.gptget.net/v1'

/** A key, and a description of where it was found. */
export type Credentials = { apiKey: string; source: string }

/** Normalizes a base URL as the SDKs expect it: ends with `/v1` and has no final slash. */
export const cleanBaseUrl = (text: string): string => {
  const url = new URL(text)
  const path = url.pathname.replace(/\/+$/, '')
  return `${url.origin}${path === '' ? '/v1' : path}`
}

export const findBaseUrl = (env: NodeJS.ProcessEnv, settings: Settings): string =>
  cleanBaseUrl(env['GPTGET_BASE_URL'] || settings.base_url || DEFAULT_BASE_URL)

/** Finds the key in the environment, else in the keychain, else in the settings. Returns null if there is none. */
export const findKey = async (env: NodeJS.ProcessEnv, settings: Settings): Promise<Credentials | null> => {
  const given = env['GPTGET_API_KEY']?.trim()
  if (given) return { apiKey: given, source: 'GPTGET_API_KEY' }
  if (settings.key_store === 'keychain') {
    const baseUrl = findBaseUrl({}, settings)
    const kept = await openKeychain(process.platform, env)?.read(baseUrl)
    return kept ? { apiKey: kept, source: 'the keychain' } : null
  }
  return settings.api_key ? { apiKey: settings.api_key, source: settingsFile(env) } : null
}

/** Stores a key for later runs. Returns a description of the place. */
export const keepKey = async (env: NodeJS.ProcessEnv, baseUrl: string, apiKey: string): Promise<string> => {
  const { api_key: _, ...others } = await readSettings(env)
  const isKept = await keepInKeychain(env, baseUrl, apiKey)
  const place: Settings = isKept ? { key_store: 'keychain' } : { key_store: 'file', api_key: apiKey }
  await writeSettings(env, { ...others, base_url: baseUrl, ...place })
  return isKept ? 'the keychain' : settingsFile(env)
}

/** Whether the keychain has it: some (`security -i` of macOS) say yes and keep nothing, so it is read back. */
const keepInKeychain = async (env: NodeJS.ProcessEnv, baseUrl: string, apiKey: string): Promise<boolean> => {
  const keychain = openKeychain(process.platform, env)
  if (keychain === null || !(await keychain.store(baseUrl, apiKey))) return false
  return (await keychain.read(baseUrl)) === apiKey
}

/** Deletes the stored key. Returns whether there was one. */
export const forgetKey = async (env: NodeJS.ProcessEnv): Promise<boolean> => {
  const { api_key: inFile, key_store: store, ...others } = await readSettings(env)
  if (store === 'keychain')
    await openKeychain(process.platform, env)?.forget(findBaseUrl({}, { base_url: others.base_url }))
  if (store === undefined && inFile === undefined) return false
  await writeSettings(env, others)
  return true
}

/** The start of a key, which is safe to show. */
export const showKey = (apiKey: string): string => `${apiKey.slice(0, 13)}…`
