import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { findKey, forgetKey, keepKey } from './credentials.ts'
import { readSettings } from './settings.ts'

const SERVER = 'http://127.0.0.1:8080/v1'

let home = ''
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'gptget-credentials-'))
})
afterEach(() => rm(home, { recursive: true, force: true }))

/** A desktop whose `secret-tool` is this script: `$1` is the command, the secret comes in. */
const desktop = async (script: string): Promise<NodeJS.ProcessEnv> => {
  const file = path.join(home, 'secret-tool')
  await writeFile(file, `#!/bin/sh\n${script}\n`)
  await chmod(file, 0o755)
  return { HOME: home, PATH: `${home}:${process.env['PATH']}`, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/x' }
}

const KEEPS = `cd "$HOME"; case $1 in store) cat > kept ;; lookup) cat kept ;; clear) rm kept ;; esac`

/** `secret-tool` is Linux's. */
const keychains = [
  ['a keychain that works', KEEPS, 'the keychain'],
  ['a keychain that is locked', 'exit 1', 'config.json'],
  ['a keychain that says yes and keeps nothing', 'exit 0', 'config.json'],
].filter(() => process.platform === 'linux')

it.each(keychains)('%s: a stored key is found again, and can be deleted', async (_, script, place) => {
  const env = await desktop(script)
  expect(await keepKey(env, SERVER, 'sk-getgpt-1')).toContain(place)
  const found = await findKey(env, await readSettings(env))
  expect(found).toEqual({ apiKey: 'sk-getgpt-1', source: expect.stringContaining(place) as string })
  expect(await forgetKey(env)).toBe(true)
  expect(await findKey(env, await readSettings(env))).toBeNull()
})
