import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { planSetup, removeMade, takeBack } from './plan.ts'
import { writePrivate } from '../settings/private-file.ts'
import { readRecord, writeRecord } from './record.ts'
import { showChanges } from './show-changes.ts'
import { TOOLS } from './tools.ts'

const GOAL = {
  origin: 'http://127.0.0.1:8080',
  apiKey: 'sk-getgpt-secret-of-a-test',
  model: 'google/gemini-2.5-pro',
}

/** A user's settings before the set-up, with comments and an unusual order. */
const OWN: Record<string, string> = {
  'settings.json': '{\n  // mine\n  "theme": "dark",\n  "env": { "A": "1" }\n}\n',
  'config.toml': '# mine\nmodel = "gpt-5"\napproval_policy = "never"\n\n[tools]\nweb_search = true\n',
  '.env': '# mine\nGEMINI_API_KEY=old\nOTHER=1\n',
  'opencode.json': '{\n  "$schema": "x",\n  "theme": "dark"\n}\n',
  '.aider.conf.yml': '# mine\nmodel: gpt-4o\ndark-mode: true # yes\n',
}

let home = ''
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'gptget-setup-'))
})
afterEach(() => rm(home, { recursive: true, force: true }))

const env = (): NodeJS.ProcessEnv => ({ HOME: home })

describe.each(TOOLS)('setting up $name', (tool) => {
  it("keeps the user's settings, adds the server, and undoes it byte for byte", async () => {
    for (const { path: where } of tool.files) {
      const file = where(home, env())
      await mkdir(path.dirname(file), { recursive: true })
      await writeFile(file, OWN[path.basename(file)]!)
    }
    const changes = await planSetup(tool, GOAL, env(), null)
    const all = changes.map(({ after }) => after).join('\n')
    expect(all).toContain(GOAL.origin)
    expect(all).toContain(GOAL.apiKey)
    expect(all).toContain(GOAL.model)
    for (const change of changes) {
      expect(change.after).toMatch(/mine|\$schema/)
      expect(takeBack(change, change.after)).toBe(change.before)
      expect(takeBack(change, `${change.after}\n# added later\n`)).toContain('added later')
    }
  })

  it('shows the change without the key', async () => {
    const shown = showChanges(process.stderr, await planSetup(tool, GOAL, env(), null))
    expect(shown).toContain(GOAL.origin)
    expect(shown).not.toContain(GOAL.apiKey)
  })

  it('undone removes the folders that it created, except those with other files', async () => {
    const changes = await planSetup(tool, GOAL, env(), null)
    for (const { file, after } of changes) await writePrivate(file, after)
    const kept = path.join(path.dirname(changes[0]!.file), 'of-the-tool')
    await writeFile(kept, '')
    for (const change of changes) await removeMade(change)
    expect(await readdir(path.dirname(kept))).toEqual(['of-the-tool'])
    await rm(kept)
    for (const change of changes) await removeMade(change)
    expect(await readdir(home)).toEqual([])
  })

  it('restores the original files after a repeated set-up', async () => {
    const first = await planSetup(tool, GOAL, env(), null)
    for (const { file, after } of first) {
      await mkdir(path.dirname(file), { recursive: true })
      await writeFile(file, after)
    }
    const record = { tool: tool.name, at: '', changes: first }
    const second = await planSetup(tool, { ...GOAL, model: 'acme/other' }, env(), record)
    expect(second.map(({ before }) => before)).toEqual(first.map(() => null))
    expect(second.map(({ after }) => after).join('')).toContain('acme/other')
  })
})

it('does not change a file that it cannot parse', async () => {
  const codeSettings = path.join(home, '.claude/settings.json')
  await mkdir(path.dirname(codeSettings), { recursive: true })
  await writeFile(codeSettings, '{ "env": ')
  await expect(planSetup(TOOLS[0]!, GOAL, env(), null)).rejects.toThrow(/is not JSON/)
  expect(await readFile(codeSettings, 'utf8')).toBe('{ "env": ')
})

it('refuses to undo lines that the user has changed since', () => {
  const change = { file: 'f', before: 'model = "a"\n', after: 'model = "b"\n' }
  expect(() => takeBack(change, 'model = "c"\n')).toThrow(/changed later/)
})

it('writes a record that only its owner can read', async () => {
  const record = { tool: 'codex', at: '2026-01-01', changes: [{ file: 'f', before: null, after: 'secret' }] }
  await writeRecord(env(), record)
  expect(await readRecord(env(), 'codex')).toEqual(record)
  expect((await stat(path.join(home, '.local/state/gptget/setup/codex.json'))).mode & 0o777).toBe(0o600)
})
