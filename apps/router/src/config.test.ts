import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { configFromEnv } from './config.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gptget-secrets-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const newKey = (): string => randomBytes(32).toString('base64')

describe('the encryption key', () => {
  it('is read from the folder of secrets, which takes precedence over the variable', async () => {
    const key = newKey()
    await writeFile(path.join(folder, 'GPTGET_ENCRYPTION_KEY'), `${key}\n`)
    const { keyRing } = configFromEnv({ GPTGET_SECRETS_DIR: folder, GPTGET_ENCRYPTION_KEY: newKey() })
    expect(keyRing).toEqual(configFromEnv({ GPTGET_ENCRYPTION_KEY: key }).keyRing)
    expect(keyRing).not.toBeNull()
  })

  it('is missing if neither the folder nor a variable has one', () => {
    expect(configFromEnv({ GPTGET_SECRETS_DIR: folder }).keyRing).toBeNull()
  })
})
