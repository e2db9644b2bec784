import { chmod, chown, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { spawnSync } from 'node:child_process'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { whyFolderUnusable } from '../bootstrap/check-folder.mjs'

const BOOTSTRAP = path.resolve(import.meta.dirname, '../bootstrap.mjs')
const isRoot = process.getuid?.() === 0
let root: string

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'gptget-folder-'))
  await chmod(root, 0o755)
})
afterEach(() => rm(root, { recursive: true, force: true }))

const ask = (folder: string, more: Partial<Parameters<typeof whyFolderUnusable>[0]> = {}) =>
  whyFolderUnusable({ folder, role: 'data', variable: 'GPTGET_DATA_DIR', env: process.env, ...more })

const program = async (file: string, script: string) => {
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 })
}

const bootstrap = (env: NodeJS.ProcessEnv) =>
  spawnSync(process.execPath, [BOOTSTRAP, 'start'], {
    // Root may write anywhere, so the test runs as the user nobody.
    ...(isRoot ? { uid: 65_534, gid: 65_534 } : {}),
    cwd: '/',
    env: { PATH: process.env.PATH, ...env },
    encoding: 'utf8',
    timeout: 20_000,
  })

describe('the folder of a start', () => {
  it('is created if it is missing, and left empty', async () => {
    expect(await ask(path.join(root, 'a/b'))).toBeUndefined()
    expect(await readdir(path.join(root, 'a/b'))).toEqual([])
  })

  it('is refused after the timeout if its first file cannot be created', async () => {
    // A dead network drive blocks the first program that uses it.
    await program(path.join(root, 'bin/mkdir'), 'exec /bin/sleep 60')
    const startedAt = Date.now()
    const reason = await ask(path.join(root, 'data'), {
      env: { PATH: path.join(root, 'bin') },
      timeoutMs: 300,
    })
    expect(reason).toMatch(/data folder \S+ does not answer: .* longer than 0.3 s[^]*GPTGET_DATA_DIR=/)
    expect(Date.now() - startedAt).toBeLessThan(3_000)
  })

  it('is refused if it is a file', async () => {
    await writeFile(path.join(root, 'file'), '')
    expect(await ask(path.join(root, 'file'))).toMatch(
      /cannot be written by .* \(it is a file\)[^]*Nothing in it/,
    )
  })

  // Only root may give a folder to another user.
  if (isRoot)
    it('is refused if it has files of another user', async () => {
      const folder = path.join(root, 'data')
      await mkdir(folder)
      await chown(folder, 65_534, 65_534)
      expect(await ask(folder, { isPersonal: true })).toBeUndefined()
      await writeFile(path.join(folder, 'quickstart.json'), '{}')
      expect(await ask(folder, { isPersonal: true })).toMatch(
        /belongs to uid 65534, and you are \S+ \(uid 0\)[^]*run the command as that user/,
      )
      expect(await ask(folder)).toBeUndefined()
    })

  it('may be read-only if it is complete', async () => {
    const file = path.join(root, 'file')
    await writeFile(file, '')
    expect(await ask(file, { isReadOnlyEnough: () => true })).toBeUndefined()
  })
})

describe('npm start as a user without rights', () => {
  it.each(['GPTGET_CACHE_DIR', 'GPTGET_DATA_DIR'])(
    'explains the problem with %s and downloads nothing',
    async (variable) => {
      const closed = path.join(root, 'closed')
      await mkdir(closed, { mode: 0o555 })
      await mkdir(path.join(root, 'open'))
      await chmod(path.join(root, 'open'), 0o777)
      const open = {
        GPTGET_CACHE_DIR: path.join(root, 'open/cache'),
        GPTGET_DATA_DIR: path.join(root, 'open/data'),
      }
      const { status, stderr } = bootstrap({ ...open, [variable]: path.join(closed, 'inside') })
      expect(stderr).toMatch(
        new RegExp(`folder ${closed}/inside cannot be written by \\S+ .*\\(EACCES\\)[^]*${variable}=`),
      )
      expect([status, stderr.includes('fetching'), /^\s+at /m.test(stderr)]).toEqual([1, false, false])
    },
  )
})
