import { homedir } from 'node:os'
import path from 'node:path'

const folder = (env: NodeJS.ProcessEnv, variable: string, fallback: string): string =>
  path.join(env[variable] || path.join(homeOf(env), fallback), 'gptget')

export const homeOf = (env: NodeJS.ProcessEnv): string => env['HOME'] || homedir()

/** Folders of the XDG Base Directory specification, for settings and for state between runs. */
export const configFolder = (env: NodeJS.ProcessEnv): string => folder(env, 'XDG_CONFIG_HOME', '.config')
export const stateFolder = (env: NodeJS.ProcessEnv): string => folder(env, 'XDG_STATE_HOME', '.local/state')
