import { stat } from 'node:fs/promises'
import { ApiError, reasonOf } from '../api/api-error.ts'
import { openApi, type Api } from '../api/api.ts'
import type { Computer, Credits, Key, List } from '../api/types.ts'
import { CliError } from '../cli-error.ts'
import { listModels } from '../api/models.ts'
import type { Context } from '../context.ts'
import { showUsd } from '../output/amounts.ts'
import { findBaseUrl, findKey, showKey } from '../settings/credentials.ts'
import { readSettings, settingsFile } from '../settings/settings.ts'
import { USER_AGENT, VERSION } from '../version.ts'

/** The result of one check, with advice if something should change. */
export type Finding = { name: string; state: 'ok' | 'note' | 'wrong'; text: string; advice?: string }

const MOST_SKEW_SECONDS = 60

/** Checks the program, settings, server, key, credit and models. Stops when a later check could not succeed. */
export const examine = async function* (context: Context): AsyncGenerator<Finding> {
  const { env, signal } = context.terminal
  yield { name: 'program', state: 'ok', text: `gptget ${VERSION} on Node ${process.versions.node}` }
  const settings = await readSettings(env)
  yield* examineSettings(env)
  const baseUrl = findBaseUrl(env, settings)
  yield {
    name: 'server',
    state: 'ok',
    text: `${baseUrl} (${env['GPTGET_BASE_URL'] ? 'GPTGET_BASE_URL' : settings.base_url ? 'settings' : 'the default'})`,
  }
  yield* examineProxy(env)
  const key = await findKey(env, settings)
  const api = openApi({
    baseUrl,
    apiKey: key?.apiKey ?? '',
    keySource: key?.source ?? 'nowhere',
    signal,
    userAgent: USER_AGENT,
  })
  const isReached = yield* examineServer(context, api)
  if (!isReached) return
  if (key === null) {
    yield {
      name: 'key',
      state: 'wrong',
      text: 'there is no key',
      advice: 'Run `gptget login`, or set GPTGET_API_KEY.',
    }
    return
  }
  yield* examineKey(api, `${showKey(key.apiKey)} from ${key.source}`)
}

const examineSettings = async function* (env: NodeJS.ProcessEnv): AsyncGenerator<Finding> {
  const file = settingsFile(env)
  const found = await stat(file).catch(() => null)
  if (found === null) return
  const isOpen = process.platform !== 'win32' && (found.mode & 0o077) !== 0
  yield isOpen
    ? { name: 'settings', state: 'wrong', text: `${file} can be read by others`, advice: `chmod 600 ${file}` }
    : { name: 'settings', state: 'ok', text: file }
}

const examineProxy = function* (env: NodeJS.ProcessEnv): Generator<Finding> {
  const name = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'].find((variable) => env[variable])
  if (name === undefined || env['NODE_USE_ENV_PROXY']) return
  yield {
    name: 'proxy',
    state: 'note',
    text: `${name} is set, but Node ignores it by default`,
    advice: 'Set NODE_USE_ENV_PROXY=1 to use the proxy.',
  }
}

/** Checks with a cheap request whether the server responds; any status is fine. Returns whether it does. */
const examineServer = async function* (
  { terminal }: Context,
  { origin }: Api,
): AsyncGenerator<Finding, boolean> {
  const startedAt = performance.now()
  try {
    const response = await fetch(`${origin}/v1/key`, { signal: terminal.signal })
    await response.body?.cancel()
    yield { name: 'reached', state: 'ok', text: `in ${Math.round(performance.now() - startedAt)} ms` }
    yield* examineClock(terminal.now(), response.headers.get('date'))
    return true
  } catch (error) {
    if (terminal.signal.aborted) throw error
    yield {
      name: 'reached',
      state: 'wrong',
      text: reasonOf(error),
      advice:
        'Start the server (`npm start` on its machine), or correct GPTGET_BASE_URL or `gptget login --base-url`.',
    }
    return false
  }
}

const examineClock = function* (now: number, date: string | null): Generator<Finding> {
  const skewSeconds = date === null ? 0 : Math.round((now - Date.parse(date)) / 1000)
  if (Math.abs(skewSeconds) <= MOST_SKEW_SECONDS) return
  const text = `this machine's clock is ${Math.abs(skewSeconds)} s ${skewSeconds > 0 ? 'ahead of' : 'behind'} the server's`
  yield {
    name: 'clock',
    state: 'note',
    text,
    advice: 'Set it correctly: signatures and expiry times depend on it.',
  }
}

const examineKey = async function* (api: Api, shown: string): AsyncGenerator<Finding> {
  const key = await tried(() => api.ask<{ data: Key }>('GET', '/key'))
  if (key instanceof CliError) {
    yield {
      name: 'key',
      state: 'wrong',
      text: `${shown}: ${key.message}`,
      ...(key.advice ? { advice: key.advice } : {}),
    }
    return
  }
  yield { name: 'key', state: 'ok', text: shown }
  const credits = await tried(() => api.ask<Credits>('GET', '/credits'))
  if (!(credits instanceof CliError)) yield creditFinding(credits)
  const models = await tried(() => listModels(api))
  if (!(models instanceof CliError)) yield modelsFinding(models.length)
  const computers = await tried(() => api.ask<List<Computer>>('GET', '/computers'))
  yield computers instanceof CliError
    ? { name: 'computers', state: 'note', text: computers.message }
    : { name: 'computers', state: 'ok', text: `${computers.data.length} of yours` }
}

const creditFinding = ({ data }: Credits): Finding => {
  const left = data.total_credits - data.total_usage
  return left > 0
    ? { name: 'credit', state: 'ok', text: `${showUsd(left)} left` }
    : {
        name: 'credit',
        state: 'wrong',
        text: 'no credit is left',
        advice: 'Add credit in the console, or ask the operator of the server.',
      }
}

const modelsFinding = (count: number): Finding =>
  count > 0
    ? { name: 'models', state: 'ok', text: `${count} available` }
    : {
        name: 'models',
        state: 'wrong',
        text: 'no model is available',
        advice:
          'The server has no provider: ask its operator to add one. `gptget models --all` lists the known models.',
      }

const tried = async <Answer>(ask: () => Promise<Answer>): Promise<Answer | CliError> => {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof ApiError || error instanceof CliError) return error
    throw error
  }
}
